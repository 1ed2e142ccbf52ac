package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.platform.Platform;
import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * All figures of the databases of texts, in one run:
 *
 * <pre>
 *   mvn package -pl lyss-dao/benchmarks -am -DskipTests
 *   java -cp lyss-dao/benchmarks/target/lyss-benchmarks-*-all.jar io.lyss.benchmarks.text.TextFigures
 * </pre>
 *
 * <p>The two sides of a ratio take turns, in short slices, and the median of the rounds is printed
 * with its quartiles: what else the machine does then hits both. What is counted is processor time,
 * of client and server, but for appending, where it is what several clients have done in a time.
 *
 * <p>Settings: {@code LYSS_JDBC_URL} and the like name a server of this machine, whose databases
 * {@code lyss_figures_...} are made where they are not there, and stay. {@code -Dfigures.scale=1}
 * says how many users there are beside the one with 200,000 messages, in hundreds; {@code
 * -Dfigures.rounds=15}; {@code -Dfigures=pages,search,chat,forks,append} chooses.
 */
public final class TextFigures {

  static final PageRequest FIFTY = PageRequest.first(50);
  private static final double SCALE = Double.parseDouble(System.getProperty("figures.scale", "1"));
  // those that have 2,500 messages each begin with the third
  static final int USERS = (int) (100 * SCALE);
  // conversations of twenty messages that the first user has
  static final int HEAVY = (int) (10_000 * Math.min(1, SCALE));
  private static final int SLICE = 100;

  private final int rounds = Integer.getInteger("figures.rounds", 15);
  private final Table table = new Table();

  private TextFigures() {}

  /** Prints the table; ends with 1 where a figure does not hold. */
  public static void main(String[] arguments) throws SQLException, InterruptedException {
    String chosen = System.getProperty("figures", "pages,search,chat,forks,append");
    TextFigures figures = new TextFigures();
    try (Server server = new Server()) {
      System.out.println(
          server.read(
              "postgres",
              "select version() || ', fsync ' || current_setting('fsync') || ', commit '"
                  + " || current_setting('synchronous_commit')"));
      if (chosen.contains("pages")) {
        figures.platformPages(
            new TextDatabase(server, LyssDatabase.PLATFORM, 37, HEAVY, SCALE),
            new TextDatabase(server, LyssDatabase.PLATFORM, 1, HEAVY / 20, SCALE));
      }
      if (chosen.contains("search")) {
        figures.searches(
            new TextDatabase(server, LyssDatabase.PLATFORM, 37, HEAVY, SCALE),
            new TextDatabase(server, LyssDatabase.CHAT, 37, HEAVY, SCALE),
            new TextDatabase(server, LyssDatabase.MEMORY, 37, HEAVY, SCALE));
      }
      TextDatabase chat = new TextDatabase(server, LyssDatabase.CHAT, 37, HEAVY, SCALE);
      if (chosen.contains("chat")) {
        figures.chatPages(chat);
      }
      if (chosen.contains("forks")) {
        figures.forks(chat);
      }
      if (chosen.contains("append")) {
        figures.appends(chat);
      }
    }
    System.exit(figures.table.missed() == 0 ? 0 : 1);
  }

  private void platformPages(TextDatabase long_, TextDatabase short_) throws SQLException {
    for (Age age : Age.values()) {
      ratio(
          1.10,
          "PLATFORM page, 37 months against 1, " + age,
          long_.application(db -> platformPage(db, age)),
          short_.application(db -> platformPage(db, age)));
    }
    ratio(
        1.10,
        "PLATFORM deleteEmptyConversations, three times as many there",
        long_.application(TextFigures::deleteEmpty),
        short_.application(TextFigures::deleteEmpty));
  }

  private static Call platformPage(DataSource source, Age age) {
    Platform platform = Platform.over(source);
    return n -> {
      int user = age.owner(3 + n % USERS);
      platform.asUser(user).messages().listNewestFirst(age.conversation(user), FIFTY);
    };
  }

  private static Call deleteEmpty(DataSource source) {
    Platform platform = Platform.over(source);
    return n ->
        platform.asSystem("figures").maintenance().deleteEmptyConversations(Duration.ofDays(1));
  }

  private void chatPages(TextDatabase chat) throws SQLException {
    for (Age age : Age.values()) {
      ratio(
          1.5,
          "CHAT page against the owner's raw SQL, " + age,
          chat.application(db -> chatPage(db, age)),
          chat.owner(db -> new RawChatPage(db, age)));
    }
  }

  private static Call chatPage(DataSource source, Age age) {
    ChatService service = ChatService.over(source);
    return n -> {
      int user = age.owner(3 + n % USERS);
      service
          .asUser(Scope.Tenant.of(uuid(1), uuid(user)))
          .messages()
          .listNewestFirst(uuid(age.conversation(user)), FIFTY);
    };
  }

  private void searches(TextDatabase platform, TextDatabase chat, TextDatabase memory)
      throws SQLException {
    try (Side lookUp = platform.owner(TextFigures::lookUp)) {
      lookUp.run(SLICE);
      double[] milliseconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        milliseconds[round] = lookUp.serverSlice(SLICE) / 1000;
      }
      table.known("a row by its key, for comparison, ms", Measured.of(milliseconds));
    }
    for (Searched words : Searched.values()) {
      for (int user : new int[] {1, 3, 2}) {
        String of = " page, " + Searched.who(user) + ", " + words;
        double reach = words.reach(user);
        server(
            reach,
            "PLATFORM search" + of,
            platform.application(
                db -> {
                  Platform searched = Platform.over(db);
                  return n -> searched.asUser(user).messages().search(words.text(), FIFTY);
                }));
        server(
            reach,
            "CHAT search" + of,
            chat.application(
                db -> {
                  ChatService searched = ChatService.over(db);
                  Scope.Tenant scope = Scope.Tenant.of(uuid(1), uuid(user));
                  return n -> searched.asUser(scope).messages().search(words.text(), FIFTY);
                }));
        server(
            reach,
            "MEMORY search" + of,
            memory.application(
                db -> {
                  MemoryService searched = MemoryService.over(db);
                  Scope.Tenant scope = Scope.Tenant.of(uuid(1), uuid(user));
                  return n -> searched.asUser(scope).memories().search(words.text(), FIFTY);
                }));
      }
    }
  }

  // what the machine is worth while it runs this
  private static Call lookUp(DataSource source) {
    return n -> {
      try (Connection connection = source.getConnection();
          PreparedStatement statement =
              connection.prepareStatement(
                  "select title from lyss_platform.conversations where id = ?")) {
        statement.setLong(1, Age.YOUNG.conversation(3 + n % USERS));
        statement.executeQuery().close();
      }
    };
  }

  private void forks(TextDatabase chat) throws SQLException {
    try (HikariDataSource pool = chat.pool(1)) {
      Forks forks = Forks.made(ChatService.over(pool));
      for (Forks.Kind kind : Forks.Kind.values()) {
        ratio(
            1.3,
            "CHAT page in a fork of depth 3 against none, " + kind,
            chat.application(db -> forks.page(db, kind)),
            chat.application(db -> forks.page(db, null)));
      }
    }
  }

  private void appends(TextDatabase chat) throws SQLException, InterruptedException {
    try (Appends appends = new Appends(chat)) {
      double[] own = new double[rounds];
      double[] hot = new double[rounds];
      for (int round = -1; round < rounds; round++) {
        double bare = appends.bare();
        double mine = appends.own();
        double one = appends.hot();
        if (round >= 0) {
          own[round] = mine / bare;
          hot[round] = one / mine;
        }
      }
      table.atLeast(0.75, "CHAT append, 8 clients, rate against bare inserts", Measured.of(own));
      table.atLeast(0.5, "CHAT append, 8 clients, one conversation against own", Measured.of(hot));
    }
  }

  private void ratio(double reach, String figure, Side subject, Side reference)
      throws SQLException {
    try (subject;
        reference) {
      subject.run(SLICE);
      reference.run(SLICE);
      double[] ratios = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        ratios[round] = subject.slice(SLICE) / reference.slice(SLICE);
      }
      table.atMost(reach, figure, Measured.of(ratios));
    }
  }

  private void server(double reach, String figure, Side side) throws SQLException {
    try (side) {
      side.run(SLICE / 10);
      double[] milliseconds = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        milliseconds[round] = side.serverSlice(SLICE / 5) / 1000;
      }
      table.atMost(reach, figure + ", ms", Measured.of(milliseconds));
    }
  }

  /** The UUID that the volume has for a number. */
  static UUID uuid(long number) {
    return new UUID(0x7000L, 0x8000_0000_0000_0000L | number);
  }
}

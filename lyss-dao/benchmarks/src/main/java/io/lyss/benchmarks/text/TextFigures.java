package io.lyss.benchmarks.text;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.benchmarks.Figures;
import io.lyss.benchmarks.figures.Call;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Server;
import io.lyss.benchmarks.figures.Volume;
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
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** The figures of conversations and memories: groups pages, search, chat, forks, append. */
public final class TextFigures {

  static final PageRequest FIFTY = PageRequest.first(50);
  private static final double SCALE = Figures.SCALE;
  // those that have 2,500 messages each begin with the third
  static final int USERS = (int) (100 * SCALE);
  // conversations of twenty messages that the first user has
  static final int HEAVY = (int) (10_000 * Math.min(1, SCALE));

  private final Run run;

  private TextFigures(Run run) {
    this.run = run;
  }

  public static void measure(Run run) throws SQLException, InterruptedException {
    TextFigures figures = new TextFigures(run);
    if (run.asks("pages")) {
      figures.platformPages(
          figures.volume(LyssDatabase.PLATFORM, 37, HEAVY),
          figures.volume(LyssDatabase.PLATFORM, 1, HEAVY / 20));
    }
    if (run.asks("search")) {
      figures.searches(
          figures.volume(LyssDatabase.PLATFORM, 37, HEAVY),
          chat(run),
          figures.volume(LyssDatabase.MEMORY, 37, HEAVY));
    }
    if (run.asks("chat")) {
      figures.chatPages(chat(run));
    }
    if (run.asks("forks")) {
      figures.forks(chat(run));
    }
    if (run.asks("append")) {
      figures.appends(chat(run));
    }
  }

  /** The chat database of all figures that read messages. */
  public static Volume chat(Run run) throws SQLException {
    return new TextFigures(run).volume(LyssDatabase.CHAT, 37, HEAVY);
  }

  /** The number of a user whose conversations are in {@link #chat}. */
  public static int user(int n) {
    return 3 + n % USERS;
  }

  /** The number of a conversation of {@link #user}, of 60 messages of this month. */
  public static int youngConversation(int n) {
    return Age.YOUNG.conversation(user(n));
  }

  // months: over how many the messages are spread
  // heavy: how many conversations of twenty messages the user with the most of them has
  private Volume volume(LyssDatabase kind, int months, int heavy) throws SQLException {
    return Volume.of(
        run.server(),
        kind,
        Integer.toString(months),
        kind == LyssDatabase.MEMORY ? "user_memories" : "conversations",
        """
        set figures.months = %d;
        set figures.heavy = %d;
        set figures.scale = %s;
        """
                .formatted(months, heavy, SCALE)
            + Volume.resources(
                TextFigures.class,
                "sentences.sql",
                kind.toString().toLowerCase(Locale.ROOT) + ".sql",
                "finish.sql"));
  }

  private void platformPages(Volume long_, Volume short_) throws SQLException {
    for (Age age : List.of(Age.YOUNG, Age.MIDDLE, Age.OLD)) {
      run.ratio(
          1.10,
          "PLATFORM page, 37 months against 1, " + age,
          long_.application(db -> platformPage(db, age)),
          short_.application(db -> platformPage(db, age)));
    }
    // its messages lie in 37 months in the one, in one month in the other: reading the page looks
    // into 17 months
    run.compared(
        "PLATFORM page, 37 months against 1, " + Age.LONG,
        long_.application(db -> platformPage(db, Age.LONG)),
        short_.application(db -> platformPage(db, Age.LONG)));
    run.ratio(
        1.5,
        "PLATFORM page against the owner's raw SQL, " + Age.LONG,
        long_.application(db -> platformPage(db, Age.LONG)),
        long_.owner(db -> RawPage.platform(db, Age.LONG)));
    run.ratio(
        1.10,
        "PLATFORM deleteEmptyConversations, three times as many there",
        long_.application(TextFigures::deleteEmpty),
        short_.application(TextFigures::deleteEmpty));
  }

  private static Call platformPage(DataSource source, Age age) {
    Platform platform = Platform.over(source);
    return n -> {
      int user = age.owner(user(n));
      platform.asUser(user).messages().listNewestFirst(age.conversation(user), FIFTY);
    };
  }

  private static Call deleteEmpty(DataSource source) {
    Platform platform = Platform.over(source);
    return n ->
        platform.asSystem("figures").maintenance().deleteEmptyConversations(Duration.ofDays(1));
  }

  private void chatPages(Volume chat) throws SQLException {
    for (Age age : Age.values()) {
      run.ratio(
          1.5,
          "CHAT page against the owner's raw SQL, " + age,
          chat.application(db -> chatPage(db, age)),
          chat.owner(db -> RawPage.chat(db, age)));
    }
  }

  private static Call chatPage(DataSource source, Age age) {
    ChatService service = ChatService.over(source);
    return n -> {
      int user = age.owner(user(n));
      service
          .asUser(Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(user)))
          .messages()
          .listNewestFirst(Volume.uuid(age.conversation(user)), FIFTY);
    };
  }

  private void searches(Volume platform, Volume chat, Volume memory) throws SQLException {
    run.known("a row by its key, for comparison", platform.owner(TextFigures::lookUp));
    for (Searched words : Searched.values()) {
      for (int user : new int[] {1, 3, 2}) {
        String of = " page, " + Searched.who(user) + ", " + words;
        double reach = words.reach(user);
        run.server(
            reach,
            "PLATFORM search" + of,
            platform.application(
                db -> {
                  Platform searched = Platform.over(db);
                  return n -> searched.asUser(user).messages().search(words.text(), FIFTY);
                }));
        run.server(
            reach,
            "CHAT search" + of,
            chat.application(
                db -> {
                  ChatService searched = ChatService.over(db);
                  Scope.TenantUser scope = Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(user));
                  return n -> searched.asUser(scope).messages().search(words.text(), FIFTY);
                }));
        run.server(
            reach,
            "MEMORY search" + of,
            memory.application(
                db -> {
                  MemoryService searched = MemoryService.over(db);
                  Scope.TenantUser scope = Scope.TenantUser.of(Volume.uuid(1), Volume.uuid(user));
                  return n -> searched.asUser(scope).memories().search(words.text(), FIFTY);
                }));
      }
    }
  }

  // shows how fast the machine is at that time
  private static Call lookUp(DataSource source) {
    return n -> {
      try (Connection connection = source.getConnection();
          PreparedStatement statement =
              connection.prepareStatement(
                  "select title from lyss_platform.conversations where id = ?")) {
        statement.setLong(1, Age.YOUNG.conversation(user(n)));
        statement.executeQuery().close();
      }
    };
  }

  private void forks(Volume chat) throws SQLException {
    try (HikariDataSource pool = chat.pool(1)) {
      Forks forks = Forks.made(ChatService.over(pool));
      for (Forks.Kind kind : Forks.Kind.values()) {
        run.ratio(
            1.3,
            "CHAT page in a fork of depth 3 against none, " + kind,
            chat.application(db -> forks.page(db, kind)),
            chat.application(db -> forks.page(db, null)));
      }
    }
  }

  private void appends(Volume chat) throws SQLException, InterruptedException {
    try (Appends appends = new Appends(chat)) {
      // a message is there when its commit is on the disk
      run.server()
          .committing(
              () -> {
                String commits = ", commits of " + Server.COMMIT + " µs";
                run.rate(
                    0.75,
                    "CHAT append, 8 clients, rate against bare inserts" + commits,
                    appends.own(),
                    appends.bare());
                run.comparedRate(
                    "bare inserts that count in the conversation's row, against bare inserts"
                        + commits,
                    appends.counted(),
                    appends.bare());
                run.rate(
                    0.75,
                    "CHAT append, 8 clients in one conversation, rate against counting inserts"
                        + commits,
                    appends.hot(),
                    appends.countedHot());
                // the lock on a conversation is held over the commit, so there is one at a time
                run.comparedRate(
                    "CHAT append, 8 clients, one conversation against own" + commits,
                    appends.hot(),
                    appends.own());
              });
      run.comparedRate(
          "CHAT append, 8 clients, rate against bare inserts", appends.own(), appends.bare());
      run.comparedRate(
          "CHAT append, 8 clients, rate against inserts that count in the conversation's row",
          appends.own(),
          appends.counted());
      run.rate(
          0.5,
          "CHAT append, 8 clients, one conversation against own",
          appends.hot(),
          appends.own());
    }
  }
}

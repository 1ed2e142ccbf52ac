package io.lyss.dao.graduation;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.PricedModel;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.ImportedMessage;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewAuditEntry;
import io.lyss.dao.platform.NewConversation;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.NewUsage;
import io.lyss.dao.platform.NewUser;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.dao.platform.User;
import io.lyss.dao.platform.UserRole;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** An organisation in a platform database of its own, made from a seed. */
final class Organisation implements AutoCloseable {

  static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");
  static final PageRequest ALL = PageRequest.first(1000);

  /** When the present prices began. */
  static final Instant PRICED = Instant.parse("2025-01-01T00:00:00Z");

  private static final List<String> TEXTS =
      List.of(
          "上海今天的天气怎么样？",
          "It rains \uD83C\uDF27\uFE0F, says 👩‍👩‍👧",
          "a\ttab, a\nline, a \\ and a \\N",
          "{\"call\": \"weather\"}",
          "plain words");

  final TestDatabase database = new TestDatabase(LyssDatabase.PLATFORM);
  final Platform platform = Platform.over(database.pool());
  final List<User> users = new ArrayList<>();
  final List<Provider> providers = new ArrayList<>();
  final List<Conversation> conversations = new ArrayList<>();
  private final Random random;
  private final User head;

  Organisation(long seed) {
    random = new Random(seed);
    // ids that are no other table's
    database.query(
        """
        select setval(
          pg_get_serial_sequence(attrelid::regclass::text, attname),
          1000000 * row_number() over (order by relname))
        from pg_attribute
        join pg_class on pg_class.oid = attrelid
        where relnamespace = 'lyss_platform'::regnamespace
          and attidentity <> '' and not relispartition
        """);
    head = addUser(UserRole.ADMIN);
    for (int i = 0; i < 7; i++) {
      addUser(random.nextInt(4) == 0 ? UserRole.ADMIN : UserRole.USER);
    }
    for (int i = 0; i < 8; i++) {
      addProvider();
    }
    for (int i = 0; i < 30; i++) {
      distribute();
    }
    for (int i = 0; i < 25; i++) {
      converse(any(users));
    }
    importTwice();
    price();
    change();
    // the first of users and of providers are inactive
    system().users().deactivate(users.get(3).id());
    system().providers().deactivate(providers.get(0).id());
    system().personalData().hold(users.get(4).id(), "case 12");
  }

  PlatformSession system() {
    return platform.asSystem("test");
  }

  PlatformSession as(User user) {
    return platform.asUser(user.id());
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  User addUser(UserRole role) {
    String name = "user" + users.size();
    User user = system().users().create(new NewUser(name, name + "@Acme.test", HASH, role));
    users.add(user);
    return user;
  }

  void addProvider() {
    NewProvider provider =
        NewProvider.of(
            "provider " + providers.size(),
            random.nextBoolean() ? ProviderKind.OPENAI : ProviderKind.CUSTOM,
            Ciphertext.of("test:" + "A".repeat(40)));
    providers.add(
        random.nextInt(3) == 0
            ? as(any(users.subList(0, Math.min(3, users.size()))))
                .providers()
                .createPersonal(provider)
            : as(head).providers().createOrganization(provider));
  }

  /** Distributes a provider to a user, or revokes a distribution. */
  void distribute() {
    Provider provider = any(providers);
    if (provider.scope() != io.lyss.dao.platform.ProviderScope.ORGANIZATION) {
      return;
    }
    List<Integer> user = List.of(any(users).id());
    if (random.nextInt(4) == 0) {
      as(head).distributions().revoke(provider.id(), user);
    } else {
      as(head).distributions().distribute(provider.id(), user);
    }
  }

  /** A conversation with messages and usage, if the user may use anything. */
  void converse(User user) {
    List<Provider> usable = as(user).providers().listAvailable(ALL).items();
    if (usable.isEmpty()) {
      return;
    }
    Conversation conversation =
        as(user)
            .conversations()
            .open(any(usable).id(), "Talk 谈话 " + conversations.size(), new Json("{\"a\": 1}"));
    // the third will be inactive, and changes nothing then
    if (user != users.get(3)) {
      conversations.add(conversation);
    }
    for (int i = random.nextInt(5); i >= 0; i--) {
      say(conversation);
    }
  }

  void say(Conversation conversation) {
    PlatformSession owner = platform.asUser(conversation.userId());
    owner
        .messages()
        .append(
            conversation.id(),
            List.of(
                NewMessage.of(MessageRole.USER, any(TEXTS)),
                NewMessage.of(MessageRole.ASSISTANT, any(TEXTS))
                    .withMetadata(new Json("{\"tool_calls\": [{\"id\": \"c1\"}]}"))));
    owner.usage().record(NewUsage.of(conversation, random.nextInt(1000), new BigDecimal("0.0024")));
  }

  /** One file, imported into two conversations: under the same keys, at the same times. */
  private void importTwice() {
    Instant at = Instant.parse("2025-03-05T06:07:08Z");
    List<ImportedMessage> file = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      file.add(
          new ImportedMessage(
              i == 2
                  ? NewMessage.of(MessageRole.USER, "")
                      .withMetadata(new Json("{\"files\": [\"scan\"]}"))
                  : NewMessage.of(MessageRole.USER, "imported " + i),
              at.plus(20L * i, ChronoUnit.DAYS)));
    }
    Conversation first = conversations.get(0);
    for (int i = 0; i < 2; i++) {
      conversations.add(
          platform
              .asUser(first.userId())
              .conversations()
              .importMessages(
                  NewConversation.of(first.providerId(), "From a file " + i)
                      .withIdempotencyKey(Ids.next()),
                  file));
    }
  }

  /** Prices that are over, in effect and to come. */
  private void price() {
    for (String kind : List.of("openai", "custom")) {
      PricedModel model = new PricedModel(kind, GraduationFixture.MODEL);
      price(model, "2", PRICED);
      price(model, "1", PRICED.minus(400, ChronoUnit.DAYS));
      price(model, "3", PRICED.plus(40_000, ChronoUnit.DAYS));
    }
  }

  private void price(PricedModel model, String input, Instant from) {
    system()
        .prices()
        .set(NewPrice.of(model, "USD", new BigDecimal(input), BigDecimal.TEN).from(from));
  }

  /** Changes a row of every kind. */
  void change() {
    Conversation gone = conversations.remove(random.nextInt(conversations.size() - 2));
    platform.asUser(gone.userId()).conversations().delete(gone.id());
    say(conversations.get(1));
    Conversation titled =
        platform
            .asUser(conversations.get(2).userId())
            .conversations()
            .get(conversations.get(2).id());
    platform
        .asUser(titled.userId())
        .conversations()
        .update(titled.withTitle("Another title " + random.nextInt()));
    distribute();
    price(
        new PricedModel("openai", GraduationFixture.MODEL),
        "4",
        PRICED.plus(30_000L + random.nextInt(20_000), ChronoUnit.DAYS));
    platform
        .asUser(titled.userId())
        .audit()
        .append(NewAuditEntry.of("opened", "shop", random.nextInt(9)));
    User user = addUser(UserRole.USER);
    addProvider();
    system().users().setRole(users.get(5).id(), any(List.of(UserRole.values())));
    as(head)
        .distributions()
        .distribute(
            providers.stream()
                .filter(p -> p.scope() == io.lyss.dao.platform.ProviderScope.ORGANIZATION)
                .filter(p -> !p.equals(providers.get(0)))
                .findFirst()
                .orElseThrow()
                .id(),
            List.of(user.id()));
    converse(user);
  }

  UUID newKey() {
    return Ids.next();
  }

  @Override
  public void close() {
    database.close();
  }
}

package io.lyss.dao.platform;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.Json;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repricing;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.session.Prices;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Replicated;
import io.lyss.dao.testing.Signed;
import io.lyss.dao.testing.calls.Caller;
import io.lyss.dao.testing.calls.PricedWorld;
import io.lyss.dao.testing.calls.World;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * A user and an administrator of the organisation. The caller is created at once, the other when a
 * call first needs one, because few do.
 */
final class PlatformWorld extends World<PlatformSession> implements PricedWorld {

  static final Ciphertext KEY = TestPlatform.KEY;

  private final String schema;
  private final Map<Caller, User> people = new EnumMap<>(Caller.class);

  PlatformWorld(DataSource pool, String schema, Caller caller) {
    super(pool, caller);
    this.schema = schema;
    user();
  }

  @Override
  protected void gather() {
    own(Caller.USER);
    own(Caller.ADMIN);
  }

  private User own(Caller who) {
    return people.computeIfAbsent(
        who, one -> person(one == Caller.USER ? UserRole.USER : UserRole.ADMIN));
  }

  private Platform platform(DataSource over) {
    return Signed.by(over, Replicated.over(over, Platform::over, Platform::over), Platform::signer)
        .schema(schema);
  }

  @Override
  protected PlatformSession session(DataSource over, Caller as) {
    Platform platform = platform(over);
    return switch (as) {
      case USER, ADMIN -> platform.asUser(own(as).id());
      case SYSTEM -> platform.asSystem("a call");
      case ADMINISTRATOR -> throw new IllegalArgumentException("one organisation has none");
    };
  }

  @Override
  protected List<PlatformSession> strangers(DataSource over, Set<Strangers> where) {
    Platform platform = platform(over);
    List<PlatformSession> strangers = new ArrayList<>();
    if (where.contains(Strangers.BESIDE)) {
      strangers.add(platform.asUser(person(UserRole.USER).id()));
    }
    if (where.contains(Strangers.ABOVE)) {
      strangers.add(platform.asUser(person(UserRole.ADMIN).id()));
    }
    return strangers;
  }

  @Override
  protected PlatformSession never(DataSource over) {
    return platform(over).asUser(Integer.MAX_VALUE);
  }

  @Override
  protected void deactivate() {
    system().users().deactivate(user().id());
  }

  @Override
  protected void demote() {
    system().users().setRole(user().id(), UserRole.USER);
  }

  @Override
  protected List<Bound> hosts() {
    String other = Integer.toString(person(UserRole.USER).id());
    return List.of(
        Bound.NOTHING,
        new Bound("authenticated_users", Map.of("app.current_user_id", other)),
        new Bound("lyss_system", Map.of("app.system_reason", "reason of the host")),
        new Bound("none", Map.of("app.current_user_id", "4711", "app.system_reason", "odd")));
  }

  private PlatformSession system() {
    return as(Caller.SYSTEM);
  }

  private PlatformSession owner() {
    return isSystem() ? as(Caller.USER) : me();
  }

  NewUser userToBe(UserRole role) {
    String name = name("person");
    return new NewUser(name, name + "@calls.test", TestPlatform.HASH, role);
  }

  private User person(UserRole role) {
    return system().users().create(userToBe(role));
  }

  /** The caller, or the user where that is system work. */
  User user() {
    return own(caller() == Caller.ADMIN ? Caller.ADMIN : Caller.USER);
  }

  int newUser() {
    return person(UserRole.USER).id();
  }

  int inactiveUser() {
    return system().users().deactivate(newUser()).id();
  }

  NewProvider providerToBe() {
    return NewProvider.of(name("provider"), ProviderKind.OPENAI, KEY);
  }

  Provider personal() {
    return owner().providers().createPersonal(providerToBe());
  }

  int inactive() {
    return owner().providers().deactivate(personal().id()).id();
  }

  /** A provider as it comes back from an editor. */
  Provider edited() {
    Provider read = personal();
    return new Provider(
        read.id(),
        name("edited"),
        read.type(),
        read.scope(),
        read.createdBy(),
        read.apiBaseUrl(),
        read.config(),
        read.active(),
        read.createdAt(),
        read.updatedAt());
  }

  /** A provider of the organisation. */
  int organization() {
    return as(Caller.ADMIN).providers().createOrganization(providerToBe()).id();
  }

  /** One that is distributed to the user. */
  int distributed() {
    int id = organization();
    as(Caller.ADMIN).distributions().distribute(id, List.of(own(Caller.USER).id()));
    return id;
  }

  /** A user with a distribution, which is made only once. */
  int receiver() {
    if (as(Caller.USER)
        .distributions()
        .listByUser(own(Caller.USER).id(), PageRequest.first(1))
        .items()
        .isEmpty()) {
      distributed();
    }
    return own(Caller.USER).id();
  }

  Conversation conversation() {
    return owner().conversations().open(personal().id(), name("weather "));
  }

  /** A conversation with a message about the pineapple. */
  long talk() {
    long id = conversation().id();
    owner().messages().append(id, NewMessage.of(MessageRole.USER, "the pineapple is ripe"));
    return id;
  }

  /** Messages of another system. */
  List<ImportedMessage> imported() {
    // in a month that has a partition, because jobs run at the same time
    Instant time = Instant.now().minusSeconds(60);
    return List.of(
        new ImportedMessage(NewMessage.of(MessageRole.USER, "a?"), time),
        new ImportedMessage(NewMessage.of(MessageRole.ASSISTANT, "b"), time));
  }

  /** A message that a search for the pineapple finds. */
  String said() {
    String content = name("the pineapple is ripe ");
    owner().messages().append(conversation().id(), NewMessage.of(MessageRole.USER, content));
    return content;
  }

  /** Many messages. */
  List<NewMessage> messages() {
    return IntStream.range(0, 50)
        .mapToObj(i -> NewMessage.of(MessageRole.values()[i % 3], "message " + i))
        .toList();
  }

  NewUsage usageToBe() {
    return NewUsage.of(conversation(), 1, BigDecimal.ONE);
  }

  /** All usage, by provider. */
  UsageQuery query() {
    return UsageQuery.of(UsageWindow.of(Instant.MIN, Instant.MAX), UsageDimension.PROVIDER);
  }

  Instant firstUse() {
    return Instant.EPOCH;
  }

  /** A request without a price, as answers show it. */
  String unpriced() {
    Conversation conversation = conversation();
    owner()
        .usage()
        .record(
            NewUsage.of(conversation.userId(), conversation.providerId(), "m", TokenCounts.of(1, 1))
                .withConversation(conversation.id()));
    return "providerId=" + conversation.providerId() + ",";
  }

  Repricing repricing() {
    return new Repricing("m", Instant.MIN, Instant.MAX, "a wrong price");
  }

  /** A user with usage, which is recorded only once. */
  int consumer() {
    if (owner().usage().daily(user().id(), LocalDate.MIN, LocalDate.MAX).isEmpty()) {
      used();
    }
    return user().id();
  }

  /** A provider that was used, as answers show it. */
  String used() {
    NewUsage usage = usageToBe();
    owner().usage().record(usage);
    system().maintenance().refreshDailyUsage();
    return "providerId=" + usage.providerId() + ",";
  }

  /** A provider that was used, as sums show it. */
  String summed() {
    NewUsage usage = usageToBe();
    owner().usage().record(usage);
    return "providerId=OptionalInt[" + usage.providerId() + "]";
  }

  /** An entry, as answers show it. */
  String entry() {
    long id = me().audit().append(NewAuditEntry.of("confess", "diary", 4711)).id();
    return "[id=" + id + ",";
  }

  /** Opens a conversation, which is then empty for longer than this. */
  Duration emptyFor() {
    conversation();
    return Duration.ZERO;
  }

  /** A new user who has opened a conversation. */
  int opener() {
    int id = newUser();
    PlatformSession session = platform(pool()).asUser(id);
    int provider = session.providers().createPersonal(providerToBe()).id();
    session.conversations().open(provider, "to be erased");
    return id;
  }

  /** The erasure of a new user, as a journal outside of the database has it. */
  Json journal() {
    return new Json(
        "[{\"user_id\": %d, \"erased_at\": \"9999-01-01T00:00:00Z\"}]".formatted(newUser()));
  }

  /** A new user, whom a legal hold is on. */
  int held() {
    int id = newUser();
    system().personalData().hold(id, "case 12");
    return id;
  }

  @Override
  public Prices pricing() {
    return system().prices();
  }
}

package io.lyss.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.lyss.caffeine.CaffeineAccessCache;
import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UnitPrices;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.chat.ChatSession;
import io.lyss.dao.chat.NewConversation;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.Channel;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.Consumption;
import io.lyss.dao.provider.LimitPeriod;
import io.lyss.dao.provider.LimitSubject;
import io.lyss.dao.provider.LimitUnit;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewBudget;
import io.lyss.dao.provider.NewReservation;
import io.lyss.dao.provider.NewToken;
import io.lyss.dao.provider.NewUsage;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.provider.ProviderSession;
import io.lyss.dao.provider.Reservation;
import io.lyss.dao.provider.TenantSettings;
import io.lyss.dao.provider.TokenPepper;
import io.lyss.dao.provider.UsageDimension;
import io.lyss.dao.provider.UsageQuery;
import io.lyss.dao.relay.Relay;
import io.lyss.dao.relay.RelayRun;
import io.lyss.dao.session.Erasure;
import io.lyss.dao.session.EventDao;
import io.lyss.dao.session.GivenUpEvent;
import io.lyss.dao.session.PersonalDataDao;
import io.lyss.dao.session.PersonalDataExport;
import io.lyss.dao.session.WaitingKey;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.Login;
import io.lyss.dao.user.LoginDao;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.Tenant;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrationException;
import io.lyss.schema.LyssMigrator;
import io.lyss.secrets.ChannelKeys;
import io.lyss.secrets.KeySets;
import io.lyss.secrets.Secret;
import io.lyss.secrets.SecretCipher;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A tenant with an administrator, Ann, a channel and a model with a price, as in the documents. */
class ServiceSnippetsTest {

  private static final ThrowawayDatabase DATABASE = ThrowawayPostgres.shared().database();
  private static final DataSource dataSource = DATABASE.dataSource();
  private static final DataSource chatDataSource = dataSource;
  private static final UserService users = UserService.over(dataSource);
  private static final ProviderService providers = ProviderService.over(dataSource);
  private static final ProviderService provider = providers;
  private static final SharedService shared = SharedService.over(dataSource);

  private static Scope.TenantUser admin = Scope.TenantUser.of(UUID.randomUUID(), UUID.randomUUID());
  private static Scope.TenantUser ann = admin;
  private static Channel channel = null;

  @BeforeAll
  static void tenant() {
    for (LyssDatabase database : LyssDatabase.values()) {
      if (database != LyssDatabase.PLATFORM) {
        LyssMigrator.of(database, dataSource).migrate();
      }
    }
    UserSession provisioning = users.asSystem("a new customer");
    Tenant acme = provisioning.tenants().create(NewTenant.of("Acme", "acme"));
    NewUser ada =
        NewUser.of("ada@acme.example", PasswordHash.NONE).withRole(TenantRole.TENANT_ADMIN);
    Scope.TenantUser founder =
        provisioning.logins().scope(acme.id(), provisioning.users(acme.id()).create(ada).id());
    admin = founder;
    UUID annsId =
        users.asUser(admin).users().create(NewUser.of("ann@acme.example", PasswordHash.NONE)).id();
    ann = provisioning.logins().scope(acme.id(), annsId);
    ProviderSession channels = providers.asUser(admin);
    ChannelKeys keys = new ChannelKeys(SecretCipher.of(KeySets.generate()));
    channel =
        channels
            .channels()
            .createForTenant(
                keys.newChannel(
                    acme.id(),
                    "Ours",
                    channels.types().get("openai").id(),
                    Secret.of("sk-1"),
                    Models.of("gpt-4o", "m")));
  }

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void logins() {
    LoginDao logins = users.asSystem("login").logins();
    Login login = logins.find("acme", "ann@acme.example").orElseThrow();
    Scope.TenantUser ann = logins.scope(login.tenantId(), login.userId());

    ChatSession chat = ChatService.over(chatDataSource).asUser(ann);
    assertThat(chat.scope()).isEqualTo(ServiceSnippetsTest.ann);
  }

  @Test
  void tokensThatAreKept() {
    TokenPepper pepper = TokenPepper.of(new byte[32]);
    ProviderService providers =
        ProviderService.over(dataSource)
            .tokenPepper(pepper)
            .cache(CaffeineAccessCache.ofAtMost(100_000), Duration.ofSeconds(1));
    String secret = providers.asUser(ann).tokens().issue(NewToken.of("laptop")).secret().reveal();
    for (int i = 0; i < 2; i++) {
      assertThat(providers.verify(secret).token().orElseThrow().userId()).isEqualTo(ann.userId());
    }
  }

  /** Without Citus, the call says that there is none; tests of the DAOs run with it. */
  @Test
  void citus() {
    DataSource coordinator = dataSource;
    assertThatExceptionOfType(LyssMigrationException.class)
        .isThrownBy(
            () -> {
              LyssMigrator.of(LyssDatabase.CHAT, coordinator).onCitus().migrate();
            })
        .withMessageContaining("The extension citus is not in this database");
  }

  @Test
  void personsAreHandedOutAndErased() {
    ChatService chat = ChatService.over(chatDataSource);
    Scope.TenantUser ann = Scope.TenantUser.of(UUID.randomUUID(), UUID.randomUUID());
    chat.asUser(ann).conversations().open(NewConversation.of("About Ann"));
    StringBuilder out = new StringBuilder();
    {
      PersonalDataDao data = chat.asUser(ann).personalData();
      PersonalDataExport.write(after -> data.rows(ann.tenantId(), ann.userId(), after, 200), out);
    }
    assertThat(out.toString()).contains("About Ann", "manifest");

    UUID tenantId = ann.tenantId();
    UUID userId = ann.userId();
    PersonalDataDao data = chat.asSystem("erasure 2026-42").personalData();
    Erasure erasure;
    do {
      erasure = data.erase(tenantId, userId, 1000);
    } while (erasure.hasMore());
    System.out.println(erasure.counts());
    assertThat(erasure.counts().text()).isEqualTo("{\"conversations\": 1}");
  }

  @Test
  void aTenantIsErased() {
    UUID tenantId = users.asSystem("test").tenants().create(NewTenant.of("Gone", "gone")).id();
    users.asSystem("test").tenants().delete(tenantId);
    PersonalDataDao data = users.asSystem("contract 7 has ended").personalData();
    Erasure erasure;
    do {
      erasure = data.eraseTenant(tenantId, 1000);
    } while (erasure.hasMore());
    assertThat(erasure.userId()).isEqualTo(tenantId);
  }

  @Test
  void events() {
    EventDao events = users.asSystem("relay").events();
    events.deliver(
        10,
        Duration.ofSeconds(30),
        event ->
            providers
                .asSystem("relay")
                .once(
                    "users",
                    event,
                    tx -> {
                      /* what the event means there, done once */
                    }));
    events.await(Duration.ofSeconds(5));
    assertThat(events.listWaiting(0, 10)).isEmpty();
  }

  @Test
  void givenUp() {
    UUID tenantId = users.asSystem("test").tenants().create(NewTenant.of("Stuck", "stuck")).id();
    users.asSystem("test").events().publish(tenantId, "order:7", "order.lost", Json.EMPTY);
    users
        .asSystem("test")
        .events()
        .deliver(
            100,
            Duration.ofSeconds(30),
            event -> {
              if (event.key().equals("order:7")) {
                throw new IllegalStateException("there is no such order");
              }
            });
    EventDao outbox = users.asSystem("ticket 4711").events();
    WaitingKey stuck = outbox.listWaiting(1, 100).get(0);
    outbox.giveUp(stuck.tenantId(), stuck.eventId());
    assertThat(outbox.listGivenUp(100)).extracting(GivenUpEvent::key).containsExactly("order:7");
  }

  @Test
  void relay() {
    ChatService chats = ChatService.over(chatDataSource);
    MemoryService memories = MemoryService.over(dataSource);
    UUID suspended = users.asSystem("test").tenants().create(NewTenant.of("S", "s")).id();
    users.asSystem("test").tenants().suspend(suspended);
    Relay relay =
        Relay.of(users)
            .providers(providers)
            .chats(chats)
            .memories(memories)
            .shared(shared)
            .handler(
                (source, event) -> {
                  /* what you do about it yourself, at least once */
                });
    RelayRun run = relay.run();
    run.failures().forEach(failure -> log(failure.source(), failure.failure().cause()));
    assertThat(run.failures()).isEmpty();
    Instant backup = Instant.now().minus(Duration.ofHours(1));
    relay.republish(backup);
    assertThat(relay.run().handled()).isPositive();
    ChatSession chat = chats.asUser(Scope.TenantUser.of(suspended, UUID.randomUUID()));
    assertThatExceptionOfType(ScopeDeniedException.class)
        .isThrownBy(() -> chat.conversations().open(NewConversation.of("x")));
  }

  private static void log(String source, Exception cause) {
    throw new AssertionError(source, cause);
  }

  @Test
  void tenants() {
    ChatService chats = ChatService.over(chatDataSource);
    UserSession system = users.asSystem("test");
    Tenant told = system.tenants().create(NewTenant.of("Told", "told"));
    system
        .events()
        .deliver(
            100,
            Duration.ofSeconds(30),
            event -> {
              if (event.type().startsWith("tenant.")) {
                chats.asSystem("relay").acceptTenant(event.tenantId(), event.payload());
                providers
                    .asSystem("relay")
                    .tenantSettings(event.tenantId())
                    .acceptLimit(event.payload());
              }
            });
    assertThat(providers.asSystem("test").tenantSettings(told.id()).find().orElseThrow())
        .satisfies(known -> assertThat(known.maxApiCalls()).contains(told.maxApiCalls()));
  }

  @Test
  void budgetsAndReservations() {
    ProviderSession tenantAdmin = providers.asUser(admin);
    ProviderSession me = providers.asUser(ann);
    tenantAdmin
        .budgets()
        .create(
            NewBudget.ofEach(
                    "20 dollars a month",
                    LimitSubject.USER,
                    LimitUnit.COST,
                    LimitPeriod.MONTH,
                    new BigDecimal("20"))
                .withCurrency("USD")
                .withSoftLimit(new BigDecimal("15")));

    NewReservation request =
        NewReservation.of(ChannelRequest.of("gpt-4o"), channel.id(), 0)
            .withEstimate(TokenCounts.of(1_200, 800));
    Reservation held = me.quota().reserve(request);
    if (held.outcome() == Reservation.Outcome.RESERVED) {
      me.quota().settle(request.id(), Consumption.of(TokenCounts.of(1_150, 640)));
    } else {
      held.exhausted().ifPresent(limit -> retryAfter(limit.resetsAt()));
    }
    assertThat(held.outcome()).isEqualTo(Reservation.Outcome.RESERVED);
  }

  @Test
  void prices() {
    shared
        .asSystem("price list")
        .prices(SharedService.PLATFORM)
        .set(
            NewPrice.of(
                new PricedModel("openai", "gpt-4o"),
                "USD",
                UnitPrices.of(new BigDecimal("2.50"), new BigDecimal("10"))
                    .with("input.cached", new BigDecimal("1.25"))));

    shared
        .asSystem("relay")
        .events()
        .deliver(
            10,
            Duration.ofSeconds(30),
            event -> {
              if (event.type().equals("price.changed")) {
                providers.asSystem("relay").prices(event.tenantId()).accept(event.payload());
              }
            });
    assertThat(
            providers
                .asSystem("test")
                .prices(SharedService.PLATFORM)
                .find(new PricedModel("openai", "gpt-4o"), Instant.now()))
        .isPresent();
  }

  @Test
  void usage() {
    Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS);
    Instant to = from.plus(Duration.ofDays(1));
    provider
        .asUser(ann)
        .usage()
        .record(
            NewUsage.of(
                ann.userId(),
                channel.id(),
                "m",
                TokenCounts.of(812, 40).including("input.cached", 300)));

    provider
        .asUser(admin)
        .usage()
        .list(
            UsageQuery.of(
                UsageWindow.of(from, to).by(UsageBucket.DAY, ZoneId.of("Asia/Kathmandu")),
                UsageDimension.MODEL,
                UsageDimension.OUTCOME));

    UUID resultId = Ids.next();
    provider
        .asUser(ann)
        .usage()
        .charge(
            NewUsage.of(ann.userId(), channel.id(), "m", TokenCounts.of(2_000, 150))
                .withId(resultId));
    assertThat(
            provider
                .asUser(admin)
                .usage()
                .list(UsageQuery.of(UsageWindow.of(from, to), UsageDimension.MODEL)))
        .isNotEmpty();
  }

  @Test
  void daysOfATimeZone() {
    ProviderSession reports = provider.asSystem("dashboards");
    UUID tenantId = ann.tenantId();
    reports.tenantSettings(tenantId).set(TenantSettings.of(10_000, ZoneId.of("Asia/Kathmandu")));
    reports.usage(tenantId).keepDays(Instant.MIN, Instant.MAX);
    assertThat(reports.usage(tenantId).keepDays(Instant.MIN, Instant.MAX)).isZero();
  }

  private static void retryAfter(Optional<Instant> time) {
    assertThat(time).isPresent();
  }
}

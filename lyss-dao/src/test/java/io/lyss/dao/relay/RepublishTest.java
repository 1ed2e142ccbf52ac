package io.lyss.dao.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Ciphertext;
import io.lyss.dao.NewPrice;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.PricedModel;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.provider.Models;
import io.lyss.dao.provider.NewChannel;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.testing.FiveServices;
import io.lyss.dao.testing.Parallel;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.dao.user.NewGroup;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.TenantDao;
import io.lyss.dao.user.UserDao;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import io.lyss.throwaway.Whole;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Everything that a service missed, because it was restored from an older backup or added later, is
 * reported to it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Whole("RelayTest tells of what happens; this of what was missed")
class RepublishTest {

  private static final PasswordHash HASH =
      PasswordHash.of("$2b$10$abcdefghijklmnopqrstuuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0");

  /** What a service keeps of reports of others. */
  private static final Map<String, String> KEPT =
      new TreeMap<>(
          Map.of(
              "known_tenants", "tenant_id, status, changed_at",
              "known_users", "tenant_id, user_id, status, changed_at",
              "tenant_settings", "tenant_id, max_api_calls, limit_changed_at",
              "model_price_lists", "tenant_id, provider_type, model, changed_at",
              "model_prices", "tenant_id, id, unit_prices, effective_from, effective_to",
              "erasures", "tenant_id, user_id",
              "provider_channels", "tenant_id, id"));

  /** How often each of the concurrent workers does so. */
  private static final int MEANWHILE = 10;

  private static final List<String> FOLLOWING = List.of("provider", "chat", "memory", "shared");

  private final FiveServices services = new FiveServices();
  private final TestDatabase database = services.database;
  private final UserService users = services.users;
  private final SharedService shared = services.shared;
  private final ProviderService providers = services.providers;
  private final Relay relay = services.relay;
  private final Random random = new Random(20261127);
  private final List<UUID> tenants = new ArrayList<>();
  private int names;

  @AfterAll
  void close() {
    database.close();
  }

  private UserSession system() {
    return users.asSystem("test");
  }

  private TenantDao tenantDao() {
    return system().tenants();
  }

  /** A change of something that others keep. */
  private void change() {
    UUID tenant = tenants.isEmpty() ? newTenant() : tenants.get(random.nextInt(tenants.size()));
    UserDao people = system().users(tenant);
    switch (random.nextInt(10)) {
      case 0 -> newTenant();
      case 1 -> tenantDao().suspend(tenant);
      case 2 -> tenantDao().restore(tenant);
      case 3 -> tenantDao().delete(tenant);
      case 4 -> tenantDao().update(tenantDao().get(tenant).withMaxApiCalls(random.nextInt(1000)));
      case 5 -> people.suspend(newUser(tenant));
      case 6 -> people.deactivate(newUser(tenant));
      case 7 -> system().personalData().erase(tenant, newUser(tenant), 1000);
      case 8 -> {
        tenants.remove(tenant);
        tenantDao().delete(tenant);
        system().personalData().eraseTenant(tenant, 1000);
      }
      default ->
          shared
              .asSystem("test")
              .prices(SharedService.PLATFORM)
              .set(price(Instant.now().plus(Duration.ofDays(++names))));
    }
  }

  private NewPrice price(Instant from) {
    PricedModel model = new PricedModel("openai", "m" + random.nextInt(3));
    return NewPrice.of(model, "USD", BigDecimal.ONE, BigDecimal.TEN).from(from);
  }

  private UUID newTenant() {
    UUID tenant = tenantDao().create(NewTenant.of("T", "r" + names++)).id();
    tenants.add(tenant);
    return tenant;
  }

  private UUID newUser(UUID tenant) {
    tenantDao().restore(tenant);
    return system().users(tenant).create(NewUser.of("u" + names++ + "@t.test", HASH)).id();
  }

  private void changes(int count) {
    for (int i = 0; i < count; i++) {
      change();
    }
  }

  /** Reports what waits, and continues erasures that were begun, as a job does. */
  private void tell() {
    assertThat(relay.run().failures()).isEmpty();
    for (String service : FOLLOWING) {
      database
          .database()
          .execute(
              """
              do $$ begin
                set local role lyss_system;
                set local app.system_reason = 'test';
                while lyss_%s.finish_erasures(1000) > 0 loop
                end loop;
              end $$"""
                  .formatted(service));
    }
  }

  private void assertKept(Map<String, List<String>> expected) {
    kept().forEach((table, rows) -> assertThat(rows).as(table).isEqualTo(expected.get(table)));
  }

  /** The rows of what services keep, by schema and table. */
  private Map<String, List<String>> kept() {
    Map<String, List<String>> kept = new TreeMap<>();
    for (String service : FOLLOWING) {
      KEPT.forEach(
          (table, columns) -> {
            String name = "lyss_" + service + "." + table;
            // the service that sets the prices receives no report of them
            boolean told = !service.equals("shared") || !table.startsWith("model_price");
            if (told
                && !database.query("select to_regclass('" + name + "')::text").contains(null)) {
              kept.put(
                  name,
                  database.query(
                      "select row(%1$s)::text from %2$s order by 1".formatted(columns, name)));
            }
          });
    }
    return kept;
  }

  /** Keeps a copy of what services keep, as a backup has it. */
  private void backUp() {
    kept()
        .keySet()
        .forEach(
            table ->
                database
                    .database()
                    .execute(
                        "drop table if exists public.%2$s; create table public.%2$s as table %1$s"
                            .formatted(table, table.replace('.', '_'))));
  }

  private void restore() {
    StringBuilder sql = new StringBuilder("set session_replication_role = replica;");
    for (String table : kept().keySet()) {
      String columns =
          String.join(
              ", ",
              database.query(
                  "select attname from pg_attribute where attrelid = '%s'::regclass"
                          .formatted(table)
                      + " and attnum > 0 and not attisdropped and attgenerated = ''"));
      sql.append(
          "delete from %1$s; insert into %1$s (%3$s) select %3$s from public.%2$s;"
              .formatted(table, table.replace('.', '_'), columns));
    }
    database.database().execute(sql.toString());
  }

  /** A group whose administrator has made a channel for it. */
  private UUID groupWithChannel(Scope.TenantUser admin) {
    UUID group = users.asUser(admin).groups().create(NewGroup.of("g" + names++)).id();
    providers
        .asSystem("test")
        .channels(admin.tenantId())
        .createForGroup(
            group,
            NewChannel.of(
                "c" + names++,
                providers.asSystem("test").types().get("openai").id(),
                Ciphertext.of("aes256gcm:k2:bm9uY2Vub25jZW5vbmNlY2lwaGVydGV4dHRhZ3RhZ3RhZw=="),
                Models.of("m")));
    return group;
  }

  @Test
  void everythingThatARestoredServiceMissedIsReportedToIt() {
    UUID tenant = tenantDao().create(NewTenant.of("T", "closed-group")).id();
    UUID admin =
        system()
            .users(tenant)
            .create(NewUser.of("a@t.test", HASH).withRole(TenantRole.TENANT_ADMIN))
            .id();
    Scope.TenantUser scope = new Scope.TenantUser(tenant, admin, Set.of(), TenantRole.TENANT_ADMIN);
    UUID closed = groupWithChannel(scope);
    groupWithChannel(scope);
    changes(25);
    tell();
    backUp();
    Instant backup = Instant.now();
    users.asUser(scope).groups().delete(closed);
    changes(50);
    tell();
    Map<String, List<String>> before = kept();
    assertThat(before).hasSize(13).allSatisfy((table, rows) -> assertThat(rows).isNotEmpty());
    restore();
    assertThat(kept()).isNotEqualTo(before);
    relay.republish(backup);
    tell();
    assertKept(before);
    // all of it, to those that know it
    relay.republish(Instant.EPOCH);
    tell();
    assertKept(before);
  }

  /**
   * An event that is published again is read when it is its turn, and carries the time of the
   * change. So each service ends with the present state, although others change the same rows,
   * relays run, and it is published twice at once.
   */
  @Test
  void changesDuringTheRepublishingAreKept() throws Exception {
    UUID tenant = tenantDao().create(NewTenant.of("T", "meanwhile" + names++)).id();
    UUID user = system().users(tenant).create(NewUser.of("m" + names++ + "@t.test", HASH)).id();
    PricedModel model = new PricedModel("openai", "meanwhile");
    tell();
    Instant from = Instant.now().plus(Duration.ofDays(1000));
    assertThat(
            Parallel.run(
                List.of(
                    repeated(
                        i -> tenantDao().update(tenantDao().get(tenant).withMaxApiCalls(1000 + i))),
                    repeated(
                        i -> {
                          // ends active
                          if (i % 2 == 0) {
                            system().users(tenant).suspend(user);
                          } else {
                            system().users(tenant).activate(user);
                          }
                        }),
                    repeated(
                        i ->
                            shared
                                .asSystem("test")
                                .prices(SharedService.PLATFORM)
                                .set(
                                    NewPrice.of(model, "USD", BigDecimal.valueOf(i), BigDecimal.TEN)
                                        .from(from.plus(Duration.ofDays(i))))),
                    repeated(i -> relay.republish(Instant.EPOCH)),
                    repeated(i -> relay.republish(Instant.EPOCH)),
                    repeated(i -> relay.run()),
                    repeated(i -> relay.run()))))
        .containsOnly(MEANWHILE);
    // what could not be reported at once is due again by then
    database.moveClock(Duration.ofHours(2));
    tell();
    database.resetClock();
    assertThat(
            database.query(
                "select max_api_calls from lyss_provider.tenant_settings where tenant_id = '%s'"
                    .formatted(tenant)))
        .containsExactly(String.valueOf(1000 + MEANWHILE - 1));
    assertThat(
            database.query(
                "select status from lyss_provider.known_users where user_id = '%s'"
                    .formatted(user)))
        .containsExactly("active");
    String prices =
        "select unit_prices::text || effective_from from lyss_%s.model_prices"
            + " where model = 'meanwhile' order by 1";
    assertThat(database.query(prices.formatted("provider")))
        .hasSize(MEANWHILE)
        .isEqualTo(database.query(prices.formatted("shared")));
  }

  /**
   * Reading a fact before it is its turn would publish a state older than one that was published
   * before.
   */
  @Test
  void aFactIsReadOnlyWhenItIsItsTurnToBePublished() throws Exception {
    UUID tenant = tenantDao().create(NewTenant.of("T", "turn" + names++)).id();
    tell();
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<?> republished =
          system()
              .inTransaction(
                  inner -> {
                    TenantDao dao = inner.tenants();
                    dao.update(dao.get(tenant).withMaxApiCalls(424_242));
                    Future<?> waits = other.submit(() -> relay.republish(Instant.EPOCH));
                    database.awaitLockWait();
                    return waits;
                  });
      republished.get(60, TimeUnit.SECONDS);
    } finally {
      other.shutdownNow();
    }
    List<String> told = new ArrayList<>();
    relay
        .handler(
            (source, event) -> {
              if (event.key().equals("tenant:" + tenant)) {
                told.add(event.payload().text());
              }
            })
        .run();
    assertThat(told).hasSize(2).allMatch(state -> state.contains("424242"));
    assertThat(told.get(1)).contains("republished");
  }

  private static Callable<Integer> repeated(IntConsumer work) {
    return () -> {
      for (int i = 0; i < MEANWHILE; i++) {
        work.accept(i);
      }
      return MEANWHILE;
    };
  }
}

package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Freshness;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.PasswordHash;
import io.lyss.dao.Route;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.chat.ChatService;
import io.lyss.dao.memory.MemoryService;
import io.lyss.dao.provider.ProviderService;
import io.lyss.dao.shared.SharedService;
import io.lyss.dao.user.NewTenant;
import io.lyss.dao.user.NewUser;
import io.lyss.dao.user.UserService;
import io.lyss.dao.user.UserSession;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.throwaway.Standby;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import io.lyss.throwaway.Whole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Each service over a primary and a real standby of it. Which calls may go there, the catalogues of
 * calls say; what a standby is asked for at all, the platform's own test.
 */
@Whole("a service that forgets how far it has written, or reads past a scope on its replica")
class ServicesOnReplicaTest {

  private static final String APP = "replica_services_app";
  private static final Duration LONG = Duration.ofMinutes(5);

  /** Makes one over two data sources, with a listener of its calls. */
  private interface Over {
    Service<?> two(DataSource primary, DataSource replica, CallListener told);
  }

  enum OverTwo {
    USER(
        LyssDatabase.USER,
        (one, other, told) -> UserService.over(one, other).maxStaleness(LONG).listener(told)) {
      @Override
      Scope.TenantUser administrator(Service<?> service) {
        UserSession system = ((UserService) service).asSystem("test");
        UUID tenant = system.tenants().create(NewTenant.of("Tenant", "tenant")).id();
        NewUser user = NewUser.of("ann@x.org", PasswordHash.NONE).withRole(TenantRole.TENANT_ADMIN);
        return administrator(tenant, system.users(tenant).create(user).id());
      }
    },
    PROVIDER(
        LyssDatabase.PROVIDER,
        (one, other, told) -> ProviderService.over(one, other).maxStaleness(LONG).listener(told)),
    CHAT(
        LyssDatabase.CHAT,
        (one, other, told) -> ChatService.over(one, other).maxStaleness(LONG).listener(told)),
    MEMORY(
        LyssDatabase.MEMORY,
        (one, other, told) -> MemoryService.over(one, other).maxStaleness(LONG).listener(told)),
    SHARED(
        LyssDatabase.SHARED,
        (one, other, told) -> SharedService.over(one, other).maxStaleness(LONG).listener(told));

    private final LyssDatabase database;
    private final Over over;

    OverTwo(LyssDatabase database, Over over) {
      this.database = database;
      this.over = over;
    }

    /** One that may read the audit log of a tenant. */
    Scope.TenantUser administrator(Service<?> service) {
      return administrator(Ids.next(), Ids.next());
    }

    static Scope.TenantUser administrator(UUID tenant, UUID user) {
      return new Scope.TenantUser(tenant, user, Set.of(), TenantRole.TENANT_ADMIN);
    }
  }

  private static ThrowawayPostgres server;
  private static Standby standby;

  private final List<FinishedCall> heard = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = ThrowawayPostgres.replicating();
    server.database().execute("create role %1$s login password '%1$s'".formatted(APP));
    standby = new Standby(server);
  }

  @AfterAll
  static void stop() throws Exception {
    standby.close();
    server.close();
  }

  private static DataSource as(String url) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setURL(url);
    dataSource.setUser(APP);
    dataSource.setPassword(APP);
    return dataSource;
  }

  private static ThrowawayDatabase migrated(LyssDatabase kind) {
    ThrowawayDatabase database = server.database();
    LyssMigrator migrator = LyssMigrator.of(kind, database.dataSource());
    ThrowawayDatabase.execute(database.dataSource(), migrator.script(), migrator::migrate);
    database.execute(
        "grant authenticated_users, lyss_system to %s with inherit false, set true".formatted(APP));
    return database;
  }

  private List<Route> routes() {
    List<Route> routes = heard.stream().map(FinishedCall::route).toList();
    heard.clear();
    return routes;
  }

  private static List<LegalHold> holds(ServiceSession<?> session, UUID tenant) {
    return session.personalData().listHolds(tenant);
  }

  @ParameterizedTest
  @EnumSource
  void readsItsOwnWritesAndKeepsItsScopes(OverTwo kind) {
    standby.resume();
    try (ThrowawayDatabase migrated = migrated(kind.database)) {
      // or it has no such database yet, and is left alone for a while
      standby.catchUp();
      DataSource replica = as(standby.jdbcUrl(migrated.name()));
      DataSource primary = as(migrated.jdbcUrl());
      // by a service of its own: one that has just found the standby behind leaves it alone
      Scope.TenantUser admin =
          kind.administrator(kind.over.two(primary, replica, CallListener.atEnd(call -> {})));
      Service<?> service = kind.over.two(primary, replica, CallListener.atEnd(heard::add));
      readsItsOwnWrites(service, admin.tenantId());
      keepsItsScopes(service, admin);
    }
  }

  private <S extends ServiceSession<S>> void readsItsOwnWrites(Service<S> service, UUID tenant) {
    // the primary reports its position
    holds(service.asSystem("test"), tenant);
    standby.catchUp();
    standby.pause();
    heard.clear();

    S writer = service.asSystem("test");
    assertThat(holds(service.asSystem("test"), tenant)).isEmpty();
    LegalHold hold = writer.personalData().hold(tenant, Ids.next(), "case 12");
    assertThat(holds(writer, tenant)).containsExactly(hold);
    assertThat(routes()).containsExactly(Route.REPLICA, Route.PRIMARY, Route.FALLBACK);

    Freshness freshness = Freshness.parse(writer.freshness().toString());
    assertThat(holds(service.asSystem("test").readingAtLeast(freshness), tenant))
        .containsExactly(hold);
    assertThat(routes()).containsExactly(Route.FALLBACK);
    assertThat(holds(service.asSystem("test"), tenant)).as("who has heard of nothing").isEmpty();

    standby.resume();
    standby.catchUp();
    heard.clear();
    assertThat(holds(service.asSystem("test").readingAtLeast(freshness), tenant))
        .containsExactly(hold);
    assertThat(routes()).containsExactly(Route.REPLICA);
  }

  private void keepsItsScopes(Service<?> service, Scope.TenantUser admin) {
    Scope.TenantUser stranger = OverTwo.administrator(Ids.next(), Ids.next());
    assertThat(service.asUser(admin).audit().search(AuditFilter.ALL, first()).items()).isNotEmpty();
    assertThat(service.asUser(stranger).audit().search(AuditFilter.ALL, first()).items()).isEmpty();
    assertThat(routes()).containsExactly(Route.REPLICA, Route.REPLICA);
    service
        .asAdministrator(Ids.next(), "looks")
        .audit(admin.tenantId())
        .search(AuditFilter.ALL, first());
    assertThat(routes()).as("what is told of is told of").containsExactly(Route.PRIMARY);
  }

  private static PageRequest first() {
    return PageRequest.first(5);
  }
}

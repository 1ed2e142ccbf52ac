package io.lyss.dao.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.TenantRole;
import io.lyss.dao.error.LyssException;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import io.lyss.schema.LyssMigrator;
import io.lyss.schema.MigrationProgress;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.ThrowawayPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What services have alike holds for each that is distributed. It takes a cluster:
 * -Dlyss.citus.url. What a service's calls answer there, its own tests say, by the same property.
 */
class ServicesOnCitusTest {

  private static final Map<LyssDatabase, TestDatabase> CITUS = new EnumMap<>(LyssDatabase.class);

  @BeforeAll
  static void distribute() {
    assumeThat(TestDatabase.ON_CITUS)
        .as("-Dlyss.citus.url=<a coordinator's database, as a superuser> runs it on a cluster")
        .isTrue();
    services().forEach(each -> CITUS.put(each, new TestDatabase(each)));
  }

  @AfterAll
  static void drop() {
    CITUS.values().forEach(TestDatabase::close);
  }

  static Set<LyssDatabase> services() {
    return TestDatabase.DISTRIBUTED;
  }

  private static LyssMigrator migrator(LyssDatabase kind) {
    // without saying once more that it is distributed
    return LyssMigrator.of(kind, CITUS.get(kind).database().dataSource());
  }

  private static MigrationProgress into(List<String> noticed) {
    return new MigrationProgress() {
      @Override
      public void applied(String file) {}

      @Override
      public void noticed(String what) {
        noticed.add(what);
      }
    };
  }

  private static BareSession system(LyssDatabase kind) {
    return new BareService(CITUS.get(kind).pool(), kind).asSystem("a test");
  }

  @ParameterizedTest
  @MethodSource("services")
  void aMigrationAfterItHasNothingToDo(LyssDatabase kind) {
    List<String> noticed = new ArrayList<>();
    assertThat(migrator(kind).progress(into(noticed)).migrate().applied()).isEmpty();
    assertThat(noticed).isEmpty();
    migrator(kind).validate();
  }

  /** All that a release may define anew: functions, views, policies, triggers, rights. */
  @ParameterizedTest
  @MethodSource("services")
  void anUpgradeGoesToAllNodes(LyssDatabase kind) {
    CITUS
        .get(kind)
        .database()
        .execute(
            "update %s.lyss_schema_history set checksum = 0 where script like 'R%%'"
                .formatted(kind.defaultSchema()));
    List<String> noticed = new ArrayList<>();
    assertThat(migrator(kind).progress(into(noticed)).migrate().applied()).isNotEmpty();
    assertThat(noticed).isEmpty();
    assertThat(entered(kind, Ids.next())).isEqualTo("legal_holds");
  }

  /** Who is no superuser, and has the rights of bootstrap/060_citus.sql; with a new function. */
  @ParameterizedTest
  @MethodSource("services")
  void theOwnerOfTheSchemaUpgradesItToWhatTheyInstall(LyssDatabase kind) {
    ThrowawayDatabase database = ThrowawayPostgres.shared().database();
    String owner = "owner_of_" + database.name();
    try (database) {
      database.execute(OWNER.formatted(owner, database.name()));
      LyssMigrator migrator =
          LyssMigrator.of(kind, database.dataSource(owner, owner))
              .progress(into(new ArrayList<>()));
      migrator.onCitus().migrate();
      migrator.validate();
      database.execute(
          """
          drop function %1$s.make_due(text);
          update %1$s.lyss_schema_history set checksum = 0 where script like 'R%%';
          """
              .formatted(kind.defaultSchema()));
      assertThat(migrator.migrate().applied()).isNotEmpty();
      migrator.validate();
      assertThat(migrator.migrate().applied()).isEmpty();
    } finally {
      CITUS.get(kind).database().execute("drop role if exists " + owner);
    }
  }

  private static final String OWNER =
      """
      create role %1$s login password '%1$s';
      grant lyss_definer, authenticated_users, lyss_system to %1$s with inherit true, set true;
      alter database %2$s owner to %1$s;
      grant temporary on database %2$s to lyss_definer;
      """;

  /** The audit log's entry of a legal hold, which a trigger adds on the node where the row lies. */
  private static String entered(LyssDatabase kind, UUID tenant) {
    UUID user = Ids.next();
    system(kind).personalData().hold(tenant, user, "case 12");
    List<AuditEntry> entries =
        system(kind).audit(tenant).search(AuditFilter.ALL, PageRequest.first(5)).items();
    assertThat(entries).hasSize(1);
    assertThat(entries.get(0).resourceId()).contains(user.toString());
    return entries.get(0).resourceType();
  }

  /** Not the shard's, which differs from tenant to tenant. */
  @ParameterizedTest
  @MethodSource("services")
  void anEntryNamesTheTableOfItsRow(LyssDatabase kind) {
    for (int tenant = 0; tenant < 4; tenant++) {
      assertThat(entered(kind, Ids.next())).isEqualTo("legal_holds");
    }
  }

  /** Not that somebody has logged in past the scopes, as whom the node is logged in to. */
  @ParameterizedTest
  @MethodSource("services")
  void anEntryOfWhatWasDoneInAScopeNamesNoLogin(LyssDatabase kind) {
    UUID tenant = Ids.next();
    entered(kind, tenant);
    assertThat(
            CITUS
                .get(kind)
                .query(
                    "select coalesce(changes ->> 'login', 'none') from %s.audit_logs where tenant_id = '%s'"
                        .formatted(kind.defaultSchema(), tenant)))
        .containsExactly("none");
  }

  @ParameterizedTest
  @MethodSource("services")
  void anEntryIsItsTenantsAlone(LyssDatabase kind) {
    UUID tenant = Ids.next();
    entered(kind, tenant);
    BareService service = new BareService(CITUS.get(kind).pool(), kind);
    Scope.TenantUser admin =
        new Scope.TenantUser(tenant, Ids.next(), Set.of(), TenantRole.TENANT_ADMIN);
    assertThat(service.asUser(admin).audit().search(AuditFilter.ALL, PageRequest.first(5)).items())
        .hasSize(1);
    Scope.TenantUser stranger =
        new Scope.TenantUser(Ids.next(), Ids.next(), Set.of(), TenantRole.TENANT_ADMIN);
    assertThat(
            service.asUser(stranger).audit().search(AuditFilter.ALL, PageRequest.first(5)).items())
        .isEmpty();
  }

  /** Of those without a tenant each node has a copy, where triggers run. */
  @ParameterizedTest
  @EnumSource(names = {"USER", "SHARED"})
  void aRowThatEachNodeHasIsEnteredOnce(LyssDatabase kind) {
    TestDatabase database = CITUS.get(kind);
    UUID tenant = Ids.next();
    boolean tenants = kind == LyssDatabase.USER;
    String id = tenants ? tenant.toString() : "a.permission";
    database
        .database()
        .execute(
            tenants
                ? "insert into lyss_user.tenants (id, name, slug) values ('%s', 'A', 'a-tenant')"
                    .formatted(tenant)
                : "insert into lyss_shared.permissions (name, description, reach) values ('a.permission', 'x', 'tenant')");
    assertThat(
            database.query(
                """
                select concat_ws(' ', resource_type, action, changes ->> 'login')
                from %s.audit_logs where resource_id = '%s'
                """
                    .formatted(kind.defaultSchema(), id)))
        .containsExactly((tenants ? "tenants" : "permissions") + " row_insert postgres");
  }

  /**
   * A database that has grown on one server moves to a cluster: its rows are there, and are not
   * published again.
   */
  @ParameterizedTest
  @MethodSource("services")
  void rowsThatAreThereAreDistributedAndNotEnteredAnew(LyssDatabase kind) {
    try (ThrowawayDatabase grown = ThrowawayPostgres.shared().database()) {
      LyssMigrator migrator = LyssMigrator.of(kind, grown.dataSource());
      migrator.migrate();
      BareSession system = new BareService(grown.dataSource(), kind).asSystem("a test");
      UUID tenant = Ids.next();
      UUID user = Ids.next();
      system.personalData().hold(tenant, user, "case 12");
      List<AuditEntry> before =
          system.audit(tenant).search(AuditFilter.ALL, PageRequest.first(5)).items();
      assertThat(before).hasSize(1);
      grown.execute(MADE_LATER.formatted(kind.defaultSchema()));
      migrator.onCitus().migrate();
      assertThat(leftOnTheCoordinator(grown, kind)).isEmpty();
      assertThat(system.personalData().listHolds(tenant)).hasSize(1);
      assertThat(system.audit(tenant).search(AuditFilter.ALL, PageRequest.first(5)).items())
          .isEqualTo(before);
      assertThat(system.personalData().endHold(tenant, user)).isTrue();
      assertThat(system.audit(tenant).search(AuditFilter.ALL, PageRequest.first(5)).items())
          .hasSize(2);
      migrator.validate();
    }
  }

  /** Upgrades have made functions after those that call them. */
  private static final String MADE_LATER =
      """
      do $$
      declare
        v_function constant text := pg_get_functiondef('%1$s.partition_bounds(regclass)'::regprocedure);
        v_comment constant text := obj_description('%1$s.partition_bounds(regclass)'::regprocedure);
      begin
        drop function %1$s.partition_bounds(regclass);
        execute v_function;
        execute format('comment on function %1$s.partition_bounds(regclass) is %%L', v_comment);
      end
      $$
      """;

  /** The tables that have rows there which the nodes have, too: nobody would ever erase them. */
  private static List<String> leftOnTheCoordinator(ThrowawayDatabase database, LyssDatabase kind) {
    List<String> names = new ArrayList<>();
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select logicalrelid::text from pg_dist_partition
                where logicalrelid::text like '%s.%%' and pg_relation_size(logicalrelid) > 0
                """
                    .formatted(kind.defaultSchema()))) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Entries have the stamps of their nodes, so the result would be wrong. */
  @ParameterizedTest
  @MethodSource("services")
  void theAuditLogIsNotSealedAndNobodySaysThatItHolds(LyssDatabase kind) {
    UUID tenant = Ids.next();
    entered(kind, tenant);
    assertThatThrownBy(() -> system(kind).audit(tenant).verify()).isInstanceOf(LyssException.class);
  }

  /** By the job, before each month: else all rows would come to lie in the default partition. */
  @ParameterizedTest
  @MethodSource("services")
  void monthsAreMadeOnAllNodes(LyssDatabase kind) {
    TestDatabase database = CITUS.get(kind);
    String schema = kind.defaultSchema();
    String month = schema + ".audit_logs_2031_05";
    for (String table : monthly(kind)) {
      String made = table + "_2031_05";
      assertThat(database.query(MAKE.formatted(schema, table, "2031-05-07"))).containsExactly(made);
      assertThat(
              database.query(
                  """
                  select count(distinct nodeport) > 1 from citus_shards
                  where table_name = '%s'::regclass
                  """
                      .formatted(made)))
          .as(made)
          .containsExactly("t");
      assertThat(
              database.query(
                  "select relrowsecurity and relforcerowsecurity from pg_class where oid = '%s'::regclass"
                      .formatted(made)))
          .as(made)
          .containsExactly("t");
    }
    database
        .database()
        .execute(
            """
            insert into %s.audit_logs (tenant_id, id, action, resource_type, created_at)
            values ('%s', '%s', 'x', 'y', '2031-05-31 23:00:00+00')
            """
                .formatted(schema, Ids.next(), Ids.next()));
    assertThat(database.query("select action from " + month)).containsExactly("x");
  }

  /** They are found where they are; and nothing is half done. */
  @ParameterizedTest
  @MethodSource("services")
  void rowsOfMonthsThatHadNoPartitionAreNotMoved(LyssDatabase kind) {
    TestDatabase database = CITUS.get(kind);
    String schema = kind.defaultSchema();
    UUID id = Ids.next();
    database
        .database()
        .execute(
            """
            insert into %s.audit_logs (tenant_id, id, action, resource_type, created_at)
            values ('%s', '%s', 'x', 'y', '2001-02-03')
            """
                .formatted(schema, Ids.next(), id));
    for (String move :
        List.of(
            "move_default_rows('%1$s.audit_logs')",
            "create_monthly_partition('%1$s.audit_logs', '2001-02-03')")) {
      assertThatThrownBy(() -> database.query(("select %1$s." + move).formatted(schema)))
          .rootCause()
          .hasMessageContaining("on nodes of Citus");
    }
    assertThat(database.query("select id from %s.audit_logs where id = '%s'".formatted(schema, id)))
        .containsExactly(id.toString());
  }

  private static final String MAKE = "select %s.create_monthly_partition('%s', '%s')";

  /** The tables that have a partition for each month. */
  private static List<String> monthly(LyssDatabase kind) {
    return CITUS
        .get(kind)
        .query(
            """
            select t.partrelid::regclass from pg_partitioned_table as t
            join pg_class as c on c.oid = t.partrelid
            where c.relnamespace = '%s'::regnamespace order by 1
            """
                .formatted(kind.defaultSchema()));
  }

  /** By system work; the audit log and the outbox say so, and nodes keep nothing of the month. */
  @ParameterizedTest
  @MethodSource("services")
  void expiredMonthsAreDroppedOnAllNodes(LyssDatabase kind) {
    TestDatabase database = CITUS.get(kind);
    String schema = kind.defaultSchema();
    for (String table : monthly(kind)) {
      database.query(MAKE.formatted(schema, table, "2010-05-07"));
      String name = table.substring(table.indexOf('.') + 1);
      String month = name + "_2010_05";
      assertThat(system(kind).storage().expiredPartitions(name, 150)).containsExactly(month);
      assertThat(system(kind).storage().dropExpiredPartitions(name, 150)).containsExactly(month);
      assertThat(isThere(kind, month)).isFalse();
      assertThat(
              database.query(
                  """
                  select distinct result from run_command_on_all_nodes(
                    'select count(*) from pg_class where relname like ''%s%%''')
                  """
                      .formatted(month)))
          .containsExactly("0");
      assertThat(
              database.query(
                  "select resource_type from %s.audit_logs where changes ->> 'partition' = '%s'"
                      .formatted(schema, month)))
          .containsExactly(name);
      assertThat(
              database.query(
                  "select type from %s.outbox_events where key = 'partition:%s'"
                      .formatted(schema, month)))
          .containsExactly("partition.dropped");
    }
  }

  private static boolean isThere(LyssDatabase kind, String table) {
    return CITUS
        .get(kind)
        .query("select to_regclass('%s.%s') is not null".formatted(kind.defaultSchema(), table))
        .contains("t");
  }

  /** The job goes on to the next month. */
  @ParameterizedTest
  @MethodSource("services")
  void aMonthWithRowsUnderLegalHoldStaysThere(LyssDatabase kind) {
    TestDatabase database = CITUS.get(kind);
    String schema = kind.defaultSchema();
    UUID tenant = Ids.next();
    UUID user = Ids.next();
    system(kind).personalData().hold(tenant, user, "case 12");
    for (String month : List.of("2011-01", "2011-02")) {
      database.query(MAKE.formatted(schema, schema + ".audit_logs", month + "-01"));
    }
    database
        .database()
        .execute(
            """
            insert into %s.audit_logs (tenant_id, id, actor_id, action, resource_type, created_at)
            values ('%s', '%s', '%s', 'x', 'y', '2011-01-31 23:00:00+00')
            """
                .formatted(schema, tenant, Ids.next(), user));
    assertThat(retain(kind)).isOne();
    assertThat(retain(kind)).isZero();
    assertThat(isThere(kind, "audit_logs_2011_01")).isTrue();
    assertThat(isThere(kind, "audit_logs_2011_02")).isFalse();
    system(kind).personalData().endHold(tenant, user);
    assertThat(retain(kind)).isOne();
    assertThat(isThere(kind, "audit_logs_2011_01")).isFalse();
  }

  /** A step of the job of retention. */
  private static long retain(LyssDatabase kind) {
    return system(kind)
        .<Long, RuntimeException>withJooq(
            jooq ->
                ((Number)
                        jooq.fetchValue(
                            "select %1$s.retain_months('%1$s.audit_logs', '10 years')"
                                .formatted(kind.defaultSchema())))
                    .longValue());
  }
}

package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.OwnedDatabase;
import io.lyss.schema.Scoped;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Tenants see nothing of each other; users within a tenant see exactly what they may see. */
@ParameterizedClass
@MethodSource("io.lyss.schema.service.Subject#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(5)
class IsolationTest {

  @Parameter private Subject subject;
  private OwnedDatabase database;
  private Connection app;
  private Scoped superuser;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    superuser = TenantScoped.asLogin(database.superuser());
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private List<Object> tables() throws SQLException {
    return superuser.column(
        """
        select c.relname::text from pg_class as c
        join pg_attribute as a on a.attrelid = c.oid and a.attname = 'tenant_id'
        where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
          and not c.relispartition
          -- generated: the nil of what belongs to no tenant
          and a.attgenerated = ''
        """,
        subject.schema());
  }

  private List<Object> columns(Object relation, String right) throws SQLException {
    return superuser.column(
        "select quote_ident(attname) from pg_attribute where attrelid = ?::regclass and attnum > 0"
            + " and not attisdropped"
            + " and has_column_privilege('authenticated_users', attrelid, attnum, ?)"
            + " order by attnum",
        relation,
        right);
  }

  private static String join(List<Object> columns) {
    return String.join(", ", columns.stream().map(String::valueOf).toList());
  }

  /** Otherwise a test that sees nothing of a table would prove nothing. */
  @Test
  void bothTenantsHaveRowsInEveryTable() throws SQLException {
    for (Object table : tables()) {
      for (String tenant : List.of(Persona.ACME, Persona.RIVAL)) {
        assertThat(superuser.rows("select from %s where tenant_id = '%s'".formatted(table, tenant)))
            .as("%s in %s", tenant, table)
            .isNotEmpty();
      }
    }
  }

  @Test
  void everybodySeesExactlyWhatIsTheirs() throws SQLException {
    for (Map.Entry<String, String> visible : subject.visibleWithCommon().entrySet()) {
      String columns = join(columns(visible.getKey(), "select"));
      for (Persona persona : Persona.ALL) {
        assertThat(
                subject
                    .as(app, persona)
                    .rows("select %s from %s".formatted(columns, visible.getKey())))
            .as("%s in %s", persona, visible.getKey())
            .containsExactlyInAnyOrderElementsOf(
                superuser.rows(
                    "select %s from %s where %s"
                        .formatted(columns, visible.getKey(), persona.in(visible.getValue()))));
      }
    }
  }

  /** So nobody can forget to list a later table or view here. */
  @Test
  void nobodyReadsAnUnlistedTable() throws SQLException {
    List<Object> relations =
        superuser.column(
            "select relname::text from pg_class where relnamespace = to_regnamespace(?)"
                + " and relkind in ('r', 'p', 'v', 'm', 'S', 'f')",
            subject.schema());
    assertThat(relations).containsAll(subject.visibleWithCommon().keySet()).hasSizeGreaterThan(5);
    relations.removeAll(subject.visibleWithCommon().keySet());
    for (Object relation : relations) {
      for (Persona persona : Persona.ALL) {
        assertThat(subject.as(app, persona).attempt("select from " + relation).denied())
            .as("%s in %s", persona, relation)
            .isTrue();
      }
    }
  }

  @Test
  void nobodyReadsOrWritesWithoutAScope() throws SQLException {
    Persona nobody = new Persona("nobody", "", "", List.of(), "");
    for (String relation : subject.visibleWithCommon().keySet()) {
      // rows that belong to no tenant, such as types and permissions, are not secret
      String query = "select from " + relation + tenantOnly(relation);
      assertThat(subject.as(app, nobody).attempt(query).harmless()).as(query).isTrue();
      assertThat(subject.asSystem(app, "").attempt(query).harmless()).as(query).isTrue();
      assertThat(TenantScoped.asLogin(app).attempt("select from " + relation).denied()).isTrue();
    }
    for (Object table : tables()) {
      for (String command : List.of("update %s set tenant_id = tenant_id", "delete from %s")) {
        String statement = command.formatted(table);
        assertThat(subject.as(app, nobody).attempt(statement).harmless()).as(statement).isTrue();
        assertThat(subject.asSystem(app, "").attempt(statement).harmless()).isTrue();
        assertThat(TenantScoped.asLogin(app).attempt(statement).denied()).as(statement).isTrue();
      }
    }
  }

  private String tenantOnly(String relation) throws SQLException {
    return superuser
            .column(
                "select 1 from pg_attribute where attrelid = ?::regclass and attname = 'tenant_id'",
                relation)
            .isEmpty()
        ? " where false"
        : " where tenant_id <> platform_tenant_id()";
  }

  @Test
  void aScopeOfAMalformedTenantIsRefused() throws SQLException {
    for (String garbage : List.of("acme", "0", "' or true", Persona.ACME + ",")) {
      TenantScoped scope =
          TenantScoped.of(
              app,
              subject.bindFunction(),
              TenantScoped.TENANT,
              garbage,
              Persona.ANN_ID,
              "{}",
              "tenant_admin",
              "");
      for (Object table : tables()) {
        assertThat(scope.attempt("select tenant_id from " + table).harmless())
            .as("%s for %s", table, garbage)
            .isTrue();
      }
    }
  }

  /** Whatever its rights, no scope changes, deletes or inserts a row of another tenant. */
  @Test
  void nobodyWritesIntoAnotherTenant() throws SQLException {
    List<Persona> writers = List.of(Persona.ADMIN, Persona.ANN, Persona.ROOT);
    for (Object table : tables()) {
      List<Object> updatable = columns(table, "update");
      List<Object> insertable = columns(table, "insert");
      Object row =
          superuser.value(
              "select to_jsonb(t)::text from %s as t where tenant_id = '%s' limit 1"
                  .formatted(table, Persona.RIVAL));
      for (Persona persona : writers) {
        Scoped scope = subject.as(app, persona);
        String there = " where tenant_id = '%s'".formatted(Persona.RIVAL);
        assertThat(scope.attempt("delete from " + table + there).harmless()).isTrue();
        for (Object column : updatable) {
          String update = "update %1$s set %2$s = %2$s".formatted(table, column);
          assertThat(scope.attempt(update + there).harmless()).as(update).isTrue();
        }
        String insert =
            "insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, '%3$s')"
                .formatted(
                    table,
                    insertable.isEmpty() ? "tenant_id" : join(insertable),
                    String.valueOf(row).replace("'", "''"));
        assertThat(scope.attempt(insert).denied()).as("%s: %s", persona, insert).isTrue();
      }
    }
  }

  /** Reached directly, a partition would be judged by its own policies: it is not granted. */
  @Test
  void noPartitionIsReachedDirectly() throws SQLException {
    for (Object partition :
        superuser.column(
            "select inhrelid::regclass::text from pg_inherits join pg_class on oid = inhparent"
                + " where relkind = 'p' and relnamespace = to_regnamespace(?)",
            subject.schema())) {
      for (String statement :
          List.of("select from %s", "delete from %s", "insert into %s default values")) {
        String sql = statement.formatted(partition);
        assertThat(subject.as(app, Persona.ADMIN).attempt(sql).denied()).as(sql).isTrue();
        assertThat(subject.asSystem(app, "a test").attempt(sql).denied()).as(sql).isTrue();
      }
    }
  }

  /** Otherwise a caller could replace a table or function that it uses by one of their own. */
  @Test
  void functionsWithOtherRightsArePinnedAndGrantedOnlyToTheirCallers() throws SQLException {
    assertThat(
            superuser.column(
                """
                select proname::text from pg_proc
                where pronamespace = to_regnamespace(?) and prosecdef
                  and (
                    has_function_privilege('public', oid, 'execute')
                    or not exists (
                      select from unnest(proconfig) as setting
                      where setting like 'search_path=%, pg_temp'
                    )
                  )
                """,
                subject.schema()))
        .isEmpty();
  }

  @Test
  void statisticsOfColumnsAreNotShown() throws SQLException {
    database.superuser().createStatement().execute("analyze");
    List<Object> shown = new ArrayList<>();
    for (Persona persona : Persona.ALL) {
      shown.addAll(
          subject
              .as(app, persona)
              .column("select tablename from pg_stats where schemaname = ?", subject.schema()));
    }
    // reference tables, which everybody reads whole, have no owner to hide from
    shown.removeAll(new TreeSet<>(List.of("provider_types", "permissions")));
    assertThat(shown).isEmpty();
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Where scopes have to be signed, any SQL that is sent with the application's login has no scope
 * but those that a host has signed.
 */
@OneIn(6)
class SignedScopesTest extends SignedScopesFixture {

  // sizes, files and permissions that everybody may know, and no rows of anybody
  private static final List<String> OF_NOBODY =
      List.of(
          "table_health",
          "index_health",
          "vacuum_horizon",
          "lock_room",
          "lyss_schema_history",
          "permissions",
          // a row of counts, which are zero
          "reservation_lag",
          "provider_types");

  /** How many rows each scope saw of each relation before it had to be signed. */
  private final Map<List<String>, Map<String, Integer>> before = new HashMap<>();

  @Override
  void beforeScopesHaveToBeSigned() throws SQLException {
    for (List<String> scope : scopes()) {
      before.put(scope, seen(scope.get(0), () -> bindUnsigned(scope)));
    }
  }

  private Map<String, Integer> seen(String role, Work bind) throws SQLException {
    Map<String, Integer> seen = new LinkedHashMap<>();
    within(
        () -> {
          bind.run();
          seen.putAll(seenNow(role));
        });
    return seen;
  }

  private Map<String, Integer> seenNow(String role) throws SQLException {
    Map<String, Integer> seen = new LinkedHashMap<>();
    for (List<Object> relation :
        superuser.rows(
            """
            select c.relname::text, string_agg(quote_ident(a.attname), ', ')
            from pg_class as c
            join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p', 'v')
              and has_column_privilege(?, c.oid, a.attnum, 'select')
            group by c.relname
            order by c.relname
            """,
            subject.schema(),
            role)) {
      String name = String.valueOf(relation.get(0));
      if (!OF_NOBODY.contains(name)) {
        seen.put(
            name,
            attempt("select %s from %s.%s".formatted(relation.get(1), subject.schema(), name)));
      }
    }
    return seen;
  }

  private static void assertNothing(Map<String, Integer> seen, String as) {
    assertThat(seen).as(as).isNotEmpty();
    assertThat(seen.values()).as("%s: %s", as, seen).allMatch(rows -> rows == 0);
  }

  @Test
  void aSignedScopeSeesWhatItSawUnsigned() throws SQLException {
    for (List<String> scope : scopes()) {
      Map<String, Integer> seen = seen(scope.get(0), () -> bindSigned(scope));
      assertThat(seen).as("%s", scope).isEqualTo(before.get(scope));
      assertThat(seen.values()).as("%s", scope).anyMatch(rows -> rows > 0);
    }
  }

  @Test
  void aScopeThatIsNotSignedIsRefused() throws SQLException {
    for (List<String> scope : scopes()) {
      assertThat(refused(() -> bindUnsigned(scope))).as("%s", scope).isEqualTo("42501");
    }
  }

  @Test
  void settingsAloneShowNothing() throws SQLException {
    for (List<String> scope : scopes()) {
      for (String seal : List.of("", "0".repeat(64), "none")) {
        Map<String, String> settings = settings(scope);
        settings.put("app.scope_seal", seal);
        assertNothing(seen(scope.get(0), () -> setAll(settings)), scope + " by hand, " + seal);
      }
    }
  }

  /** Nor in the next transaction of the same connection. */
  @Test
  void aSealIsWorthNothingInAnotherTransaction() throws SQLException {
    for (List<String> scope : scopes()) {
      Map<String, String> sealed = new LinkedHashMap<>();
      within(
          () -> {
            bindSigned(scope);
            sealed.put("role", current("role"));
            for (String setting : SETTINGS) {
              sealed.put(setting, current(setting));
            }
            setAll(sealed);
            assertThat(seenNow(scope.get(0))).as("in its transaction").isEqualTo(before.get(scope));
          });
      assertThat(sealed.get("app.scope_seal")).hasSize(64);
      assertNothing(seen(scope.get(0), () -> setAll(sealed)), "the seal of " + scope);
    }
  }

  @Test
  void whoChangesASettingHasNoScopeAnyMore() throws SQLException {
    for (List<String> scope : scopes()) {
      for (String setting : SETTINGS) {
        within(
            () -> {
              bindSigned(scope);
              String was = current(setting);
              set(setting, other(setting));
              assertNothing(seenNow(scope.get(0)), scope + " with another " + setting);
              set(setting, was);
              assertThat(seenNow(scope.get(0))).as(setting).isEqualTo(before.get(scope));
            });
      }
    }
  }

  private String other(String setting) {
    return switch (setting) {
      case "app.current_user_id" -> isPlatform() ? "3" : Persona.BOB_ID;
      case "app.current_group_ids" -> "{" + Persona.WRITERS_ID + "}";
      case "app.current_role" -> isPlatform() ? "user" : "super_admin";
      case "app.system_reason" -> "another";
      case "app.scope_seal" -> "f".repeat(64);
      default -> Persona.RIVAL;
    };
  }

  @Test
  void aUsersScopeDoesNotBecomeSystemWork() throws SQLException {
    List<String> user = scopes().get(0);
    within(
        () -> {
          bindSigned(user);
          set("role", SYSTEM);
          assertNothing(seenNow(SYSTEM), "another role");
          set("app.system_reason", "a test");
          assertNothing(seenNow(SYSTEM), "another role with a reason");
        });
  }

  /** What somebody else sets is refused, whatever they are who read it. */
  @Test
  void aScopeThatIsNotSignedWritesNothing() throws SQLException {
    for (List<String> scope : scopes()) {
      within(
          () -> {
            setAll(settings(scope));
            for (List<Object> column :
                superuser.rows(
                    """
                    select c.relname::text, quote_ident(a.attname), p.privilege
                    from pg_class as c
                    join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    cross join (values ('update'), ('insert'), ('delete')) as p (privilege)
                    where c.relnamespace = to_regnamespace(?) and c.relkind in ('r', 'p')
                      and case p.privilege
                        when 'delete' then a.attnum = 1 and has_table_privilege(?, c.oid, 'delete')
                        else has_column_privilege(?, c.oid, a.attnum, p.privilege)
                      end
                    """,
                    subject.schema(),
                    scope.get(0),
                    scope.get(0))) {
              String table = subject.schema() + "." + column.get(0);
              String change =
                  switch (String.valueOf(column.get(2))) {
                    case "update" -> "update %s set %s = default".formatted(table, column.get(1));
                    case "delete" -> "delete from " + table;
                    default ->
                        "insert into %1$s (%2$s) values (default)".formatted(table, column.get(1));
                  };
              assertThat(attempt(change)).as("%s: %s", scope, change).isZero();
            }
          });
    }
  }

  @Test
  void aSignatureNamesTheServersProcess() throws SQLException {
    List<String> scope = scopes().get(0);
    within(
        () -> {
          int process;
          try (Statement statement = app.createStatement();
              ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
            row.next();
            process = row.getInt(1);
          }
          bindSigned(scope, signatures.process("" + process).sign(scope));
          assertThat(seenNow(scope.get(0))).isEqualTo(before.get(scope));
        });
  }
}

package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.schema.service.Subject;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Where scopes have to be signed, any SQL that is sent with the application's login has no scope
 * but those that a host has signed.
 */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OneIn(6)
class SignedScopesTest {

  private static final String USERS = "authenticated_users";
  private static final String SYSTEM = "lyss_system";

  private static final List<String> SETTINGS =
      List.of(
          "app.current_tenant_id",
          "app.suspended_tenant_id",
          "app.current_user_id",
          "app.current_group_ids",
          "app.current_role",
          "app.system_reason",
          "app.scope_seal");

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

  // numbers and sizes that say nothing of anybody, and what is asked for a scope itself
  private static final Set<String> TELL_ALL_ALIKE =
      Set.of(
          "audit_stamp",
          "usage_stamp",
          "rolled_up",
          "require_usage_ids",
          "default_rows",
          "estimated_bloat",
          "seal_holds");

  // they look up the rows of a scope, and find none without it
  private static final Set<String> ASK_OF_EACH_ROW =
      Set.of(
          "can_user_access_provider",
          "explain_provider_access",
          "explain_provider_access_at",
          "channel_blocked");

  @Parameter private Restricted<?> subject;
  private OwnedDatabase database;
  private Connection app;
  private Statement owner;
  private Scoped superuser;
  private Signatures signatures;

  /** How many rows each scope saw of each relation before it had to be signed. */
  private final Map<List<String>, Map<String, Integer>> before = new HashMap<>();

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    superuser = Scoped.asLogin(database.superuser());
    owner = database.owner().createStatement();
    signatures = Signatures.of(subject.schema());
    owner.execute(Signatures.add(subject.schema()));
    for (List<String> scope : scopes()) {
      before.put(scope, seen(scope.get(0), () -> bindUnsigned(scope)));
    }
    owner.execute(Signatures.require(subject.schema()));
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  private boolean isPlatform() {
    return subject.database() == LyssDatabase.PLATFORM;
  }

  /** Scopes that see something: the parameters of what binds them. */
  private List<List<String>> scopes() {
    if (isPlatform()) {
      return List.of(
          List.of(USERS, "1", ""), List.of(USERS, "2", ""), List.of(SYSTEM, "", "a test"));
    }
    String groups = "{" + Persona.READERS_ID + "}";
    return List.of(
        List.of(USERS, Persona.ACME, Persona.ADMIN_ID, "{}", "tenant_admin", ""),
        List.of(USERS, Persona.ACME, Persona.ANN_ID, groups, "end_user", ""),
        List.of(SYSTEM, "", "", "", "", "a test"));
  }

  /** The same as settings. */
  private Map<String, String> settings(List<String> scope) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("role", scope.get(0));
    if (isPlatform()) {
      settings.put("app.current_user_id", scope.get(1));
      settings.put("app.current_role", scope.get(1).equals("1") ? "admin" : "");
      settings.put("app.system_reason", scope.get(2));
    } else {
      settings.put("app.current_tenant_id", scope.get(1));
      settings.put("app.current_user_id", scope.get(2));
      settings.put("app.current_group_ids", scope.get(3));
      settings.put("app.current_role", scope.get(4));
      settings.put("app.system_reason", scope.get(5));
    }
    return settings;
  }

  private void bindUnsigned(List<String> scope) throws SQLException {
    call(isPlatform() ? "bind_scope" : ((Subject) subject).bindFunction(), scope);
  }

  private void bindSigned(List<String> scope) throws SQLException {
    bindSigned(scope, signatures.sign(scope));
  }

  private void bindSigned(List<String> scope, String signature) throws SQLException {
    List<String> all = new ArrayList<>(scope);
    all.add(signature);
    call(Signatures.BIND, all);
  }

  private void call(String function, List<String> arguments) throws SQLException {
    String places = String.join(", ", arguments.stream().map(a -> "?").toList());
    try (PreparedStatement call =
        app.prepareStatement("select %s.%s(%s)".formatted(subject.schema(), function, places))) {
      for (int i = 0; i < arguments.size(); i++) {
        call.setString(i + 1, arguments.get(i));
      }
      call.execute();
    }
  }

  private void set(String name, String value) throws SQLException {
    try (PreparedStatement set = app.prepareStatement("select pg_catalog.set_config(?, ?, true)")) {
      set.setString(1, name);
      set.setString(2, value);
      set.execute();
    }
  }

  private void setAll(Map<String, String> settings) throws SQLException {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      set(setting.getKey(), setting.getValue());
    }
  }

  private String current(String setting) throws SQLException {
    try (PreparedStatement get =
        app.prepareStatement("select coalesce(pg_catalog.current_setting(?, true), '')")) {
      get.setString(1, setting);
      try (ResultSet row = get.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  private interface Work {
    void run() throws SQLException;
  }

  /** In a transaction of the application's login, which is undone. */
  private void within(Work work) throws SQLException {
    app.setAutoCommit(false);
    try {
      work.run();
    } finally {
      app.rollback();
      app.setAutoCommit(true);
    }
  }

  /** The SQLSTATE of what is done and undone; empty if it is not refused. */
  private String refused(Work work) throws SQLException {
    try {
      within(work);
      return "";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** How many rows a statement returns or changes; 0 if it is refused. */
  private int attempt(String sql) throws SQLException {
    try (Statement statement = app.createStatement()) {
      statement.execute("savepoint before");
      try {
        int rows = 0;
        if (statement.execute(sql)) {
          try (ResultSet result = statement.getResultSet()) {
            while (result.next()) {
              rows++;
            }
          }
        } else {
          rows = statement.getUpdateCount();
        }
        return rows;
      } catch (SQLException e) {
        return 0;
      } finally {
        statement.execute("rollback to savepoint before");
      }
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
  void whatIsSignedOtherwiseIsRefused() throws SQLException {
    for (List<String> scope : scopes()) {
      assertThat(refused(() -> bindSigned(scope))).isEmpty();
      long now = System.currentTimeMillis() / 1000;
      Map<String, String> forged = new LinkedHashMap<>();
      forged.put("expired", signatures.until(now - 600).sign(scope));
      forged.put("another key", signatures.key(Signatures.bytes(32, 8)).sign(scope));
      forged.put("an unknown key", signatures.keyName("tests-2").sign(scope));
      forged.put("the server's key", signatures.keyName("").sign(scope));
      forged.put("another database", signatures.schema("lyss_other").sign(scope));
      forged.put("another process", signatures.process("1").sign(scope));
      forged.put("nothing", "");
      forged.put("no signature", "tests-1.9999999999..zz");
      String signature = signatures.sign(scope);
      forged.put("a later end", signature.replaceFirst("[.]\\d+[.]", ".9999999999."));
      forged.put("another process put in", signature.replace("..", ".1."));
      forged.put("cut", signature.substring(0, signature.length() - 2));
      forged.forEach(
          (how, text) -> assertRefused(() -> bindSigned(scope, text), scope + ", signed: " + how));
      for (int i = 0; i < scope.size(); i++) {
        List<String> altered = new ArrayList<>(scope);
        altered.set(i, altered(scope.get(i)));
        assertRefused(() -> bindSigned(altered, signature), altered + " for " + scope);
      }
    }
  }

  private void assertRefused(Work work, String as) {
    try {
      assertThat(refused(work)).as(as).isEqualTo("42501");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String altered(String value) {
    return switch (value) {
      case USERS -> SYSTEM;
      case SYSTEM -> USERS;
      case "" -> "1";
      default -> value + "1";
    };
  }

  /** The function that seals may be called by itself; it seals the role that is signed. */
  @Test
  void aSignatureForOneRoleSealsNoOther() throws SQLException {
    for (List<String> scope : scopes()) {
      List<String> signed = new ArrayList<>(scope);
      signed.add(signatures.sign(scope));
      String other = scope.get(0).equals(USERS) ? SYSTEM : USERS;
      assertRefused(
          () -> {
            set("role", other);
            call("seal_scope", signed);
          },
          scope + " as " + other);
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

  @Test
  void nobodyReadsKeysOrMakesSeals() throws SQLException {
    for (List<String> scope : scopes()) {
      within(
          () -> {
            bindSigned(scope);
            for (String sql :
                List.of(
                    "select name from %s.scope_keys",
                    "select %s.scope_seal()",
                    "select %s.former_seal()",
                    "select %s.replace_seal_key()",
                    "select %s.require_signature('', '')",
                    "select %s.add_scope_key('b', decode(repeat('00', 32), 'hex'))",
                    "select %s.drop_scope_key('tests-1')",
                    "select %s.require_signed_scopes()",
                    "select %s.accept_unsigned_scopes()",
                    "create or replace function %s.scope_holds() returns boolean language sql return true")) {
              String statement = sql.formatted(subject.schema());
              assertThat(attempt(statement)).as("%s: %s", scope, statement).isZero();
            }
          });
    }
  }

  /** Not even with rights to become the roles: it asks who has logged in. */
  @Test
  void theApplicationDoesNotSealAsTheOwnerDoes() throws SQLException {
    for (List<String> scope : scopes()) {
      assertRefused(
          () -> {
            setAll(settings(scope));
            call("seal_as_owner", List.of());
          },
          scope.toString());
    }
  }

  /** Rights are looked at as a statement begins; its role may be another one before it ends. */
  @Test
  void whoLeavesTheRoleWithinAStatementDoesNoSystemWork() throws SQLException {
    Set<String> notRefused = new TreeSet<>();
    int functions = 0;
    for (List<Object> function :
        superuser.rows(
            """
            select p.proname::text,
              format('%s(%s)', p.oid::regproc, coalesce(
                (select string_agg(
                  case t
                    when 'regclass'::regtype then quote_literal('%1$s.audit_logs')
                    when 'integer'::regtype then '1'
                    else 'null'
                  end || '::' || format_type(t, null), ', ' order by i)
                from unnest(p.proargtypes::oid[]) with ordinality as a (t, i)), ''))
            from pg_proc as p
            where p.pronamespace = to_regnamespace('%1$s') and p.prosecdef and p.prokind = 'f'
              and p.prorettype <> 'trigger'::regtype
              and has_function_privilege('lyss_system', p.oid, 'execute')
            """
                .replace("%1$s", subject.schema()))) {
      functions++;
      String state =
          refused(
              () -> {
                set("role", SYSTEM);
                try (Statement statement = app.createStatement()) {
                  statement.execute(
                      "select pg_catalog.set_config('role', 'none', true), " + function.get(1));
                }
              });
      if (!state.equals("42501")) {
        notRefused.add(String.valueOf(function.get(0)));
      }
    }
    notRefused.removeAll(TELL_ALL_ALIKE);
    notRefused.removeAll(ASK_OF_EACH_ROW);
    assertThat(functions).isGreaterThan(20);
    assertThat(notRefused).isEmpty();
  }

  /** A function that runs with rights of a role is called in the scope of another. */
  @Test
  void whoKeepsTheRightsOfSystemWorkDoesNoneInAUsersScope() throws SQLException {
    List<String> user = scopes().get(0);
    for (String call :
        List.of(
            "drop_expired_partitions('%1$s.audit_logs', 1)::text",
            "held_rows('%1$s.audit_logs', '-infinity', 'infinity')::text",
            "scope_key_ages()::text")) {
      assertRefused(
          () -> {
            set("role", SYSTEM);
            try (Statement statement = app.createStatement()) {
              statement.execute(
                  """
                  create function pg_temp.kept() returns setof text language sql security definer
                  begin atomic select %1$s."""
                          .formatted(subject.schema())
                      + call.formatted(subject.schema())
                      + "; end");
              bindSigned(user);
              statement.execute("select pg_temp.kept()");
            }
          },
          call);
    }
  }

  @Test
  void signedSystemWorkAndTheOwnerCallWhatOthersDoNot() throws SQLException {
    List<String> system = scopes().get(2);
    String calls =
        "select %1$s.held_rows('%1$s.audit_logs', '-infinity', 'infinity'), %1$s.scope_key_ages()"
            .formatted(subject.schema());
    assertThat(
            refused(
                () -> {
                  bindSigned(system);
                  try (Statement statement = app.createStatement()) {
                    statement.execute(calls);
                  }
                }))
        .isEmpty();
    owner.execute(calls);
  }

  /** A login has a default for the setting; null would bring that back. */
  @Test
  void whatIsSignedEmptyIsBoundEmpty() throws SQLException {
    List<String> settings = SETTINGS.stream().filter(s -> !s.equals("app.scope_seal")).toList();
    String ofLogin =
        String.join(" ", settings.stream().map(s -> "-c " + s + "=" + ofLogin(s)).toList());
    Properties properties = new Properties();
    properties.put("user", database.appUser());
    properties.put("password", database.appPassword());
    properties.put("options", ofLogin);
    int arguments = scopes().get(0).size();
    for (String role : List.of(USERS, SYSTEM)) {
      List<String> signed = new ArrayList<>(Collections.nCopies(arguments, ""));
      signed.set(0, role);
      try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
          PreparedStatement bind =
              connection.prepareStatement(
                  "select %s.%s(?%s, ?)"
                      .formatted(
                          subject.schema(), Signatures.BIND, ", null".repeat(arguments - 1)))) {
        connection.setAutoCommit(false);
        bind.setString(1, role);
        bind.setString(2, signatures.sign(signed));
        bind.execute();
        for (String setting : settings) {
          try (PreparedStatement get =
              connection.prepareStatement("select pg_catalog.current_setting(?, true)")) {
            get.setString(1, setting);
            try (ResultSet row = get.executeQuery()) {
              row.next();
              // nothing binds what this database has no use for
              if (!isPlatform() || !setting.matches(".*(tenant_id|group_ids)")) {
                assertThat(row.getString(1)).as("%s as %s", setting, role).isEmpty();
              }
            }
          }
        }
      }
    }
  }

  private String ofLogin(String setting) {
    return switch (setting) {
      case "app.current_user_id" -> isPlatform() ? "1" : Persona.ADMIN_ID;
      case "app.current_group_ids" -> "{" + Persona.READERS_ID + "}";
      case "app.current_role" -> isPlatform() ? "admin" : "tenant_admin";
      case "app.system_reason" -> "forged";
      default -> Persona.ACME;
    };
  }

  @Test
  void aSignatureEndsWithinAStatement() throws SQLException {
    List<String> scope = scopes().get(0);
    long until = System.currentTimeMillis() / 1000 + 2;
    List<String> signed = new ArrayList<>(scope);
    signed.add(signatures.until(until).sign(scope));
    assertRefused(
        () -> {
          try (PreparedStatement late =
              app.prepareStatement(
                  "select pg_catalog.pg_sleep_until(pg_catalog.to_timestamp(%d.1)), %s.%s(%s)"
                      .formatted(
                          until,
                          subject.schema(),
                          Signatures.BIND,
                          String.join(", ", Collections.nCopies(signed.size(), "?"))))) {
            for (int i = 0; i < signed.size(); i++) {
              late.setString(i + 1, signed.get(i));
            }
            late.execute();
          }
        },
        "after " + until);
  }

  /** However it is bound; PLATFORM has no scope of this kind. */
  @Test
  void aTransactionOfAPlatformAdministratorIsPublished() throws SQLException {
    if (isPlatform()) {
      return;
    }
    List<String> scope = List.of(SYSTEM, "", Persona.ROOT_ID, "", "super_admin", "a test");
    List<String> signed = new ArrayList<>(scope);
    signed.add(signatures.sign(scope));
    String events =
        "select from %s.outbox_events where type = 'administrator.acted'"
            .formatted(subject.schema());
    within(
        () -> {
          bindSigned(scopes().get(2));
          int before = attempt(events);
          set("role", SYSTEM);
          call("seal_scope", signed);
          assertThat(attempt(events)).isEqualTo(before + 1);
          bindSigned(scope);
          assertThat(attempt(events)).as("once a transaction").isEqualTo(before + 1);
        });
  }

  /** It reads no budget of others, whichever role the statement has taken by then. */
  @Test
  void whoHasNoScopeIsToldOfNoBudget() throws SQLException {
    if (subject.database() != LyssDatabase.PROVIDER) {
      return;
    }
    for (String id :
        List.of(
            "(select c.limit_id from %1$s.quota_counters as c where c.tenant_id = '%2$s' limit 1)",
            "gen_random_uuid()")) {
      Object budget = superuser.value("select " + id.formatted(subject.schema(), Persona.ACME));
      assertThat(budget).isNotNull();
      for (String role : List.of(USERS, SYSTEM)) {
        assertRefused(
            () -> {
              set("role", role);
              try (Statement statement = app.createStatement()) {
                statement.execute(
                    """
                    insert into %s.budgets
                      (tenant_id, id, name, set_by, subject, user_id, token_id, unit, period, hard_limit)
                    select '%s', '%s', 'x', 'user', 'token', '%s', gen_random_uuid(), 'tokens', 'day', 5
                    where pg_catalog.set_config('role', 'none', true) is not null
                    """
                        .formatted(subject.schema(), Persona.ACME, budget, Persona.ANN_ID));
              }
            },
            budget + " as " + role);
      }
    }
  }

  /** A change of system work has its entry, also where the statement leaves the role half way. */
  @Test
  void systemWorkLeavesAnEntryWhicheverRoleItEndsIn() throws SQLException {
    List<String> system = scopes().get(2);
    String entries = "select id from %s.audit_logs".formatted(subject.schema());
    int deleted = 0;
    for (Object table :
        superuser.column(
            """
            select distinct tgrelid::regclass::text from pg_trigger
            join pg_class as c on c.oid = tgrelid
            where c.relnamespace = to_regnamespace(?) and tgname = 'record_change' and tgqual is not null
              and has_table_privilege('lyss_system', c.oid, 'delete')
            """,
            subject.schema())) {
      app.setAutoCommit(false);
      try (Statement statement = app.createStatement()) {
        bindSigned(system);
        int before = attempt(entries);
        int rows =
            statement.executeUpdate(
                "delete from %s where pg_catalog.set_config('role', 'authenticated_users', true) <> ''"
                    .formatted(table));
        bindSigned(system);
        assertThat(attempt(entries)).as("of %s", table).isGreaterThanOrEqualTo(before + rows);
        deleted += rows;
      } finally {
        app.rollback();
        app.setAutoCommit(true);
      }
    }
    if (isPlatform()) {
      assertThat(deleted).isPositive();
    }
  }
}

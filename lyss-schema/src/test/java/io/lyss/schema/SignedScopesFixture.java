package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.schema.service.Subject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A database with rows, in which scopes have to be signed from now on. */
@ParameterizedClass
@MethodSource("io.lyss.schema.Restricted#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SignedScopesFixture {

  static final String USERS = "authenticated_users";
  static final String SYSTEM = "lyss_system";

  static final List<String> SETTINGS =
      List.of(
          "app.current_tenant_id",
          "app.suspended_tenant_id",
          "app.current_user_id",
          "app.current_group_ids",
          "app.current_role",
          "app.system_reason",
          "app.scope_seal");

  @Parameter Restricted<?> subject;
  OwnedDatabase database;
  Connection app;
  Statement owner;
  Scoped superuser;
  Signatures signatures;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = subject.open();
    app = database.app();
    superuser = Scoped.asLogin(database.superuser());
    owner = database.owner().createStatement();
    signatures = Signatures.of(subject.schema());
    owner.execute(Signatures.add(subject.schema()));
    beforeScopesHaveToBeSigned();
    owner.execute(Signatures.require(subject.schema()));
  }

  /** What a test looks at while scopes are bound without a signature. */
  void beforeScopesHaveToBeSigned() throws SQLException {}

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    database.close();
  }

  boolean isPlatform() {
    return subject.database() == LyssDatabase.PLATFORM;
  }

  /** Scopes that see something: the parameters of what binds them. */
  List<List<String>> scopes() {
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
  Map<String, String> settings(List<String> scope) {
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

  void bindUnsigned(List<String> scope) throws SQLException {
    call(isPlatform() ? "bind_scope" : ((Subject) subject).bindFunction(), scope);
  }

  void bindSigned(List<String> scope) throws SQLException {
    bindSigned(scope, signatures.sign(scope));
  }

  void bindSigned(List<String> scope, String signature) throws SQLException {
    List<String> all = new ArrayList<>(scope);
    all.add(signature);
    call(Signatures.BIND, all);
  }

  void call(String function, List<String> arguments) throws SQLException {
    String places = String.join(", ", arguments.stream().map(a -> "?").toList());
    try (PreparedStatement call =
        app.prepareStatement("select %s.%s(%s)".formatted(subject.schema(), function, places))) {
      for (int i = 0; i < arguments.size(); i++) {
        call.setString(i + 1, arguments.get(i));
      }
      call.execute();
    }
  }

  void set(String name, String value) throws SQLException {
    try (PreparedStatement set = app.prepareStatement("select pg_catalog.set_config(?, ?, true)")) {
      set.setString(1, name);
      set.setString(2, value);
      set.execute();
    }
  }

  void setAll(Map<String, String> settings) throws SQLException {
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      set(setting.getKey(), setting.getValue());
    }
  }

  String current(String setting) throws SQLException {
    try (PreparedStatement get =
        app.prepareStatement("select coalesce(pg_catalog.current_setting(?, true), '')")) {
      get.setString(1, setting);
      try (ResultSet row = get.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  interface Work {
    void run() throws SQLException;
  }

  /** In a transaction of the application's login, which is undone. */
  void within(Work work) throws SQLException {
    app.setAutoCommit(false);
    try {
      work.run();
    } finally {
      app.rollback();
      app.setAutoCommit(true);
    }
  }

  /** The SQLSTATE of what is done and undone; empty if it is not refused. */
  String refused(Work work) throws SQLException {
    try {
      within(work);
      return "";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** How many rows a statement returns or changes; 0 if it is refused. */
  int attempt(String sql) throws SQLException {
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

  void assertRefused(Work work, String as) {
    try {
      assertThat(refused(work)).as(as).isEqualTo("42501");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}

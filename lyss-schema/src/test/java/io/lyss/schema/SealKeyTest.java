package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The key with which the server seals scopes is replaced beside sessions that work, and who has the
 * old one makes no seal any more.
 */
@ParameterizedClass
@EnumSource
@OneIn(6)
class SealKeyTest {

  private static final String REPLACE = "select replace_seal_key()";

  @Parameter private LyssDatabase kind;
  private OwnedDatabase database;
  private Scoped owner;
  private Scoped superuser;

  @BeforeEach
  void open() throws SQLException {
    database = OwnedDatabase.empty(kind);
    owner = Scoped.asLogin(database.owner());
    superuser = Scoped.asLogin(database.superuser());
  }

  @AfterEach
  void close() throws SQLException {
    database.close();
  }

  private void requireSignatures() throws SQLException {
    owner.rows(Signatures.add(kind.defaultSchema()));
    owner.rows(Signatures.require(kind.defaultSchema()));
  }

  /** As if the minute had passed in which transactions may begin that know the former key. */
  private void later() throws SQLException {
    superuser.change("update scope_keys set former_until = former_until - interval '1 minute'");
  }

  private Connection begun(String isolation) throws SQLException {
    Connection app = database.app();
    app.setAutoCommit(false);
    try (Statement statement = app.createStatement()) {
      statement.execute("set transaction isolation level " + isolation);
      // so that it has a snapshot
      statement.execute("select 1");
    }
    return app;
  }

  private void bind(Connection app) throws SQLException {
    List<String> work =
        kind == LyssDatabase.PLATFORM
            ? List.of("lyss_system", "", "a test")
            : List.of("lyss_system", "", "", "", "", "a test");
    List<String> arguments = new ArrayList<>(work);
    arguments.add(Signatures.of(kind.defaultSchema()).sign(work));
    String places = String.join(", ", arguments.stream().map(a -> "?").toList());
    try (PreparedStatement statement =
        app.prepareStatement("select " + Signatures.BIND + "(" + places + ")")) {
      for (int i = 0; i < arguments.size(); i++) {
        statement.setString(i + 1, arguments.get(i));
      }
      statement.execute();
    }
  }

  private static @Nullable Object value(Connection app, String sql) throws SQLException {
    try (Statement statement = app.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1);
    }
  }

  private static @Nullable Object reason(Connection app) throws SQLException {
    return value(app, "select current_system_reason()");
  }

  @Test
  void sessionsThatWorkGoOn() throws SQLException {
    requireSignatures();
    List<Connection> bound = List.of(begun("read committed"), begun("repeatable read"));
    List<Connection> onlyBegun = List.of(begun("read committed"), begun("repeatable read"));
    for (Connection app : bound) {
      bind(app);
      assertThat(reason(app)).isEqualTo("a test");
    }
    owner.rows(REPLACE);
    later();
    for (Connection app : onlyBegun) {
      bind(app);
    }
    for (List<Connection> all : List.of(bound, onlyBegun)) {
      for (Connection app : all) {
        assertThat(reason(app)).isEqualTo("a test");
        // what changes a setting has no scope, by the key before as by the one of now
        value(app, "select pg_catalog.set_config('app.system_reason', 'another', true)");
        assertThat(reason(app)).isNull();
        app.rollback();
        bind(app);
        assertThat(reason(app)).isEqualTo("a test");
        app.rollback();
      }
    }
  }

  @Test
  void theOldKeyMakesNoMatchingSealAnyMore() throws SQLException {
    requireSignatures();
    List<Object> old =
        superuser
            .rows(
                "select encode(inner_pad, 'hex'), encode(outer_pad, 'hex') from scope_keys where name = ''")
            .get(0);
    assertThat(forged(old)).as("who has the key").isEqualTo("a test");
    owner.rows(REPLACE);
    later();
    assertThat(forged(old)).isNull();
    assertThat(
            superuser.value(
                "select count(*) from scope_keys where name = '' and inner_pad = decode(?, 'hex')",
                old.get(0)))
        .isEqualTo(0L);
  }

  private @Nullable Object forged(List<Object> pads) throws SQLException {
    Connection app = begun("read committed");
    try (Statement statement = app.createStatement()) {
      statement.execute("set local role lyss_system; set local app.system_reason = 'a test'");
      statement.execute(
          """
          select set_config('app.scope_seal', encode(sha256(decode('%2$s', 'hex')
            || sha256(decode('%1$s', 'hex') || sealed_scope())), 'hex'), true)
          """
              .formatted(pads.toArray()));
      return reason(app);
    } finally {
      app.rollback();
    }
  }

  @Test
  void theOwnerReplacesItAndOnceAMinute() throws SQLException {
    assertThat(owner.attempt(REPLACE).sqlState()).as("there is none").isEqualTo("P0002");
    requireSignatures();
    assertThat(Scoped.asLogin(database.app()).attempt(REPLACE).denied()).isTrue();
    assertThat(
            Scoped.asLogin(database.app()).attemptAfter("set role lyss_system", REPLACE).denied())
        .isTrue();
    owner.rows(REPLACE);
    Outcome again = owner.attempt(REPLACE);
    assertThat(again.sqlState()).isEqualTo("55006");
    later();
    owner.rows(REPLACE);
    assertThat(
            superuser.column(
                "select changes::text from audit_logs where resource_type = 'scope_keys'"
                    + " and action = 'row_update' and changes -> 'redacted' @> '[\"inner_pad\"]'"))
        .hasSize(2)
        .allSatisfy(told -> assertThat((String) told).doesNotContain("\\\\x"));
  }
}

package io.lyss.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings on which the result of a migration, or the text of the catalog, depends. A login, a
 * database or a pool may have set them otherwise.
 */
final class SessionSettings {

  /** How long a migration waits for a lock, while it holds others that the application needs. */
  static final String LOCK_TIMEOUT = "2s";

  /** Limits that would end a working session. */
  private static final Map<String, String> UNLIMITED = new LinkedHashMap<>();

  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    UNLIMITED.put("statement_timeout", "0");
    UNLIMITED.put("transaction_timeout", "0"); // since 17
    UNLIMITED.put("idle_in_transaction_session_timeout", "0");
    UNLIMITED.put("idle_session_timeout", "0");
    // How SQL is read.
    VALUES.put("standard_conforming_strings", "on");
    VALUES.put("transform_null_equals", "off");
    VALUES.put("check_function_bodies", "on");
    VALUES.put("row_security", "on");
    // How the catalog is written down.
    VALUES.put("quote_all_identifiers", "off");
    VALUES.put("DateStyle", "ISO, YMD");
    VALUES.put("IntervalStyle", "postgres");
    VALUES.put("bytea_output", "hex");
    VALUES.put("extra_float_digits", "1");
    // Plans over months are expected to read far more than they do, and would be compiled for
    // seconds.
    VALUES.put("jit", "off");
    // Settings that would fill the log, or have the session wait.
    VALUES.put("lock_timeout", LOCK_TIMEOUT);
    VALUES.put("client_min_messages", "warning");
    VALUES.put("default_transaction_isolation", "read committed");
    // Rights that a role which the migration creates would be granted besides.
    VALUES.put("createrole_self_grant", "");
    // Flyway adds the schema. Objects that a host has elsewhere must not be found by accident.
    VALUES.put("search_path", "");
    VALUES.putAll(UNLIMITED);
  }

  private SessionSettings() {}

  /** A statement that sets them for one transaction. */
  static String local() {
    return local(VALUES);
  }

  /**
   * A statement that removes the limits on time for one transaction: a login or a database may have
   * limits for requests, which are not meant for a job or a backup.
   */
  static String unlimited() {
    return local(UNLIMITED);
  }

  private static String local(Map<String, String> values) {
    return """
    do $$
    begin
      perform pg_catalog.set_config(v.name, v.value, true)
      from (
        values
    %s
      ) as v (name, value)
      where pg_catalog.current_setting(v.name, true) is not null;
    end
    $$;
    """
        .formatted(
            values.entrySet().stream()
                .map(v -> "      ('%s', '%s')".formatted(v.getKey(), v.getValue()))
                .collect(Collectors.joining(",\n")));
  }

  /** Sets them for the session, and returns the earlier values. */
  static Map<String, String> set(Connection connection, String applicationName)
      throws SQLException {
    Map<String, String> values = new LinkedHashMap<>(VALUES);
    values.put("application_name", applicationName);
    return set(connection, values);
  }

  /** Sets those settings that the server knows, and returns the earlier values. */
  static Map<String, String> set(Connection connection, Map<String, String> values)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            select s.name, s.setting, pg_catalog.set_config(s.name, s.value, false)
            from (
              select v.name, v.value, pg_catalog.current_setting(v.name, true) as setting
              from rows from (
                pg_catalog.unnest(?::pg_catalog.text[]), pg_catalog.unnest(?::pg_catalog.text[])
              ) as v (name, value)
              offset 0
            ) as s
            where s.setting is not null
            """)) {
      statement.setArray(1, connection.createArrayOf("text", values.keySet().toArray()));
      statement.setArray(2, connection.createArrayOf("text", values.values().toArray()));
      Map<String, String> before = new LinkedHashMap<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          before.put(row.getString(1), row.getString(2));
        }
      }
      return before;
    }
  }
}

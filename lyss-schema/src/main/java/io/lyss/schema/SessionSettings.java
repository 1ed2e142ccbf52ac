package io.lyss.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The settings on which the result of a migration, or what the catalog says, would depend. A login,
 * a database or a pool may have set them otherwise.
 */
final class SessionSettings {

  private static final Map<String, String> VALUES = new LinkedHashMap<>();

  static {
    // How SQL is read.
    VALUES.put("standard_conforming_strings", "on");
    VALUES.put("transform_null_equals", "off");
    VALUES.put("check_function_bodies", "on");
    VALUES.put("row_security", "on");
    // How the catalog is written down.
    VALUES.put("quote_all_identifiers", "off");
    VALUES.put("datestyle", "ISO, YMD");
    VALUES.put("intervalstyle", "postgres");
    VALUES.put("bytea_output", "hex");
    VALUES.put("extra_float_digits", "1");
    // What would end a session that works, or fill its log.
    VALUES.put("statement_timeout", "0");
    VALUES.put("idle_in_transaction_session_timeout", "0");
    VALUES.put("idle_session_timeout", "0");
    VALUES.put("client_min_messages", "warning");
    // What a role that the migration creates is granted besides.
    VALUES.put("createrole_self_grant", "");
  }

  private SessionSettings() {}

  /** Statements that make them for one transaction. */
  static String local() {
    return VALUES.entrySet().stream()
        .map(setting -> "set local %s = '%s';\n".formatted(setting.getKey(), setting.getValue()))
        .collect(Collectors.joining());
  }
}

package io.lyss.schema.isolation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Expressions of SQL that a parameter of a type is given, of which few are what it is for. */
final class HostileValues {

  private static final List<String> TEXTS =
      List.of(
          "''",
          "' '",
          "'x'",
          "'-1'",
          "'{}'",
          "'%_\\'",
          "'pg_catalog.pg_class'",
          "'\"; drop table users; --'",
          "'a.b.c.d'",
          "'infinity'",
          "'NaN'",
          // controls, and a space that looks like none
          "U&'\\0001\\001F\\007F\\0085\\00A0'",
          // right to left, and what is no character
          "U&'\\202E\\2066\\FFFF\\FEFF'",
          // beyond 16 bits: two halves in Java
          "U&'\\+01F600\\+10FFFF'",
          // half of such a character, were it taken as UTF-16
          "'\\ud83d \\u0000'",
          "'e' || pg_catalog.repeat(U&'\\0301', 2000)",
          "pg_catalog.repeat('x', 201)",
          "pg_catalog.repeat('user:x', 100000)",
          "pg_catalog.repeat('(a*)*', 2000)");

  private static final List<String> INTEGERS =
      List.of("-1", "0", "1", "2", "32767", "2147483647", "-2147483648");

  private static final List<String> NUMBERS =
      List.of("-1", "0", "0.5", "'NaN'", "'Infinity'", "'-Infinity'", "1e300", "1e-300");

  private static final List<String> TIMES =
      List.of(
          "'infinity'",
          "'-infinity'",
          "'4713-01-01 BC'",
          "'294276-12-31'",
          "'1970-01-01'",
          "pg_catalog.statement_timestamp()",
          "'9999-12-31'");

  private static final List<String> DATES =
      List.of(
          "'infinity'",
          "'-infinity'",
          "'4713-01-01 BC'",
          "'5874897-12-31'",
          "'1970-01-01'",
          "'2026-07-01'",
          "'2026-07-15'");

  private static final List<String> INTERVALS =
      List.of(
          "'0'",
          "'1 microsecond'",
          "'-1 microsecond'",
          "'1 day'",
          "'-1 month'",
          "'178000000 years'",
          "'-178000000 years'",
          "'2147483647 days 2147483647 months'",
          "'2562047788:00:54.775807'",
          "'1 month -40 days'");

  private static final List<String> JSONS =
      List.of(
          "'null'",
          "'7'",
          "'\"x\"'",
          "'[]'",
          "'{}'",
          "'[null]'",
          "'[{}]'",
          "'[[]]'",
          "'{\"\": null}'",
          "'{\"id\": {}, \"status\": [], \"tenant_id\": 1, \"updated_at\": \"x\"}'",
          "'{\"input\": 1e1000, \"output\": -1, \"a.b\": \"1\"}'",
          "'{\"input\": 0.0000000000000000000001}'",
          "(pg_catalog.repeat('[', 4000) || pg_catalog.repeat(']', 4000))::pg_catalog.jsonb",
          "(pg_catalog.repeat('{\"a\":', 2000) || '1' || pg_catalog.repeat('}', 2000))::pg_catalog.jsonb",
          "pg_catalog.jsonb_build_object(pg_catalog.repeat('k', 100000), pg_catalog.repeat('v', 100000))",
          "(select pg_catalog.jsonb_agg(i) from pg_catalog.generate_series(1, 20000) as i)");

  private HostileValues() {}

  /**
   * Expressions of a type.
   *
   * @param fitting values of the victim, as they are written
   */
  static List<String> of(String type, List<String> fitting) {
    Set<String> values = new LinkedHashSet<>();
    values.add("null::" + type);
    String element = type.replace("[]", "");
    List<String> single = single(element, fitting);
    if (type.equals(element)) {
      single.forEach(value -> values.add("(" + value + ")::" + type));
      return List.copyOf(values);
    }
    values.add("'{}'::" + type);
    values.add("array[null]::" + type);
    for (String value : single) {
      values.add("array[" + value + "]::" + type);
    }
    // each is small where there are many
    String first = single.stream().min(Comparator.comparingInt(String::length)).orElse("null");
    values.add("array[null, %s, null]::%s".formatted(first, type));
    values.add("array[array[%1$s, %1$s], array[%1$s, null]]::%2$s".formatted(first, type));
    // which begins where no array of an application does
    values.add("pg_catalog.array_fill((%s)::%s, '{3}', '{-2}')".formatted(first, element));
    values.add("pg_catalog.array_fill((%s)::%s, '{20000}')".formatted(first, element));
    return List.copyOf(values);
  }

  private static List<String> single(String type, List<String> fitting) {
    List<String> values = new ArrayList<>(known(type));
    fitting.stream().limit(4).forEach(values::add);
    return values;
  }

  private static List<String> known(String type) {
    return switch (type) {
      case "text", "character varying", "name" -> TEXTS;
      case "smallint" -> INTEGERS.subList(0, 5);
      case "integer" -> INTEGERS;
      case "bigint" ->
          concat(INTEGERS, "9223372036854775807", "'-9223372036854775808'", "4294967296");
      case "numeric" -> concat(NUMBERS, "1e130000", "-1e-16000");
      case "double precision", "real" -> concat(NUMBERS, "'-0'");
      case "boolean" -> List.of("true", "false");
      case "uuid" ->
          List.of(
              "'00000000-0000-0000-0000-000000000000'",
              "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
              "'00000000-0000-7000-8000-000000005eed'",
              // made in the year 10889, as its first 48 bits say
              "'ffffffff-ffff-7fff-bfff-ffffffffffff'");
      case "timestamp with time zone" -> TIMES;
      case "date" -> DATES;
      case "interval" -> INTERVALS;
      case "jsonb" -> JSONS;
      case "bytea" ->
          List.of("''", "'\\x00'", "pg_catalog.decode(pg_catalog.repeat('ff', 100000), 'hex')");
      case "inet" -> List.of("'::'", "'0.0.0.0/0'", "'ffff::1/128'");
      case "regclass", "oid" ->
          List.of("0", "1", "4294967295", "'pg_catalog.pg_class'", "'pg_catalog.pg_authid'");
      case "xid8" -> List.of("'0'", "'18446744073709551615'");
      case "pg_lsn" -> List.of("'0/0'", "'FFFFFFFF/FFFFFFFF'");
      default -> List.of();
    };
  }

  private static List<String> concat(List<String> some, String... more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(List.of(more));
    return all;
  }
}

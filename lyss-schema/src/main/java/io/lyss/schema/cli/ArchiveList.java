package io.lyss.schema.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The entries of a backup, as {@code pg_restore --list} prints them and {@code --use-list} takes
 * them.
 */
final class ArchiveList {

  // such as: 215; 1259 16402 TABLE lyss_user tenants lyss_owner; what lies in no schema has a dash
  private static final Pattern ENTRY =
      Pattern.compile("\\d+; \\d+ \\d+ (?<kind>[A-Z][A-Z ]*[A-Z]) (?<schema>\\S+) (?<rest>.*)");

  private static final Set<String> POLICIES = Set.of("POLICY", "ROW SECURITY");

  /**
   * The entries of schemas and extensions are restored first, views are filled later, and rights
   * are granted last.
   */
  private static final Set<String> APART = Set.of("SCHEMA", "MATERIALIZED VIEW DATA", "ACL");

  private final List<String> entries;

  private ArchiveList(List<String> entries) {
    this.entries = entries;
  }

  static ArchiveList parse(String printed) {
    return new ArchiveList(printed.lines().filter(line -> ENTRY.matcher(line).matches()).toList());
  }

  /** The role that owns a schema; empty if the backup has no such schema. */
  Optional<String> owner(String schema) {
    return entries.stream()
        .map(ENTRY::matcher)
        .filter(
            entry ->
                entry.matches()
                    && entry.group("kind").equals("SCHEMA")
                    && entry.group("rest").startsWith(schema + " "))
        .map(entry -> entry.group("rest").substring(schema.length() + 1))
        .findFirst();
  }

  /** The entries that create extensions. */
  String extensions() {
    return entries.stream()
        .map(ENTRY::matcher)
        .filter(entry -> entry.matches() && entry.group("kind").equals("EXTENSION"))
        .map(entry -> entry.group() + "\n")
        .collect(Collectors.joining());
  }

  /**
   * The entries that create the objects of schemas and fill them. Policies come later: checking a
   * foreign key while they are enabled would fail, because it would see only some rows.
   */
  String objects(List<String> schemas) {
    return of(schemas, kind -> !POLICIES.contains(kind) && !APART.contains(kind));
  }

  /** The entries that enable row-level security. */
  String policies(List<String> schemas) {
    return of(schemas, POLICIES::contains);
  }

  /** The entries that grant rights on the objects. */
  String grants(List<String> schemas) {
    return of(schemas, "ACL"::equals);
  }

  private String of(List<String> schemas, Predicate<String> which) {
    return entries.stream()
        .map(ENTRY::matcher)
        .filter(entry -> entry.matches() && isOf(entry, schemas) && which.test(entry.group("kind")))
        .map(entry -> entry.group() + "\n")
        .collect(Collectors.joining());
  }

  private static boolean isOf(Matcher entry, List<String> schemas) {
    return schemas.contains(entry.group("schema"))
        || entry.group("schema").equals("-")
            && schemas.stream()
                .anyMatch(schema -> entry.group("rest").startsWith("SCHEMA " + schema + " "));
  }
}

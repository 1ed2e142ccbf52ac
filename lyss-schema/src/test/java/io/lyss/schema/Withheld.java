package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column that a role may not read, or not write, although it may read or write others of the
 * table. If nobody may, the role is {@code everybody}.
 */
record Withheld(String role, String rights, String table, String column)
    implements Comparable<Withheld> {

  /** A line of a grants file that says so, which may go on in the lines after it. */
  private static final Pattern DECLARED =
      Pattern.compile(
          "-- withheld: (select|insert, update) \\(([^)]+)\\) on (\\w+) from (\\w+(?:, \\w+)*)");

  /**
   * What the rights come to. A column need not be written that fills itself, nor one that
   * lyss_definer is granted by name, as functions write it.
   */
  private static final String IN_FACT =
      """
      with field as (
        select r.oid, r.relname, a.attname, a.attnum,
          a.attidentity <> '' or a.attgenerated <> ''
            or pg_get_expr(d.adbin, d.adrelid) ~ 'CURRENT_TIMESTAMP|gen_random_uuid' is true
            as fills_itself,
          exists (
            select from aclexplode(a.attacl)
            where grantee = 'lyss_definer'::regrole and privilege_type in ('INSERT', 'UPDATE')
          ) as functions_write
        from pg_class as r
        join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
        where r.relnamespace = '${schema}'::regnamespace and r.relkind in ('r', 'p')
          and not r.relispartition and r.relname <> 'lyss_schema_history' -- which is Flyway's
      ), worker (role) as (
        values ('authenticated_users'), ('lyss_system')
      ), need (rights) as (
        values ('select'), ('insert, update')
      )
      select w.role, n.rights, f.relname, f.attname
      from field as f cross join worker as w cross join need as n
      where has_any_column_privilege(w.role, f.oid, n.rights)
        and not has_column_privilege(w.role, f.oid, f.attnum, n.rights)
        and (n.rights = 'select' or not f.fills_itself and not f.functions_write)
      union all
      select 'everybody', 'select', f.relname, f.attname
      from field as f
      where not exists (
        select from worker as w where has_any_column_privilege(w.role, f.oid, 'select')
      )
      union all
      select 'everybody', 'insert, update', f.relname, f.attname
      from field as f
      where not f.fills_itself
        and not has_column_privilege('lyss_definer', f.oid, f.attnum, 'insert, update')
        and not exists (
          select from worker as w where has_any_column_privilege(w.role, f.oid, 'insert, update')
        )
      """;

  static Set<Withheld> inFact(ThrowawayDatabase database, String schema) {
    return TestDatabases.rows(database, IN_FACT.replace("${schema}", schema)).stream()
        .map(row -> row.split("\\|"))
        .map(row -> new Withheld(row[0], row[1], row[2], row[3]))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  static Set<Withheld> declared(LyssDatabase database) {
    return grantsFiles(database).stream()
        .map(file -> SqlFiles.read(database, file).replaceAll("\\n--\\s{2,}", " "))
        .flatMap(sql -> DECLARED.matcher(sql).results())
        .flatMap(
            line ->
                items(line.group(4))
                    .flatMap(
                        role ->
                            items(line.group(2))
                                .map(
                                    column ->
                                        new Withheld(role, line.group(1), line.group(3), column))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<String> items(String list) {
    return Arrays.stream(list.split(",\\s*"));
  }

  private static List<String> grantsFiles(LyssDatabase database) {
    return SqlFiles.starting("R", database).stream()
        .filter(file -> file.equals("R__110_grants.sql") || file.equals("R__005_grant_common.sql"))
        .toList();
  }

  /** What to do about a column that was forgotten. */
  String forgottenIn(LyssDatabase database) {
    String grants =
        grantsFiles(database).stream()
            .filter(file -> SqlFiles.read(database, file).matches("(?s).*\\b" + table + "\\b.*"))
            .findFirst()
            .orElse("R__110_grants.sql");
    return """
    %s may not %s the column %s of the table %s.
      Grant it in %s, or add there:
      -- withheld: %s (%s) on %s from %s%s"""
        .formatted(
            role,
            rights.replace(", ", " or "),
            column,
            table,
            SqlFiles.location(database, grants) + "/" + grants,
            rights,
            column,
            table,
            role,
            rights.equals("select")
                ? ""
                : "\n  If only functions write it, grant it by name to lyss_definer instead.");
  }

  /** What to do about a line that is not true, or no longer. */
  String notTrueIn(LyssDatabase database) {
    return "%s: nothing withholds %s (%s) on %s from %s; take it out of the grants file"
        .formatted(database, rights, column, table, role);
  }

  @Override
  public int compareTo(Withheld other) {
    return toString().compareTo(other.toString());
  }
}

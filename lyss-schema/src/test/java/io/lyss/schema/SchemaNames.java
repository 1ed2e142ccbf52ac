package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of a schema that people have to know, read from its catalog.
 *
 * @param rights of each table and view, as a page says them: users; system work; functions
 * @param functions those that hosts call
 * @param events the types that functions publish, each with such a function; one that ends in a dot
 *     is completed at run time
 * @param others columns, roles, settings, and functions that only other SQL calls
 * @param literals what functions and constraints compare and write
 */
record SchemaNames(
    Map<String, String> rights,
    Set<String> functions,
    Map<String, String> events,
    Set<String> others,
    Set<String> literals) {

  private static final Pattern KEY = Pattern.compile("([a-z]+:)<[a-z]+>(/<[a-z]+>)*");

  private static final String NAMES =
      """
      with relation as (
        select oid, relname, relkind in ('r', 'p') as is_table from pg_class
        where relnamespace = '${schema}'::regnamespace
          and relkind in ('r', 'p', 'v', 'm') and not relispartition
          and relname not like 'lyss\\_schema\\_history%' -- which is Flyway's
      ), function as (
        select proname, obj_description(oid, 'pg_proc') as said,
          regexp_replace(pg_get_functiondef(oid), '--[^\\n]*', '', 'g') as definition
        from pg_proc where pronamespace = '${schema}'::regnamespace
      ), worker (place, role) as (
        values (1, 'authenticated_users'), (2, 'lyss_system'), (3, 'lyss_definer')
      ), rights as (
        select r.relname, w.place,
          coalesce(
            nullif(
              concat_ws(
                ', ',
                case when has_any_column_privilege(w.role, r.oid, 'select') then 'read' end,
                case when r.is_table and has_any_column_privilege(w.role, r.oid, 'insert') then 'add' end,
                case when r.is_table and has_any_column_privilege(w.role, r.oid, 'update') then 'change' end,
                case when r.is_table and has_table_privilege(w.role, r.oid, 'delete') then 'delete' end),
              ''),
            '-') as may
        from relation as r cross join worker as w
      ), literal as (
        select f.proname, m[1] as text
        from function as f, regexp_matches(f.definition, '''([^'']*)''', 'g') as m
        union all
        select null, m[1]
        from pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([^'']*)''', 'g') as m
        where connamespace = '${schema}'::regnamespace
      )
      select 'rights', relname, string_agg(may, '; ' order by place) from rights group by relname
      union all
      select case when said ~ '^(Internal|Trigger function):' then 'other' else 'function' end, proname, ''
      from function
      union all
      select 'event', text, proname from literal
      where text ~ '^[a-z_]+\\.[a-z_]*$' and text !~ '^(app|pg_catalog)\\.'
      union all
      select 'other', name, ''
      from relation as r
      join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      cross join lateral (values (a.attname), (r.relname || '.' || a.attname)) as named (name)
      union all
      select 'other', role, '' from worker
      union all
      select 'other', m[1], '' from function, regexp_matches(definition, '\\mapp\\.[a-z_]+', 'g') as m
      union all
      select 'literal', text, '' from literal where text !~ '\\n'
      """;

  static SchemaNames of(ThrowawayDatabase database, String schema) {
    Map<String, Map<String, String>> names = new HashMap<>();
    for (String row : TestDatabases.rows(database, NAMES.replace("${schema}", schema))) {
      int kind = row.indexOf('|');
      int detail = row.lastIndexOf('|');
      names
          .computeIfAbsent(row.substring(0, kind), any -> new TreeMap<>())
          .put(row.substring(kind + 1, detail), row.substring(detail + 1));
    }
    return new SchemaNames(
        names.get("rights"),
        names.get("function").keySet(),
        names.getOrDefault("event", Map.of()),
        names.get("other").keySet(),
        names.get("literal").keySet());
  }

  /**
   * What a page has to name: the tables, views and functions that it is about, and what these
   * publish.
   */
  Set<String> toBeNamed(Predicate<String> isAbout) {
    Set<String> names = new TreeSet<>();
    names.addAll(rights.keySet());
    names.addAll(functions);
    names.removeIf(isAbout.negate());
    events.forEach(
        (type, function) -> {
          if (isAbout.test(function)) {
            names.add(type);
          }
        });
    return names;
  }

  /** Whether the database knows this name, also as {@code name()} or as the key of events. */
  boolean has(String name) {
    Matcher key = KEY.matcher(name);
    if (key.matches()) {
      return literals.contains(key.group(1));
    }
    String plain = name.endsWith("()") ? name.substring(0, name.length() - 2) : name;
    int dot = name.indexOf('.') + 1;
    return rights.containsKey(name)
        || functions.contains(plain)
        || others.contains(plain)
        || dot > 0
            && (events.containsKey(name)
                || events.containsKey(name.substring(0, dot))
                    && literals.contains(name.substring(dot)));
  }
}

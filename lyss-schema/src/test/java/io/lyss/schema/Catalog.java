package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import javax.sql.DataSource;

/** Everything that makes up a schema, as text to compare. */
final class Catalog {

  private Catalog() {}

  /** One line a fact; the schema's own name is left out, so that two schemas can be compared. */
  static List<String> of(ThrowawayDatabase database, String schema) {
    return of(database.dataSource(), schema);
  }

  static List<String> of(DataSource dataSource, String schema) {
    return TestDatabases.rows(dataSource, FACTS.replace("${schema}", schema)).stream()
        .map(fact -> fact.replaceAll("\\b" + schema + "\\b", "<schema>"))
        .sorted()
        .toList();
  }

  private static final String FACTS =
      """
      with relation as (
        select * from pg_class where relnamespace = '${schema}'::regnamespace
      ), entry (kind, name, what) as (
        select 'schema', nspname::text, nspowner::regrole || ' ' || nspacl::text
        from pg_namespace where nspname = '${schema}'
        union all
        select 'relation', relname, concat_ws(' ', relkind, relowner::regrole, relacl,
          relrowsecurity, relforcerowsecurity, relreplident, reloptions, relpersistence,
          pg_get_expr(relpartbound, oid), pg_get_partkeydef(oid),
          case when relkind in ('v', 'm') then pg_get_viewdef(oid, true) end,
          case when relkind in ('i', 'I') then pg_get_indexdef(oid) end)
        from relation
        union all
        select 'column', r.relname, concat_ws(' ', a.attnum, a.attname,
          format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity, a.attgenerated,
          a.attacl, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
        from relation as r
        join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
        union all
        select 'constraint', conrelid::regclass::text,
          concat_ws(' ', conname, convalidated, pg_get_constraintdef(oid))
        from pg_constraint where connamespace = '${schema}'::regnamespace
        union all
        select 'policy', tablename, p::text from pg_policies as p where schemaname = '${schema}'
        union all
        select 'function', oid::regprocedure::text,
          concat_ws(' ', proowner::regrole, proacl, pg_get_functiondef(oid))
        from pg_proc where pronamespace = '${schema}'::regnamespace
        union all
        select 'trigger', t.tgrelid::regclass::text,
          concat_ws(' ', t.tgname, t.tgenabled, pg_get_triggerdef(t.oid))
        from pg_trigger as t join relation as r on r.oid = t.tgrelid where not t.tgisinternal
        union all
        select 'comment', d.classoid::regclass::text, concat_ws(' ',
          pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description)
        from pg_description as d
        where d.classoid = 'pg_class'::regclass and d.objoid in (select oid from relation)
          or d.classoid = 'pg_proc'::regclass and d.objoid in (
            select oid from pg_proc where pronamespace = '${schema}'::regnamespace)
      )
      select * from entry
      """;
}

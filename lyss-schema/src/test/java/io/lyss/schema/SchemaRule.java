package io.lyss.schema;

import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;

/** Rules for every object in a schema of LYSS; each rule lists the objects that break it. */
enum SchemaRule {
  RELATIONS_HAVE_COMMENTS(
      """
      select relname from relation
      where relkind in ('r', 'p', 'v', 'm') and obj_description(oid, 'pg_class') is null
      """),

  COLUMNS_HAVE_COMMENTS(
      """
      select r.relname || '.' || a.attname
      from relation as r
      join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      where r.relkind in ('r', 'p') and not r.relispartition
        and col_description(r.oid, a.attnum) is null
      """),

  FUNCTIONS_HAVE_COMMENTS(
      """
      select proname from function where obj_description(oid, 'pg_proc') is null
      """),

  CONSTRAINTS_ARE_NAMED_AFTER_TABLE_AND_COLUMNS(
      """
      select c.conname
      from pg_constraint as c
      join relation as r on r.oid = c.conrelid
      where not r.relispartition
        and c.contype in ('p', 'f', 'u', 'c')
        and c.conname <> r.relname || '_' || (
          select string_agg(a.attname, '_' order by k.position)
          from unnest(c.conkey) with ordinality as k (attnum, position)
          join pg_attribute as a on a.attrelid = r.oid and a.attnum = k.attnum
        ) || case c.contype when 'p' then '_pk' when 'f' then '_fk' when 'u' then '_key'
          else '_check' end
      """),

  // The error of a domain's check has no table and no column: its name says both. bindable_role is
  // of no column.
  DOMAINS_ARE_NAMED_AFTER_THEIR_COLUMN(
      """
      select t.typname || coalesce(': ' || c.conname, '')
      from pg_type as t
      left join pg_constraint as c on c.contypid = t.oid
      where t.typnamespace = '${schema}'::regnamespace and t.typtype = 'd'
        and t.typname <> 'bindable_role'
        and (
          c.conname is distinct from t.typname || '_check'
          or t.typname not in (
            select r.relname || '_' || a.attname
            from relation as r
            join pg_attribute as a on a.attrelid = r.oid
            where a.atttypid = t.oid
          )
        )
      """),

  TABLES_FORCE_ROW_SECURITY(
      """
      select relname from relation
      where relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity)
      """),

  PARTITIONS_ARE_GRANTED_TO_NOBODY(
      """
      select r.relname
      from relation as r
      cross join lateral (
        select r.relacl
        union all
        select attacl from pg_attribute where attrelid = r.oid
      ) as acls (acl)
      cross join aclexplode(acls.acl) as granted
      where r.relispartition and granted.grantee <> r.relowner
      """),

  // Otherwise each caller that may write the other columns could also write one that is added
  // later.
  GRANTS_TO_WRITE_NAME_COLUMNS(
      """
      select r.relname
      from relation as r
      cross join aclexplode(r.relacl) as granted
      where granted.privilege_type in ('INSERT', 'UPDATE')
        and granted.grantee in (0, 'authenticated_users'::regrole, 'lyss_system'::regrole)
      """),

  // But for those that a login calls before it has a role: require_given_scope() knows its roles.
  DEFINER_FUNCTIONS_ARE_NOT_PUBLIC(
      """
      select proname from function
      where prosecdef and has_function_privilege('public', oid, 'execute')
        and proname not in ('ask_provider_access', 'ask_access_explanation')
      """),

  DEFINER_FUNCTIONS_PIN_SEARCH_PATH(
      """
      select proname from function
      where prosecdef and not exists (
        select from unnest(proconfig) as setting where setting like 'search_path=%'
      )
      """),

  // One that sets no path runs on its caller's: a name without a schema would be whatever is found
  // there; and on a path without the schema of LYSS it is a temporary table of the caller. A
  // function may set no path so that it is inlined, or because it runs with every statement. What
  // is
  // parsed when it is created (return, begin atomic) looks nothing up later.
  FUNCTIONS_PIN_SEARCH_PATH_OR_QUALIFY_NAMES(
      """
      select f.proname
      from function as f
      cross join lateral regexp_replace(
        f.prosrc, '--[^\\n]*|''[^'']*''|\\$json\\$.*?\\$json\\$', '', 'g') as body
      where f.prosqlbody is null
        and not exists (
          select from unnest(f.proconfig) as setting where setting like 'search_path=${schema}%'
        )
        and exists (
          select from function as other
          where body ~ ('(?<![.[:alnum:]_])' || other.proname || '\\s*\\(')
          union all
          select from relation as r
          where r.relkind in ('r', 'p', 'v', 'm')
            and body ~ ('\\m(from|join|into|update|only)\\s+' || r.relname || '\\M')
        )
      """),

  // Tables, and statements of the DAOs, call them on whatever search path there is: an operator or
  // a
  // function without a schema could be somebody else's.
  WHAT_RUNS_ON_ANY_SEARCH_PATH_QUALIFIES_ALL(
      """
      select f.proname
      from function as f
      cross join lateral regexp_replace(
        f.prosrc,
        '--[^\\n]*|''[^'']*''|operator\\(pg_catalog\\.[^)]*\\)|:=|=>|select \\*|errcode ='
          '|set local [[:alnum:]_."]+ =', '', 'g') as body
      where f.prosqlbody is null
        and not exists (
          select from unnest(f.proconfig) as setting where setting like 'search_path=%'
        )
        and (
          f.proname ~ '^(bind|restore)_'
          or obj_description(f.oid, 'pg_proc') not like 'Internal:%'
          or exists (
            select from pg_depend as d
            where d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid
              and d.classid <> 'pg_proc'::regclass
          )
        )
        and (
          body ~ '[-+*/<>=~!@#%^&|]|\\y(between|like|in|nullif|distinct from)\\y'
          or body ~ '(?<!pg_catalog\\.)\\y(text|uuid|jsonb)\\y'
          or body ~ '(?<![.[:alnum:]_])(?!coalesce|bit)[a-z_]+\\('
        )
      """),

  // A plan that is kept is made again on another search path. Tables are written on that of a
  // connection and on that of functions, in turn.
  WHAT_TABLES_CALL_PINS_SEARCH_PATH(
      """
      select f.proname
      from function as f
      join pg_depend as d on d.refclassid = 'pg_proc'::regclass and d.refobjid = f.oid
      where f.prosqlbody is null and d.classid in ('pg_constraint'::regclass, 'pg_trigger'::regclass)
        -- rows of usage are written by functions alone, a thousand at a time
        and f.proname not in ('is_text_map', 'is_token_counts', 'uuid_time')
        and not exists (
          select from unnest(f.proconfig) as setting where setting like 'search_path=%'
        )
      """),

  // Where the server reports another search path to the driver, the driver prepares its statements
  // anew.
  NO_FUNCTION_SETS_THE_SEARCH_PATH(
      """
      select proname from function where prosrc ~ 'search_path'
      """),

  // PostgreSQL believes what a function says of itself, and computes it once, or ahead. A trigger
  // function and one that writes, locks or sets something is volatile; what reads tables, the scope
  // or the time is stable at most; and none is steadier than what it calls. Of a name that several
  // functions have, the steadiest is supposed. What is executed as text is not looked at:
  // PostgreSQL
  // refuses to write there where the function is not volatile.
  FUNCTIONS_ARE_AS_VOLATILE_AS_WHAT_THEY_DO(
      """
      with body as (
        select f.oid, f.proname, f.provolatile, f.prorettype,
          case when f.prosqlbody is null
            then regexp_replace(
              -- how a plan is made changes nothing of what is answered
              lower(f.prosrc), 'set_config\\(''plan_cache_mode''|--[^\\n]*|''[^'']*''|\\$json\\$.*?\\$json\\$', '''''', 'g')
            else lower(pg_get_function_sqlbody(f.oid))
          end as does
        from function as f
        where f.prokind = 'f'
      ), other as (
        select p.proname, max(strpos('vsi', p.provolatile::text)) as steadiest
        from pg_proc as p
        where p.pronamespace in ('${schema}'::regnamespace, 'pg_catalog'::regnamespace)
          -- depend on the types that they are given, of which ours have one form
          and p.proname not in ('array_to_string', 'concat_ws', 'format')
          -- nobody changes what UTF-8 is; nor, from one end of a statement to the other, these two
          and p.proname not in ('convert_to', 'pg_is_in_recovery', 'pg_total_relation_size')
        group by p.proname
      ), reads as materialized (
        select distinct b.oid, m.words[1] as name
        from body as b
        cross join regexp_matches(
          b.does, '\\y(?:from|join|only)\\s+(?:[a-z0-9_]+\\.)?([a-z0-9_]+)', 'g') as m (words)
      ), calls as materialized (
        select distinct b.oid, m.words[1] as name
        from body as b
        cross join regexp_matches(b.does, '([a-z0-9_]+)\\s*\\(', 'g') as m (words)
        where m.words[1] <> b.proname
      ), at_most (oid, steadiest) as materialized (
        select oid, 1 from body
        where prorettype = 'trigger'::regtype
          or does ~ '\\y(insert\\s+into|delete\\s+from|merge\\s+into|truncate|lock\\s+table)\\y'
          or does ~ '\\yupdate\\s+(only\\s+)?[a-z0-9_.]+\\s+(as\\s+[a-z0-9_]+\\s+)?set\\y'
          or does ~ '\\yfor\\s+((no\\s+key\\s+)?update|(key\\s+)?share)\\y'
          or does ~ '(^|;|\\y(then|else|loop|begin))\\s*(set|reset|create|alter|drop|call|notify)\\y'
        union all
        select oid, 2 from body
        where does ~ '\\ycurrent_(timestamp|date|time|user|role)\\y|\\ysession_user\\y'
        union all
        select r.oid, 2
        from reads as r
        join pg_class as c on c.relname = r.name and c.relkind in ('r', 'p', 'v', 'm')
          and c.relnamespace in ('${schema}'::regnamespace, 'pg_catalog'::regnamespace)
        union all
        select c.oid, o.steadiest
        from calls as c
        join other as o on o.proname = c.name
      )
      select b.proname
      from body as b
      join at_most as a on a.oid = b.oid
      group by b.oid, b.proname, b.provolatile
      having strpos('vsi', b.provolatile::text) > min(a.steadiest)
      """),

  // Otherwise nobody notices that the row was changed since it was read. A role is granted what it
  // edits; and functions, which may do more than their callers, are read: each column that one of
  // them sets. A trigger names the columns that count, or in its condition those that do, or those
  // that do not.
  WHAT_IS_EDITED_CHANGES_UPDATED_AT(
      """
      with kept as (
        select r.oid, r.relname, a.attnum, a.attname,
          case
            when cardinality(t.tgattr::smallint[]) > 0 then a.attnum = any (t.tgattr::smallint[])
            when t.tgqual is null then true
            when d.definition ~ 'NOT \\(' then d.definition !~ ('NOT \\(+old\\.' || a.attname || '\\M')
            else d.definition ~ ('\\mold\\.' || a.attname || '\\M')
          end as counts
        from pg_trigger as t
        join relation as r on r.oid = t.tgrelid
        join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
        cross join pg_get_triggerdef(t.oid) as d (definition)
        where t.tgfoid = '${schema}.update_updated_at_column'::regproc
      ), part as (
        -- what follows "update" or "insert into", as far as the next of these
        select f.oid, p.place, substring(p.part from '^[^;]*') as part
        from function as f
        cross join regexp_split_to_table(
          regexp_replace(lower(f.prosrc), '--[^\\n]*', '', 'g'),
          '\\y(update|insert\\s+into)\\s+(only\\s+)?') with ordinality as p (part, place)
      ), written as (
        select
          -- an upsert's table stands before
          coalesce(
            substring(p.part from '^(?!set\\M)(?:[a-z0-9_]+\\.)?([a-z0-9_]+)'),
            substring(before.part from '^(?:[a-z0-9_]+\\.)?([a-z0-9_]+)')) as relname,
          c.words[1] as attname
        from part as p
        left join part as before on before.oid = p.oid and before.place = p.place - 1
        cross join regexp_matches(p.part, '(?:\\yset\\s|,)[\\s(]*([a-z0-9_]+)\\s*=[^=>]', 'g')
          as c (words)
        where p.place > 1
      )
      select k.relname || '.' || k.attname
      from kept as k
      where not k.counts
        and (
          has_column_privilege('authenticated_users', k.oid, k.attnum, 'update')
          or has_column_privilege('lyss_system', k.oid, k.attnum, 'update')
          or exists (select from written as w where w.relname = k.relname and w.attname = k.attname)
        )
      """),

  VIEWS_RUN_AS_THEIR_INVOKER(
      """
      select relname from relation
      where relkind = 'v'
        and relowner <> 'lyss_definer'::regrole
        and not coalesce(reloptions @> '{security_invoker=true}', false)
      """),

  // A publication of all tables refuses to update or delete what has none.
  ROWS_HAVE_A_REPLICA_IDENTITY(
      """
      select r.relname
      from relation as r
      join pg_class as c on c.oid = r.oid
      where r.relkind in ('r', 'p') and c.relreplident in ('d', 'n') and not exists (
        select from pg_index as i where i.indrelid = r.oid and i.indisprimary
      )
      """),

  FOREIGN_KEYS_HAVE_AN_INDEX(
      """
      select c.conname
      from pg_constraint as c
      join relation as r on r.oid = c.conrelid
      where c.contype = 'f' and not r.relispartition and not exists (
        select from pg_index as i
        where i.indrelid = r.oid and i.indpred is null
          and (i.indkey::smallint[])[0 : cardinality(c.conkey) - 1] @> c.conkey
      )
      """),

  FOREIGN_KEYS_SAY_WHAT_A_DELETE_DOES(
      """
      select c.conname
      from pg_constraint as c
      join relation as r on r.oid = c.conrelid
      where c.contype = 'f' and not r.relispartition and c.confdeltype = 'a'
      """),

  INDEXES_ARE_NO_PREFIX_OF_ANOTHER(
      """
      with index as (
        select i.indexrelid, i.indrelid, i.indisunique, c.relam,
          pg_get_expr(i.indpred, i.indrelid) as predicate,
          array (
            select pg_get_indexdef(i.indexrelid, k, true) || i.indoption[k - 1] || i.indclass[k - 1]
            from generate_series(1, i.indnkeyatts) as k
          ) as keys
        from pg_index as i
        join relation as r on r.oid = i.indrelid and not r.relispartition
        join pg_class as c on c.oid = i.indexrelid
      )
      select short.indexrelid::regclass::text
      from index as short
      join index as long using (indrelid, relam)
      where short.indexrelid <> long.indexrelid
        and not short.indisunique -- what is unique says more than the longer one
        and short.predicate is not distinct from long.predicate
        and short.keys = long.keys[1 : cardinality(short.keys)]
      """),

  // Each statement that writes prepares the checks of its table anew, and to inline a function then
  // costs
  // more than to call it.
  CHECKS_INLINE_NO_FUNCTION(
      """
      select c.conname
      from pg_constraint as c
      join relation as r on r.oid = c.conrelid
      where c.contype = 'c' and not r.relispartition and exists (
        select from pg_depend as d
        join function as f on f.oid = d.refobjid
        join pg_language as l on l.oid = f.prolang
        where d.classid = 'pg_constraint'::regclass and d.objid = c.oid
          and d.refclassid = 'pg_proc'::regclass and l.lanname = 'sql'
      )
      """),

  // What is blank is said by not_blank and is_trimmed alone, which seldom have to trim.
  WHAT_IS_BLANK_IS_ONE_FUNCTION(
      """
      select c.conname
      from pg_constraint as c
      left join relation as r on r.oid = c.conrelid
      where c.connamespace = '${schema}'::regnamespace
        and c.contype = 'c' and r.relispartition is not true
        and pg_get_constraintdef(c.oid) ~ 'trim(_blank)?\\(|<> ''''::'
      """),

  // A server's locale would decide what is in lower case, and what a class of characters has in it.
  NO_LOCALE_DECIDES(
      """
      select name
      from (
        select proname, pg_get_functiondef(oid) from function
        union all
        select relname, pg_get_viewdef(oid) from relation where relkind in ('v', 'm')
        union all
        select conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = '${schema}'::regnamespace
        union all
        select relname, pg_get_indexdef(oid) from relation where relkind = 'i'
        union all
        select tgname, pg_get_triggerdef(oid) from pg_trigger
        where tgrelid in (select oid from relation) and not tgisinternal
        union all
        select r.relname || '.' || a.attname, pg_get_expr(d.adbin, d.adrelid)
        from pg_attrdef as d
        join relation as r on r.oid = d.adrelid
        join pg_attribute as a on a.attrelid = d.adrelid and a.attnum = d.adnum
      ) as object (name, definition)
      -- but of a range of numbers, which this variable is
      where definition ~* '\\y(lower|upper|initcap)\\s*\\((?!v_run\\))(?![^;]*collate)'
        or definition ~* '\\yilike\\y|~\\*|~~\\*'
        or definition ~ '~[^~;]*\\\\[swSW]' and definition !~* 'collate "und-x-icu"'
      """),

  // A test replaces these two functions; only columns that record a time may use PostgreSQL's
  // clock.
  THE_TIME_COMES_FROM_TWO_FUNCTIONS(
      """
      select name
      from (
        select proname, pg_get_functiondef(oid) from function
        union all
        select relname, pg_get_viewdef(oid) from relation where relkind in ('v', 'm')
        union all
        select tgname, pg_get_triggerdef(oid) from pg_trigger
        where tgrelid in (select oid from relation) and not tgisinternal
        union all
        select polname, concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
        from pg_policy where polrelid in (select oid from relation)
      ) as object (name, definition)
      where name not in ('statement_time', 'wall_time')
        and (
          definition ~* '\\y(current|local)_?(date|time|timestamp)\\y'
          or definition ~* '\\y(now|timeofday|(clock|statement|transaction)_timestamp)\\s*\\('
          or definition ~* '''(now|today|tomorrow|yesterday)'''
        )
      """);

  private static final String COMMON =
      """
      with relation as (
        select * from pg_class
        where relnamespace = '${schema}'::regnamespace
          and relname not like 'lyss\\_schema\\_history%' -- which is Flyway's
      ), function as (
        select * from pg_proc where pronamespace = '${schema}'::regnamespace
      )
      select distinct broken_by from (${rule}) as rule (broken_by) order by 1
      """;

  private final String sql;

  SchemaRule(String sql) {
    this.sql = sql;
  }

  /** The objects that break the rule, sorted. */
  List<String> brokenBy(ThrowawayDatabase database, String schema) {
    return TestDatabases.rows(
        database, COMMON.replace("${rule}", sql).replace("${schema}", schema));
  }
}

package io.lyss.dao.testing.calls;

import io.lyss.dao.testing.TestDatabase;

/**
 * A schema of somebody who may create in one that is on the login's search path: functions,
 * operators and types with names of PostgreSQL's own, which fail when anything uses them.
 */
final class Trap {

  /** Puts functions and operators before PostgreSQL's own, in the driver's URL. */
  static final String SETTING = "currentSchema=trap,pg_catalog";

  /**
   * The same with types, for simple query mode, in which the driver itself writes the types of
   * values.
   */
  static final String SETTING_WITH_TYPES = "currentSchema=trapped_types,trap,pg_catalog";

  private Trap() {}

  static void set(TestDatabase database) {
    database
        .database()
        .execute(
            """
            create schema trap;
            create schema trapped_types;
            grant usage on schema trap, trapped_types to public;
            do $do$
            declare
              v_types constant regtype[] := array[
                'text', 'varchar', 'uuid', 'integer', 'bigint', 'numeric', 'boolean', 'jsonb',
                'timestamptz', 'interval'];
              v_body constant text := $$ language plpgsql as
                'begin raise exception ''called from the search path: %s''; end'$$;
              v_function record;
              v_operator record;
              v_type record;
            begin
              -- the same functions, also with the types that a driver may send texts as
              for v_function in
                select distinct p.proname, regexp_replace(a.args, '\\ytext\\y', t.text_type) as args,
                  case when p.proretset then 'setof ' else '' end || p.prorettype::regtype as result
                from pg_proc as p
                cross join lateral pg_get_function_identity_arguments(p.oid) as a (args)
                join (values ('text'), ('character varying')) as t (text_type)
                  on t.text_type = 'text' or a.args !~ '\\yOUT\\y'
                where p.pronamespace = 'pg_catalog'::regnamespace and p.prokind = 'f'
                  and p.provariadic = 0
                  and p.proname in (
                    'set_config', 'current_setting', 'btrim', 'lower', 'length', 'left', 'substr',
                    'split_part', 'md5', 'now', 'statement_timestamp', 'clock_timestamp',
                    'date_bin', 'to_regclass', 'gen_random_uuid', 'pg_notify', 'hashtext',
                    'jsonb_typeof', 'jsonb_strip_nulls', 'pg_advisory_xact_lock', 'repeat', 'ascii',
                    'right', 'to_jsonb', 'jsonb_array_elements_text', 'jsonb_each_text',
                    'jsonb_object', 'encode', 'host', 'unnest', 'quote_ident', 'to_timestamp',
                    'array_agg', 'coalesce', 'regexp_replace', 'sha256', 'convert_to')
              loop
                execute format('create function trap.%I(%s) returns %s', v_function.proname,
                  v_function.args, v_function.result) || format(v_body, v_function.proname);
              end loop;
              execute 'create function trap.counted(bigint) returns bigint'
                || format(v_body, 'count');
              create aggregate trap.count(*) (
                sfunc = trap.counted, stype = pg_catalog.int8, initcond = '0');
              -- no value is of these types
              for v_type in
                select unnest(array[
                  'text', 'uuid', 'jsonb', 'inet', 'date', 'float8', 'int4', 'int8', 'bool',
                  'timestamptz', 'varchar', 'numeric', 'regclass', 'xid8', 'pg_lsn']) as name
              loop
                execute format(
                  'create domain trapped_types.%1$I as pg_catalog.%1$I constraint "type of the search path"'
                    ' check (value is null)', v_type.name);
              end loop;
              execute 'create function trap.format(text, variadic text[]) returns text'
                || format(v_body, 'format');
              execute 'create function trap.concat(variadic text[]) returns text'
                || format(v_body, 'concat');
              execute 'create function trap.jsonb_build_object(variadic text[]) returns jsonb'
                || format(v_body, 'jsonb_build_object');
              -- operators that PostgreSQL has, and those that it finds by way of another type
              for v_operator in
                select o.name, l.type as left_type, r.type as right_type
                from unnest(array[
                    '=', '<>', '<', '>', '<=', '>=', '||', '+', '-', '*', '/', '->', '->>', '@>', '~'])
                  as o (name),
                  unnest(v_types) as l (type), unnest(v_types) as r (type)
                where l.type = r.type or o.name in ('=', '<>', '<', '>', '||', '->', '->>', '+')
              loop
                execute format('create function trap.%I(%s, %s) returns boolean',
                  'trapped ' || v_operator.name, v_operator.left_type, v_operator.right_type)
                  || format(v_body, v_operator.name);
                execute format(
                  'create operator trap.%s (leftarg = %s, rightarg = %s, function = trap.%I)',
                  v_operator.name, v_operator.left_type, v_operator.right_type,
                  'trapped ' || v_operator.name);
              end loop;
            end
            $do$;
            """);
  }
}

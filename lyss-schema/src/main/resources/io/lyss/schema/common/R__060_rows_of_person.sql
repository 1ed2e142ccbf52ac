-- One page of the rows of a person, without secrets: at most p_limit rows, in the order of tables in
-- personal_tables(), and of keys within a table. A row comes with its position, which is its table and key; p_after is the
-- position of the last row of the page before, null for the first page.
--
-- It queries table after table, until the page is full. There are two kinds, as personal_tables() declares:
--
--   * A table whose rows name their person: it reads the rows after the position, along the primary key.
--   * A table whose rows belong to those of another table (its parent), such as messages to conversations: for each
--     row of the parent, from the position on, it reads the rows along their key. So a page in the middle of a long
--     history reads no more than it returns.
--
-- It checks no rights: the functions that call it have done so.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function rows_of_person(
  p_tenant text, p_person text, p_after jsonb, p_limit integer
)
returns table (table_name text, place jsonb, data jsonb)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_left bigint := p_limit;
  v_given bigint;
  v_table record;
begin
  if p_after is not null and not exists (
    select from personal_tables() as t
    where t.table_name = p_after ->> 'table'
      and cardinality(t.keys) = jsonb_array_length(p_after -> 'key')
  ) then
    raise exception 'after is %: pass the last row of the page before', p_after
      using errcode = 'check_violation', constraint = 'after';
  end if;
  for v_table in
    with declared as materialized (select * from personal_tables())
    select
      t.table_name,
      t.parent,
      quote_ident(t.keys[1]) as first_key,
      c.belongs,
      (select p.keys[1] from declared as p where p.table_name = t.parent) as parent_key,
      (select string_agg(quote_ident(k), ', ') from unnest(t.keys) as k) as key,
      (select string_agg(quote_ident(c), ', ') from unnest(t.personal || t.other) as c) as columns,
      (
        select string_agg(quote_literal(k), ', ' order by n)
        from jsonb_array_elements_text(p_after -> 'key') with ordinality as after (k, n)
        where t.table_name = p_after ->> 'table'
      ) as after
    from declared as t
    join conditions_of_person(p_tenant, p_person) as c on c.table_name = coalesce(t.parent, t.table_name)
    where t.keys is not null and t.person is not null and t.number >= coalesce(
      (select a.number from declared as a where a.table_name = p_after ->> 'table'), 0)
    order by t.number
  loop
    return query execute
      case
        when v_table.parent is null then format(
          'select %1$L, jsonb_build_object(''table'', %1$L, ''key'', jsonb_build_array(%2$s)),
            to_jsonb(r)
          from (select %3$s from %1$I where %4$s%5$s order by %2$s limit %6$s) as r',
          v_table.table_name, v_table.key, v_table.columns, v_table.belongs,
          ' and (' || v_table.key || ') > (' || v_table.after || ')', v_left)
        else format(
          'select %1$L, jsonb_build_object(''table'', %1$L, ''key'', jsonb_build_array(%2$s)),
            to_jsonb(r)
          from (
            select %8$I as parent_key from %7$I where %4$s%9$s order by %8$I
          ) as p
          cross join lateral (
            select %3$s from %1$I
            where %10$s and %11$s = p.parent_key%5$s
            order by %2$s
            limit %6$s
          ) as r
          limit %6$s',
          v_table.table_name, v_table.key, v_table.columns, v_table.belongs,
          ' and (' || v_table.key || ') > (' || v_table.after || ')', v_left, v_table.parent,
          v_table.parent_key,
          ' and ' || quote_ident(v_table.parent_key) || ' >= ' || split_part(v_table.after, ', ', 1),
          p_tenant, v_table.first_key)
      end;
    get diagnostics v_given = row_count;
    v_left := v_left - v_given;
    exit when v_left = 0;
  end loop;
end
$$;

revoke execute on function rows_of_person(text, text, jsonb, integer) from public;

comment on function rows_of_person(text, text, jsonb, integer) is
  'Internal: At most p_limit rows of a person after a position, without secrets.';

select set_config('role', current_setting('lyss.migrating_role'), true);

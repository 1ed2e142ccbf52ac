-- Erases a person's data, as personal_tables() declares it. First it deletes rows, at most p_limit of them;
-- once none is left, it anonymises the few that stay. So an erasure takes as many transactions as it needs, may
-- be interrupted after any, and is done once fewer than p_limit rows are deleted.
--
-- A later step anonymises again what came meanwhile. Names have the same random part in each step of an erasure, so
-- rows that are anonymous already stay as they are.
--
-- Without a person it erases all rows of the tenant. Rows to which no other row refers go first, so that no
-- cascade deletes more than the limit.
--
-- It has the rights of its caller: only functions that have checked their caller may call it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_rows(p_tenant text, p_person text, p_random text, p_limit integer)
returns table (table_name text, erasure text, erased bigint, announced text[])
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_left bigint := p_limit;
  v_table record;
begin
  for v_table in
    with recursive points_at (child, parent) as (
      select c.conrelid, c.confrelid from pg_constraint as c
      where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> c.confrelid
        and c.connamespace = to_regnamespace('${schema}')
      union
      select r.child, c.confrelid from points_at as r
      join pg_constraint as c
        on c.conrelid = r.parent and c.contype = 'f' and c.conparentid = 0 and c.confrelid <> r.child
    )
    select
      t.table_name,
      case when p_person is null then 'delete' else t.erasure end as erasure,
      case when p_person is null then p_tenant else c.belongs end as belongs,
      coalesce(t.announce, 'null') as announced,
      (select string_agg(quote_ident(k), ', ') from unnest(t.keys) as k) as key,
      (
        select string_agg(format('%I = %s', r.key, r.value), ', ') from jsonb_each_text(t.replaced) as r
      ) as replacements,
      concat_ws(
        ' and ',
        case when p_person is null then p_tenant else c.belongs end,
        (
          -- by the columns that lyss_definer may read: a secret is changed with them
          select coalesce(format('(%s)', string_agg(format('%I is distinct from %s', r.key, r.value), ' or ')), 'false')
          from jsonb_each_text(t.replaced) as r
          where has_column_privilege(format('%I.%I', '${schema}', t.table_name), r.key, 'select')
          having p_person is not null and t.erasure = 'anonymise'
        )) as left_behind
    from personal_tables() as t
    left join conditions_of_person(p_tenant, p_person) as c on c.table_name = t.table_name
    where case
      when p_person is not null then t.erasure in ('delete', 'anonymise')
      else t.remains is null and 'tenant_id' = any (t.personal || t.other)
    end
    order by
      case
        when p_person is null then (
          select -count(*) from points_at as r
          where r.child = to_regclass(format('%I.%I', '${schema}', t.table_name)))
      end,
      t.erasure desc,
      t.number
  loop
    exit when v_left = 0;
    table_name := v_table.table_name;
    erasure := v_table.erasure;
    execute
      case
        -- Another partition may have rows of the tenant at the same place; these are deleted, too.
        when p_person is null then format(
          'with gone as (
            delete from %1$I
            where %2$s and ctid = any (array(select ctid from %1$I where %2$s limit %3$s))
            returning %4$s as told
          )
          select count(*), array_agg(told::text) filter (where told is not null) from gone',
          table_name, v_table.belongs, v_left, v_table.announced)
        when erasure = 'delete' then format(
          'with gone as (
            delete from %1$I
            where %2$s and (%3$s) in (select %3$s from %1$I where %2$s limit %4$s)
            returning %5$s as told
          )
          select count(*), array_agg(told::text) filter (where told is not null) from gone',
          table_name, v_table.belongs, v_table.key, v_left, v_table.announced)
        else format(
          'with changed as (update %1$I set %2$s where %3$s returning %4$s as told)
          select count(*), array_agg(told::text) filter (where told is not null) from changed',
          table_name, v_table.replacements, v_table.belongs, v_table.announced)
      end
    into erased, announced
    using p_random;
    if erasure <> 'delete' or erased < v_left then
      perform require_erased(v_table.table_name, erasure, v_table.left_behind, p_random);
    end if;
    if erasure = 'delete' then
      v_left := greatest(v_left - erased, 0);
    end if;
    if erased > 0 then
      return next;
    end if;
  end loop;
end
$$;

revoke execute on function erase_rows(text, text, text, integer) from public;

comment on function erase_rows(text, text, text, integer) is
  'Internal: Deletes at most p_limit rows of a person, or anonymises the rest, or deletes those of a tenant; returns how many in each table.';

select set_config('role', current_setting('lyss.migrating_role'), true);

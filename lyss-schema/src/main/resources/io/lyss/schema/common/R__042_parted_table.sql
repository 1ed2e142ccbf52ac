-- Looks for rows that stay though the row to which they belong is deleted: PostgreSQL does not notice where a host's
-- trigger has kept them from a cascade. It looks only where there is such a trigger.
create or replace function parted_table(p_table regclass, p_rows jsonb[]) returns text
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_part record;
  v_stays boolean;
begin
  for v_part in
    select
      f.conrelid::regclass as name,
      string_agg(format('c.%I = p.%I', c.attname, p.attname), ' and ') as belongs,
      -- by the columns of the key that the rows name
      string_agg(
        format('c.%I = (r.row ->> %L)::%s', c.attname, p.attname, format_type(p.atttypid, p.atttypmod)), ' and ')
        filter (where p_rows[1] ? p.attname::text) as was_deleted
    from pg_constraint as f
    cross join unnest(f.conkey, f.confkey) as k (child, parent)
    join pg_attribute as c on c.attrelid = f.conrelid and c.attnum = k.child
    join pg_attribute as p on p.attrelid = f.confrelid and p.attnum = k.parent
    where f.confrelid = p_table and f.contype = 'f' and f.confdeltype = 'c' and f.conparentid = 0
      and f.connamespace = to_regnamespace('${schema}')
      and row_keepers(f.conrelid::regclass, 'delete') is not null
    group by f.oid, f.conrelid
  loop
    execute format(
      'select exists (
        select 1 from unnest($1) as r (row)
        join %s as c on %s
        where not exists (select 1 from %s as p where %s))',
      v_part.name, v_part.was_deleted, p_table, v_part.belongs)
    into v_stays
    using p_rows;
    if v_stays then
      return v_part.name;
    end if;
  end loop;
  return null;
end
$$;

revoke execute on function parted_table(regclass, jsonb[]) from public;
grant execute on function parted_table(regclass, jsonb[]) to lyss_definer;

comment on function parted_table(regclass, jsonb[]) is
  'Internal: A table in which rows stay that belong to deleted rows of p_table; null for none.';

-- A scheduled job calls it at least once a month; each migration calls it, too. It makes the months from the
-- last one on, and those with rows in the default partitions, some years of them at a time: they stay locked
-- until the last is made. A month that cannot be made now, because somebody holds a lock, is left to the next
-- call, with a warning: it is not needed for months. So is one in whose place a DBA has put something. Nearly
-- always all months exist, and one look at the catalog shows it. This matters because a host waits for it at each
-- start, in a new session, which reads and plans each function anew. Nor is the schema looked up for each row of
-- the catalog: hence "select".
create or replace function create_monthly_partitions(p_months_ahead integer default 3)
returns setof regclass
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_table regclass;
  v_default regclass;
  v_months date[];
  v_there regclass[];
  v_held date[];
begin
  perform ${schema}.refuse_unsealed();
  -- Each month is a table that plans consider; a number beyond ten years is probably a mistake.
  if coalesce(p_months_ahead, -1) not between 0 and 120 then
    raise exception 'months_ahead is %: it is from 0 to 120', coalesce(p_months_ahead::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_table, v_default in
    select p.partrelid, p.partdefid
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = (select to_regnamespace('${schema}'))
    order by c.relname
  loop
    -- Most default partitions have no page, and so no month: they need not be read.
    v_held := case when pg_relation_size(v_default) > 0 then null else '{}' end;
    select array_agg(m.month), array_agg(m.partition order by m.month) filter (where m.partition is not null)
    into v_months, v_there
    from needed_months(v_table, p_months_ahead) as m;
    if v_held = '{}' and cardinality(v_there) = cardinality(v_months) then
      return query select unnest(v_there);
      continue;
    end if;
    begin
      v_held := coalesce(v_held, array(
        select m from default_months(v_table) as m order by m desc limit 36));
      return query
        select create_monthly_partition(v_table, m.month)
        from (select unnest(v_months) union select unnest(v_held)) as m (month)
        -- move_default_rows makes the months whose rows it is moving
        where to_regclass(v_table || '_default_next') is null
          or m.month <> all (v_held)
        order by m.month;
    exception
      when lock_not_available or object_in_use or duplicate_table or invalid_object_definition then
        raise warning '%', sqlerrm;
    end;
  end loop;
end
$$;

revoke execute on function create_monthly_partitions(integer) from public;
grant execute on function create_monthly_partitions(integer) to lyss_system;

comment on function create_monthly_partitions(integer) is
  'Makes the partitions of last month, this month and up to 120 months ahead, of every partitioned table.';

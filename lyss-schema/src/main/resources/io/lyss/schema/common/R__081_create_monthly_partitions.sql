-- A scheduled job calls it at least once a month; each migration calls it too. Besides the months from
-- the last one on it makes those that the default partitions hold. A month that cannot be made
-- now, as somebody holds a lock, is left to the next call, with a warning: there are months to go.
create or replace function create_monthly_partitions(p_months_ahead integer default 3)
returns setof regclass
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_table regclass;
  v_default regclass;
  v_held date[];
begin
  -- Each month is a table to plan for; beyond ten years somebody has mistaken what they say.
  if coalesce(p_months_ahead, -1) not between 0 and 120 then
    raise exception 'months_ahead is %: it is from 0 to 120', coalesce(p_months_ahead::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_table, v_default in
    select p.partrelid, p.partdefid
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = to_regnamespace('${schema}')
    order by c.relname
  loop
    begin
      -- Most are without a single page: nothing has to be read to know that they hold no month.
      v_held := case
        when pg_relation_size(v_default) > 0 then array(select default_months(v_table))
        else '{}'
      end;
      return query
        select create_monthly_partition(v_table, m.month)
        from (
          -- last month's as well, as usage that ended then may be recorded now
          select date_trunc(
            'month', (statement_time() at time zone 'UTC') + make_interval(months => n))::date
          from generate_series(-1, p_months_ahead) as n
          union
          select unnest(v_held)
        ) as m (month)
        -- months whose rows move_default_rows moves already are made by it
        where to_regclass(v_table || '_default_next') is null
          or m.month <> all (v_held)
        order by m.month;
    exception
      when lock_not_available or object_in_use then
        raise warning '%', sqlerrm;
    end;
  end loop;
end
$$;

revoke execute on function create_monthly_partitions(integer) from public;
grant execute on function create_monthly_partitions(integer) to lyss_system;

comment on function create_monthly_partitions(integer) is
  'Makes the partitions of last month, this month and up to 120 months ahead, of every partitioned table.';

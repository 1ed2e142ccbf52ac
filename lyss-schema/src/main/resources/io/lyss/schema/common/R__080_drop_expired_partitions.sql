-- Drops whole partitions, because deleted rows leave their space behind. It runs with its owner's rights,
-- because only the owner of a table may drop its partitions. First it calls the function close_<table>, where
-- the database has one; roll-ups of the table keep the totals of the rows. A month with rows of a user under
-- legal hold stays. Only the owner drops months of the audit log that have to be kept.
--
-- It waits for nobody while it holds a lock that others need (lock_tables). It locks the parent first, through
-- which everybody reads. A partition that is dropped without being detached is gone in an instant, and the
-- tables that its foreign keys refer to are not locked. PostgreSQL cannot detach it "concurrently" where there
-- is a default partition.
create or replace function drop_expired_partitions(table_name regclass, keep_months integer)
returns setof text
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table record;
  v_partitions regclass[];
  v_timeout text;
  v_partition regclass;
  v_name text;
  v_adjustments regclass;
  v_close text;
  v_bounds record;
  v_bytes bigint;
  v_keep interval;
begin
  perform ${schema}.refuse_unsealed();
  perform ${schema}.read_on_one_connection(table_name);
  v_keep := ${schema}.kept_by_job('retention of audit_logs');
  select * into v_table from ${schema}.monthly_table(table_name);
  -- Asked here, as who sets a legal hold waits for no run that has nothing to drop; and again once none can be set.
  v_partitions := array(
    select e.partition from ${schema}.expired_partitions(table_name, keep_months) as e);
  if v_table.name = 'audit_logs' and (v_keep is null or keep_months < ${schema}.months_of(v_keep)) then
    perform ${schema}.require_owner(
      format('drop of the audit log what is to be kept (%s)', coalesce(v_keep::text, 'all')));
  end if;
  if v_partitions = '{}' then
    return;
  end if;
  v_timeout := ${schema}.limit_waiting();
  perform ${schema}.await_holds();
  execute format('set local lock_timeout = %L', v_timeout);
  v_partitions := array(
    select e.partition from ${schema}.expired_partitions(table_name, keep_months) as e);
  if v_partitions = '{}' then
    return;
  end if;
  v_close := format('%I.%I(timestamptz,timestamptz)', '${schema}', 'close_' || v_table.name);
  perform ${schema}.require_no_hold('retention of ' || v_table.name);
  if ${schema}.is_distributed(table_name) then
    perform ${schema}.limit_waiting();
    return query execute 'select ${schema}.drop_on_nodes($1, $2)' using table_name, v_partitions;
    execute format('set local lock_timeout = %L', v_timeout);
    return;
  end if;
  if exists (
    select from pg_attribute where attrelid = table_name and attname = 'stamp' and not attisdropped
  ) then
    v_adjustments := to_regclass(format('%I.usage_adjustments', '${schema}'));
    -- Before it locks tables, it rolls up nearly all that is left. This locks the watermark, for which only
    -- another refresh waits, no reader or writer.
    perform ${schema}.limit_waiting();
    execute case
      when ${schema}.current_system_reason() is not null then 'select ${schema}.refresh_usage()'
      else 'select ${schema}.close_usage(''infinity'', ''infinity'')' -- the owner's: only locks the watermark
    end;
    execute format('set local lock_timeout = %L', v_timeout);
  end if;
  if to_regprocedure(v_close) is not null then
    for v_bounds in
      select b.from_time, b.to_time from ${schema}.partition_bounds(table_name) as b
      where b.partition = any (v_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_close::regprocedure::regproc)
        using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  perform ${schema}.lock_tables(
    array[table_name, v_table.default_partition, v_adjustments] || v_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(v_partitions)]));
  foreach v_partition in array v_partitions loop
    if v_adjustments is not null then
      execute 'select ${schema}.roll_up_partition($1)' using v_partition;
    end if;
    v_bytes := pg_total_relation_size(v_partition);
    v_name := (select relname from pg_class where oid = v_partition);
    return next v_name;
    perform ${schema}.record_dropped_partition(v_table.name, v_name, v_bytes);
    execute format('drop table %s', v_partition);
  end loop;
end
$$;

revoke execute on function drop_expired_partitions(regclass, integer) from public;
grant execute on function drop_expired_partitions(regclass, integer) to lyss_system;

comment on function drop_expired_partitions(regclass, integer) is
  'Drops the partitions that expired_partitions lists; returns their names.';

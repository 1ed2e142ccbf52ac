-- Adds to the roll-ups what was written since the last refresh. Where hosts call it at the same time, one waits
-- for the other and then finds little to do. It holds up no reader and no writer.
--
-- A transaction that is running as a new epoch begins may belong to the epoch before. What was rolled up stays
-- rolled up, whatever transactions run on another server now.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function refresh_usage() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_old usage_watermark;
  v_now pg_snapshot;
  v_next_epoch bigint;
  v_epoch bigint;
  v_next bigint;
  v_open bigint[];
  v_rolled_up bigint;
begin
  if is_distributed('usage_quarter_hours') then -- Citus makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  select * into v_old from usage_watermark for no key update;
  v_now := pg_current_snapshot();
  v_next_epoch := ((v_old.next_stamp >> 48) + 1) << 48;
  v_epoch := case
    when usage_stamp() >= v_next_epoch
      or exists (select 1 from usage_facts as f where f.stamp >= v_next_epoch) then v_next_epoch
    else v_old.epoch
  end;
  v_next := greatest(v_old.next_stamp, v_epoch + pg_snapshot_xmax(v_now)::text::bigint);
  v_open := array(
    select s.stamp
    from (
      select pg_snapshot_xip(v_now)::text::bigint
      union
      select pg_current_xact_id()::text::bigint -- which may write more
      union
      select e.xid from ending_transactions(v_now) as e (xid)
    ) as running (xid),
      lateral (values
        (v_epoch + xid),
        (v_old.epoch + xid),
        (v_old.epoch - (1::bigint << 48) + xid)
      ) as s (stamp)
    where (s.stamp >= v_old.next_stamp or s.stamp = any (v_old.open_stamps)) and s.stamp < v_next);
  v_rolled_up := roll_up_usage(
    p_next => v_old.next_stamp, p_open => v_old.open_stamps, p_new_next => v_next, p_new_open => v_open,
    p_from => '-infinity', p_to => 'infinity');
  update usage_watermark as w
  set epoch = v_epoch, next_stamp = v_next, open_stamps = v_open, refreshed_at = statement_time();
  return v_rolled_up;
end
$$;

revoke execute on function refresh_usage() from public;
grant execute on function refresh_usage() to lyss_system;

-- for drop_expired_partitions, which the owner of the tables runs
do $$
begin
  execute format(
    'grant execute on function refresh_usage() to %I',
    (select pg_get_userbyid(relowner) from pg_class where oid = 'usage_watermark'::regclass));
end
$$;

comment on function refresh_usage() is
  'Rolls up what was written since the last refresh; returns how many rows. Reads are exact without it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

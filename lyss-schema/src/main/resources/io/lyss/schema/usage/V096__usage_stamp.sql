-- Versioned, as the default of a column rests on it.
--
-- A transaction that runs now was not rolled up: its id is among the open stamps or above them all.
-- Where it is not, ids began again, as the database was restored into another server. All rows that
-- came along are older than any that are written now; so the stamps go on in the next epoch. The first
-- refresh writes down that it has begun, so that those who write wait for nobody. An id has less than 48
-- bits for longer than any server lives.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create function usage_stamp() returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_xid constant bigint := pg_current_xact_id()::text::bigint;
  v_stamp bigint;
begin
  select
    v_xid + case
      when w.epoch + v_xid >= w.next_stamp or w.epoch + v_xid = any (w.open_stamps) then w.epoch
      else ((w.next_stamp >> 48) + 1) << 48
    end
  into v_stamp
  from usage_watermark as w;
  return v_stamp;
end
$$;

revoke execute on function usage_stamp() from public;
grant execute on function usage_stamp() to authenticated_users, lyss_system;

comment on function usage_stamp() is
  'Internal: The stamp of what this transaction writes, by which a refresh knows whether it is rolled up.';

select set_config('role', current_setting('lyss.migrating_role'), true);

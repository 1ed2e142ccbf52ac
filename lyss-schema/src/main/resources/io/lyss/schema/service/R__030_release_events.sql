-- Releases the rest of a claim, so that any worker can claim it at once.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function release_events(p_claim uuid) returns integer
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set enable_seqscan = off
as $$
declare
  v_keys integer;
  v_now constant timestamptz := wall_time();
begin
  perform require_system_work();
  update outbox_keys as k
  set claim = null, next_at = v_now
  where k.claim = p_claim;
  get diagnostics v_keys = row_count;
  return v_keys;
end
$$;

revoke execute on function release_events(uuid) from public;
grant execute on function release_events(uuid) to lyss_system;

comment on function release_events(uuid) is
  'Releases the keys that are left of a claim; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- After a backup was restored: erases again the users who were erased since it was made. The entries are ids
-- and times from a journal outside of the database; finish_erasures() does the rest.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function replay_erasures(p_erasures jsonb)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_replayed bigint;
begin
  perform require_system();
  insert into erasures as e (user_id, reason)
  select m.user_id, current_system_reason() from missing_erasures(p_erasures) as m
  on conflict (user_id) do update
  set reason = excluded.reason, requested_at = excluded.requested_at, erased_at = null, counts = '{}'
  where e.erased_at is not null;
  get diagnostics v_replayed = row_count;
  return v_replayed;
end
$$;

revoke execute on function replay_erasures(jsonb) from public;
grant execute on function replay_erasures(jsonb) to lyss_system;

comment on function replay_erasures(jsonb) is
  'Begins the erasures of users in a journal that this database, restored from a backup, does not have; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- An entry is of use as long as its event can be delivered once more.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_consumed_events(p_older_than interval) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_forgotten bigint;
begin
  perform require_system_work();
  delete from consumed_events where consumed_at < statement_time() - p_older_than;
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;

revoke execute on function forget_consumed_events(interval) from public;
grant execute on function forget_consumed_events(interval) to lyss_system;

comment on function forget_consumed_events(interval) is
  'Deletes entries that are older than any second delivery can be; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

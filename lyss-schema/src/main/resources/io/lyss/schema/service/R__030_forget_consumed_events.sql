-- An entry is needed as long as its event can be delivered again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function forget_consumed_events(
  p_older_than interval, p_limit integer default null
)
returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_forgotten bigint;
begin
  perform require_system_work();
  delete from consumed_events as c
  where (c.tenant_id, c.consumer, c.event_id) in (
    select o.tenant_id, o.consumer, o.event_id from consumed_events as o
    where o.consumed_at < statement_time() - p_older_than
    limit p_limit);
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$$;

revoke execute on function forget_consumed_events(interval, integer) from public;
grant execute on function forget_consumed_events(interval, integer) to lyss_system;

comment on function forget_consumed_events(interval, integer) is
  'Deletes entries that are older than any second delivery can be, at most p_limit or all; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Only the owner of a materialized view may refresh it, which is lyss_definer; so this runs with its rights.
-- Readers are not held up. After a restore without its rows, the view cannot be refreshed concurrently, and has
-- no readers yet.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function refresh_provider_usage_daily() returns timestamptz
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform ${schema}.refuse_unsealed();
  if (select relispopulated from pg_class where oid = 'mv_provider_usage_daily'::regclass) then
    refresh materialized view concurrently mv_provider_usage_daily;
  else
    refresh materialized view mv_provider_usage_daily;
  end if;
  return current_timestamp;
end
$$;

revoke execute on function refresh_provider_usage_daily() from public;
grant execute on function refresh_provider_usage_daily() to lyss_system;

comment on function refresh_provider_usage_daily() is
  'Refreshes mv_provider_usage_daily while it is read; returns as of when.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- With the lock, callers who set prices of one model wait for each other; the exclusion constraint would refuse
-- all but one of them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_model_prices(p_provider_type text, p_model text)
returns timestamptz
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'model_prices', p_provider_type, p_model), 0));
  -- The clock is read after the wait, so that "now" is later than what the callers before have set.
  return wall_time();
end
$$;

revoke execute on function lock_model_prices(text, text) from public;

comment on function lock_model_prices(text, text) is
  'Internal: Waits for callers who set prices of the model; returns the time after the wait.';

select set_config('role', current_setting('lyss.migrating_role'), true);

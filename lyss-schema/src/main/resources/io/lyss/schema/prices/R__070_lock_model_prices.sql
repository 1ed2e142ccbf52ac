-- The lock puts those who set prices of one model in line; the exclusion constraint would only
-- refuse all but one.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function lock_model_prices(p_tenant_id uuid, p_provider_type text, p_model text)
returns timestamptz
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'model_prices', p_tenant_id, p_provider_type, p_model), 0));
  -- the time after the wait, so that "now" comes after what others have set before
  return wall_time();
end
$$;

revoke execute on function lock_model_prices(uuid, text, text) from public;

comment on function lock_model_prices(uuid, text, text) is
  'Internal: Waits for others who set prices of the model; returns the time after that.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- It is a function because Citus sends an insert with each column that has a default, and nobody may set the time.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function create_provider_type(
  p_name text, p_display_name text, p_base_url text, p_supported_models jsonb, p_api_format text
)
returns setof provider_types
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  return query
    insert into provider_types as t (name, display_name, base_url, supported_models, api_format)
    values (p_name, p_display_name, p_base_url, p_supported_models, p_api_format)
    returning t.*;
end
$$;

revoke execute on function create_provider_type(text, text, text, jsonb, text) from public;
grant execute on function create_provider_type(text, text, text, jsonb, text) to lyss_system;

comment on function create_provider_type(text, text, text, jsonb, text) is
  'Creates an active kind of provider, and returns it; fails with 42501 unless this is system work.';

select set_config('role', current_setting('lyss.migrating_role'), true);

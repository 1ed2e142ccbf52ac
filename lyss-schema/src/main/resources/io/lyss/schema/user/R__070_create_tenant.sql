-- Only system work creates, changes, suspends and restores tenants. Each change publishes an event for the
-- other databases.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function create_tenant(
  p_id uuid,
  p_name text,
  p_slug text,
  p_plan_type text,
  p_max_users integer,
  p_max_api_calls integer
)
returns setof tenants
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  insert into tenants (id, name, slug, plan_type, max_users, max_api_calls)
  values (p_id, p_name, p_slug, p_plan_type, p_max_users, p_max_api_calls);
  perform publish_tenant(p_id, 'tenant.created');
  return query select * from tenants as t where t.id = p_id;
end
$$;

revoke execute on function create_tenant(uuid, text, text, text, integer, integer) from public;
grant execute on function create_tenant(uuid, text, text, text, integer, integer) to lyss_system;

comment on function create_tenant(uuid, text, text, text, integer, integer) is
  'Creates an active tenant and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

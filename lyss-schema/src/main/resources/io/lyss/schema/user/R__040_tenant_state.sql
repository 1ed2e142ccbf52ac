-- All that other services need to know of a tenant. A consumer needs no earlier event and no order: the latest
-- state that it has seen is right.
create or replace function tenant_state(p_tenant tenants) returns jsonb
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return jsonb_build_object(
    'slug', p_tenant.slug,
    'status', p_tenant.status,
    'plan_type', p_tenant.plan_type,
    'max_users', p_tenant.max_users,
    'max_api_calls', p_tenant.max_api_calls,
    'changed_at', p_tenant.changed_at);
end
$$;

comment on function tenant_state(tenants) is
  'Internal: The state of a tenant that its events carry.';

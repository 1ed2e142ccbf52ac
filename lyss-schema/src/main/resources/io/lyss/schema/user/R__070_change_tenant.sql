-- A null leaves its column as it is, and where nothing changes there is no event. max_users may be
-- less than the users there are: then nobody can be added.
create or replace function change_tenant(
  p_id uuid, p_name text, p_plan_type text, p_max_users integer, p_max_api_calls integer
)
returns setof tenants
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  update tenants as t
  set
    name = coalesce(p_name, t.name),
    plan_type = coalesce(p_plan_type, t.plan_type),
    max_users = coalesce(p_max_users, t.max_users),
    max_api_calls = coalesce(p_max_api_calls, t.max_api_calls)
  where t.id = p_id
    and (
      t.name <> p_name or t.plan_type <> p_plan_type
      or t.max_users <> p_max_users or t.max_api_calls <> p_max_api_calls
    );
  if found then
    perform publish_event(
      p_id,
      'tenant:' || p_id,
      'tenant.changed',
      jsonb_strip_nulls(
        jsonb_build_object(
          'plan_type', p_plan_type, 'max_users', p_max_users, 'max_api_calls', p_max_api_calls)));
  end if;
  return query select * from tenants as t where t.id = p_id;
end
$$;

revoke execute on function change_tenant(uuid, text, text, integer, integer) from public;
grant execute on function change_tenant(uuid, text, text, integer, integer) to lyss_system;

comment on function change_tenant(uuid, text, text, integer, integer) is
  'Changes name, plan and limits of a tenant, where they are not null; returns it, or nothing.';

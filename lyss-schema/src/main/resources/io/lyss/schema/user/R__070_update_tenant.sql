-- The row is locked before it is compared, so of two edits of one version one succeeds. An edit that changes
-- nothing writes nothing and publishes no event; the event names the changed columns. max_users may be less
-- than the present number of users: then nobody can be added.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function update_tenant(
  p_id uuid,
  p_updated_at timestamptz,
  p_name text,
  p_plan_type text,
  p_max_users integer,
  p_max_api_calls integer
)
returns setof tenants
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_read tenants;
begin
  perform require_system();
  select * into v_read from tenants as t
  where t.id = p_id and t.updated_at = p_updated_at
  for no key update;
  if not found then
    return;
  end if;
  update tenants as t
  set
    name = p_name,
    plan_type = p_plan_type,
    max_users = p_max_users,
    max_api_calls = p_max_api_calls
  where t.id = p_id
    and (t.name, t.plan_type, t.max_users, t.max_api_calls)
      is distinct from (p_name, p_plan_type, p_max_users, p_max_api_calls);
  if found then
    perform publish_tenant(
      p_id,
      'tenant.changed',
      array_remove(array[
        case when p_name <> v_read.name then 'name' end,
        case when p_plan_type <> v_read.plan_type then 'plan_type' end,
        case when p_max_users <> v_read.max_users then 'max_users' end,
        case when p_max_api_calls <> v_read.max_api_calls then 'max_api_calls' end], null));
  end if;
  return query select * from tenants as t where t.id = p_id;
end
$$;

revoke execute on function update_tenant(uuid, timestamptz, text, text, integer, integer)
  from public;
grant execute on function update_tenant(uuid, timestamptz, text, text, integer, integer)
  to lyss_system;

comment on function update_tenant(uuid, timestamptz, text, text, integer, integer) is
  'Changes name, plan and limits of a tenant and returns it; nothing if it is not as it was read.';

select set_config('role', current_setting('lyss.migrating_role'), true);

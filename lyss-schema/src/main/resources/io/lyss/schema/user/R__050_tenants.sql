-- Tenants are system work: created, changed, suspended and restored by nobody in a tenant's scope.
-- Each change is an event, from which the other databases learn of it.
create or replace function create_tenant(
  p_id uuid,
  p_name text,
  p_slug text,
  p_plan_type text,
  p_max_users integer,
  p_max_api_calls integer
)
returns setof tenants
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  return query
    insert into tenants (id, name, slug, plan_type, max_users, max_api_calls)
    values (p_id, p_name, p_slug, p_plan_type, p_max_users, p_max_api_calls)
    returning *;
  perform publish_event(
    p_id, 'tenant:' || p_id, 'tenant.created', jsonb_build_object('slug', p_slug));
end
$$;

-- What is null stays as it is, and where nothing is left to change there is no event. Fewer users than
-- there are is allowed: then nobody can be added.
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

-- A status that it has already is no change and no event.
create or replace function set_tenant_status(p_id uuid, p_status text) returns setof tenants
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  update tenants as t set status = p_status where t.id = p_id and t.status <> p_status;
  if found then
    perform publish_event(
      p_id,
      'tenant:' || p_id,
      'tenant.' || case p_status when 'active' then 'restored' else p_status end);
  end if;
  return query select * from tenants as t where t.id = p_id;
end
$$;

revoke execute on function
  create_tenant(uuid, text, text, text, integer, integer),
  change_tenant(uuid, text, text, integer, integer),
  set_tenant_status(uuid, text)
  from public;
grant execute on function
  create_tenant(uuid, text, text, text, integer, integer),
  change_tenant(uuid, text, text, integer, integer),
  set_tenant_status(uuid, text)
  to lyss_system;

comment on function create_tenant(uuid, text, text, text, integer, integer) is
  'Creates an active tenant and returns it.';
comment on function change_tenant(uuid, text, text, integer, integer) is
  'Changes name, plan and limits of a tenant, where they are not null; returns it, or nothing.';
comment on function set_tenant_status(uuid, text) is
  'Suspends (suspended), deletes (deleted) or restores (active) a tenant; returns it, or nothing.';

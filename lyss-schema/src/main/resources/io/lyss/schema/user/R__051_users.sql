-- What can be done with a user and takes more to decide than the row itself: whether the tenant has a
-- seat left, and who may give whom which role. Done by an administrator of the tenant, or as system
-- work; an administrator does not change their own role or status, so that one is always left.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

-- The lock on the tenant's row puts those who take a seat in line; each then counts what is committed,
-- which takes a transaction that sees it.
create or replace function require_seat(p_tenant_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_tenant record;
  v_taken bigint;
begin
  if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
    raise exception 'seats are counted in a read committed transaction only'
      using errcode = 'invalid_transaction_state';
  end if;
  select t.status, t.max_users into v_tenant from tenants as t where t.id = p_tenant_id
  for no key update;
  if not found then
    raise exception 'tenant % is not there', p_tenant_id
      using errcode = 'foreign_key_violation', constraint = 'users_tenant_id_fk';
  elsif v_tenant.status <> 'active' then
    raise exception 'tenant % is %', p_tenant_id, v_tenant.status
      using
        errcode = 'insufficient_privilege',
        hint = 'Restore it first.';
  end if;
  select count(*) into v_taken from users as u
  where u.tenant_id = p_tenant_id and u.status <> 'inactive';
  if v_taken >= v_tenant.max_users then
    raise exception 'tenant % has % of % users', p_tenant_id, v_taken, v_tenant.max_users
      using
        errcode = 'check_violation',
        constraint = 'tenants_max_users',
        hint = 'Raise max_users, or set somebody inactive.';
  end if;
end
$$;

create or replace function require_user_admin(p_tenant_id uuid) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_tenant_admin(p_tenant_id);
  if current_setting('role') <> 'lyss_system' and not current_tenant_is_active() then
    raise exception 'the tenant is not active' using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- Locked before it is looked at, so that nobody is made a super_admin between the look and the change.
create or replace function lock_user(p_tenant_id uuid, p_id uuid) returns users
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  select * into v_user from users as u
  where u.tenant_id = p_tenant_id and u.id = p_id
  for no key update;
  if current_setting('role') = 'lyss_system' then
    return v_user;
  elsif p_id = current_user_id() then
    raise exception 'nobody changes their own role or status'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can.';
  elsif v_user.role = 'super_admin' then
    raise exception 'a super_admin is changed as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  return v_user;
end
$$;

create or replace function create_user(
  p_tenant_id uuid,
  p_id uuid,
  p_email text,
  p_password_hash text,
  p_username text,
  p_full_name text,
  p_avatar_url text,
  p_role text
)
returns setof user_profiles
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_user_admin(p_tenant_id);
  if p_role = 'super_admin' and current_setting('role') <> 'lyss_system' then
    raise exception 'a super_admin is made as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  perform require_seat(p_tenant_id);
  insert into users
    (tenant_id, id, email, password_hash, username, full_name, avatar_url, role)
  values
    (p_tenant_id, p_id, p_email, p_password_hash, p_username, p_full_name, p_avatar_url, p_role);
  perform publish_event(
    p_tenant_id, 'user:' || p_id, 'user.created', jsonb_build_object('role', p_role));
  return query select * from user_profiles as u where u.tenant_id = p_tenant_id and u.id = p_id;
end
$$;

create or replace function set_user_status(p_tenant_id uuid, p_id uuid, p_status text)
returns setof user_profiles
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  perform require_user_admin(p_tenant_id);
  -- the tenant before the user, as create_user does, so that the two never wait for each other
  if p_status <> 'inactive' then
    perform from tenants as t where t.id = p_tenant_id for no key update;
  end if;
  v_user := lock_user(p_tenant_id, p_id);
  if v_user.status = 'inactive' and p_status <> 'inactive' then
    perform require_seat(p_tenant_id);
  end if;
  if v_user.status <> p_status then
    update users as u set status = p_status where u.tenant_id = p_tenant_id and u.id = p_id;
    perform publish_event(
      p_tenant_id, 'user:' || p_id, 'user.status_changed', jsonb_build_object('status', p_status));
  end if;
  return query select * from user_profiles as u where u.tenant_id = p_tenant_id and u.id = p_id;
end
$$;

create or replace function set_user_role(p_tenant_id uuid, p_id uuid, p_role text)
returns setof user_profiles
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  perform require_user_admin(p_tenant_id);
  if p_role = 'super_admin' and current_setting('role') <> 'lyss_system' then
    raise exception 'a super_admin is made as system work only'
      using errcode = 'insufficient_privilege';
  end if;
  v_user := lock_user(p_tenant_id, p_id);
  if v_user.role <> p_role then
    update users as u set role = p_role where u.tenant_id = p_tenant_id and u.id = p_id;
    perform publish_event(
      p_tenant_id, 'user:' || p_id, 'user.role_changed', jsonb_build_object('role', p_role));
  end if;
  return query select * from user_profiles as u where u.tenant_id = p_tenant_id and u.id = p_id;
end
$$;

revoke execute on function
  require_seat(uuid),
  require_user_admin(uuid),
  lock_user(uuid, uuid),
  create_user(uuid, uuid, text, text, text, text, text, text),
  set_user_status(uuid, uuid, text),
  set_user_role(uuid, uuid, text)
  from public;
grant execute on function
  create_user(uuid, uuid, text, text, text, text, text, text),
  set_user_status(uuid, uuid, text),
  set_user_role(uuid, uuid, text)
  to authenticated_users, lyss_system;

comment on function require_seat(uuid) is
  'Internal: Locks the tenant; fails unless it is active and may have one user more.';
comment on function require_user_admin(uuid) is
  'Internal: Fails with 42501 unless the scope may create users of the tenant and change their role and status.';
comment on function lock_user(uuid, uuid) is
  'Internal: The user, locked, or nothing; fails with 42501 unless it is this scope''s to change.';
comment on function create_user(uuid, uuid, text, text, text, text, text, text) is
  'Creates an active user, if the tenant has a seat left, and returns it.';
comment on function set_user_status(uuid, uuid, text) is
  'Changes a user''s status and returns the user, or nothing.';
comment on function set_user_role(uuid, uuid, text) is
  'Changes a user''s role and returns the user, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- It is a function because no policy can decide whether the tenant has a seat left. An administrator of the
-- tenant calls it, or system work; only system work creates a super_admin.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

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
  perform require_tenant_admin(p_tenant_id);
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

revoke execute on function create_user(uuid, uuid, text, text, text, text, text, text) from public;
grant execute on function create_user(uuid, uuid, text, text, text, text, text, text)
  to authenticated_users, lyss_system;

comment on function create_user(uuid, uuid, text, text, text, text, text, text) is
  'Creates an active user, if the tenant has a seat left, and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

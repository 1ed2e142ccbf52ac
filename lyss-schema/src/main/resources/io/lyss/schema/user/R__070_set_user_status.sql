-- It is a function because no policy can decide whether the tenant has a seat left for a user who becomes
-- active again.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function set_user_status(p_tenant_id uuid, p_id uuid, p_status text)
returns setof user_profiles
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user users;
begin
  perform require_tenant_admin(p_tenant_id);
  -- locks the tenant before the user, as create_user does, so that the two do not deadlock
  if p_status <> 'inactive' then
    perform from tenants as t where t.id = p_tenant_id for no key update;
  end if;
  v_user := lock_user(p_tenant_id, p_id);
  if v_user.status = 'inactive' and p_status <> 'inactive' then
    perform require_seat(p_tenant_id);
  end if;
  if v_user.status <> p_status then
    -- so that of two changes the later one counts, in whichever order their events arrive
    v_user.status_changed_at :=
      greatest(wall_time(), v_user.status_changed_at + interval '1 microsecond');
    update users as u
    set status = p_status, status_changed_at = v_user.status_changed_at
    where u.tenant_id = p_tenant_id and u.id = p_id;
    perform publish_event(
      p_tenant_id, 'user:' || p_id, 'user.status_changed',
      jsonb_build_object('status', p_status, 'changed_at', v_user.status_changed_at));
  end if;
  return query select * from user_profiles as u where u.tenant_id = p_tenant_id and u.id = p_id;
end
$$;

revoke execute on function set_user_status(uuid, uuid, text) from public;
grant execute on function set_user_status(uuid, uuid, text) to authenticated_users, lyss_system;

comment on function set_user_status(uuid, uuid, text) is
  'Changes a user''s status and returns the user, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- A token is revoked for good. Revoking it again changes nothing and publishes no event.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function revoke_token(p_tenant_id uuid, p_id uuid)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := (
    select t.user_id from user_tokens as t where t.tenant_id = p_tenant_id and t.id = p_id);
begin
  if not coalesce(may_revoke_tokens(p_tenant_id, v_user_id), false) then
    return;
  end if;
  update user_tokens as t
  set
    status = 2,
    revoked_at = current_timestamp,
    previous_key_hash = null,
    previous_pepper_id = null,
    previous_key_expires_at = null
  where t.tenant_id = p_tenant_id and t.id = p_id and t.revoked_at is null;
  if found then
    perform publish_event(
      p_tenant_id, 'token:' || p_id, 'token.revoked', jsonb_build_object('user_id', v_user_id));
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$$;

revoke execute on function revoke_token(uuid, uuid) from public;
grant execute on function revoke_token(uuid, uuid) to authenticated_users, lyss_system;

comment on function revoke_token(uuid, uuid) is
  'Revokes a token for good and returns it, or nothing where there is none in this scope.';

select set_config('role', current_setting('lyss.migrating_role'), true);

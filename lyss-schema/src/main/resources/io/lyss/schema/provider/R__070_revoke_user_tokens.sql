-- For a user who leaves, or has lost the device with their tokens.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function revoke_user_tokens(p_tenant_id uuid, p_user_id uuid) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_id uuid;
  v_revoked bigint := 0;
begin
  if not may_revoke_tokens(p_tenant_id, p_user_id) then
    raise exception 'only the user or an administrator of the tenant revokes these tokens'
      using errcode = 'insufficient_privilege';
  end if;
  for v_id in
    select t.id from user_tokens as t
    where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.revoked_at is null
    order by t.id
  loop
    perform revoke_token(p_tenant_id, v_id);
    v_revoked := v_revoked + 1;
  end loop;
  return v_revoked;
end
$$;

revoke execute on function revoke_user_tokens(uuid, uuid) from public;
grant execute on function revoke_user_tokens(uuid, uuid) to authenticated_users, lyss_system;

comment on function revoke_user_tokens(uuid, uuid) is
  'Revokes all tokens of a user; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

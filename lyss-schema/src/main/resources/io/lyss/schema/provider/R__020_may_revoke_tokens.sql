-- Users may revoke their own tokens. An administrator of the tenant and system work may revoke those of others,
-- and do nothing else with them.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function may_revoke_tokens(p_tenant_id uuid, p_user_id uuid) returns boolean
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_me uuid;
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    return true;
  end if;
  -- in a statement of its own: within a comparison with null, for a token that does not exist, it might not be
  -- called
  v_me := require_active_user(p_tenant_id);
  return p_user_id = v_me or current_user_is_tenant_admin();
end
$$;

revoke execute on function may_revoke_tokens(uuid, uuid) from public;

comment on function may_revoke_tokens(uuid, uuid) is
  'Internal: Whether the caller may revoke the tokens of a user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

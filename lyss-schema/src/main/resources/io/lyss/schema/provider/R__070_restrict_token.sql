-- The new restriction replaces the one before; null removes it, and the token may use every channel
-- its owner may use.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function restrict_token(p_tenant_id uuid, p_id uuid, p_channel_ids uuid[])
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
begin
  update user_tokens as t
  set restricted_to_channels = p_channel_ids is not null
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null;
  if not found then
    return;
  end if;
  delete from user_token_channels as c where c.tenant_id = p_tenant_id and c.token_id = p_id;
  if p_channel_ids is not null then
    perform add_token_channels(p_tenant_id, p_id, p_channel_ids);
  end if;
  return query select * from user_token_details as t
    where t.tenant_id = p_tenant_id and t.id = p_id;
end
$$;

revoke execute on function restrict_token(uuid, uuid, uuid[]) from public;
grant execute on function restrict_token(uuid, uuid, uuid[]) to authenticated_users;

comment on function restrict_token(uuid, uuid, uuid[]) is
  'Restricts a token of the current user to some channels, or to none; null removes the restriction.';

select set_config('role', current_setting('lyss.migrating_role'), true);

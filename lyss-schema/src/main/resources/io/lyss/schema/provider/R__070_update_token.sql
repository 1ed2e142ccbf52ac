-- Null channels and null models remove the restriction. The owner has to see only channels that are new to the
-- token: a user who has left a group can still change a token that is restricted to the group's channel.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function update_token(
  p_tenant_id uuid,
  p_id uuid,
  p_updated_at timestamptz,
  p_channel_ids uuid[],
  p_settings token_settings
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_added uuid[];
  v_user_id constant uuid := require_active_user(p_tenant_id);
begin
  update user_tokens as t
  set restricted_to_channels = p_channel_ids is not null, %s
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null and t.updated_at = p_updated_at;
  if not found then
    return;
  end if;
  delete from user_token_channels as c
  where c.tenant_id = p_tenant_id and c.token_id = p_id
    and c.channel_id <> all (coalesce(p_channel_ids, '{}'));
  -- apart from the table: in its query, a node of Citus would call the function
  v_added := array(
    select unnest(p_channel_ids)
    except
    select c.channel_id from user_token_channels as c
    where c.tenant_id = p_tenant_id and c.token_id = p_id);
  perform add_token_channels(p_tenant_id, p_id, v_added);
  return query select * from token_details(p_tenant_id, p_id);
end
$$
$function$,
    each_column('token_settings', '%1$I = p_settings.%1$I'));
end
$do$;

revoke execute on function update_token(uuid, uuid, timestamptz, uuid[], token_settings) from public;
grant execute on function update_token(uuid, uuid, timestamptz, uuid[], token_settings) to authenticated_users;

comment on function update_token(uuid, uuid, timestamptz, uuid[], token_settings) is
  'Changes a token of the current user that was read at updated_at; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

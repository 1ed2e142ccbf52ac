-- can_change_channel decides who creates which channel. It is a function because it returns the channel with its
-- state, like those that change one. It bypasses the policies, because Citus sends an insert with each column that
-- has a default, and nobody may set the times.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function create_channel(
  p_tenant_id uuid,
  p_id uuid,
  p_config_scope text,
  p_owner_id uuid,
  p_group_id uuid,
  p_type bigint,
  p_key text,
  p_settings channel_settings
)
returns setof channel_states
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if not require_user_or_system(p_tenant_id)
    and can_change_channel(p_config_scope, p_owner_id, p_group_id) is not true
  then
    raise exception 'users create personal channels of their own, and administrators those of groups and the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  insert into provider_channels
    (tenant_id, id, config_scope, owner_id, group_id, type, key, %s)
  values
    (p_tenant_id, p_id, p_config_scope, p_owner_id, p_group_id, p_type, p_key, %s);
  return query select * from channel_state(p_tenant_id, p_id);
end
$$
$function$,
    each_column('channel_settings', '%I'), each_column('channel_settings', 'p_settings.%I'));
end
$do$;

revoke execute on function
  create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings)
  from public;
grant execute on function
  create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings)
  to authenticated_users, lyss_system;

comment on function create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) is
  'Creates an enabled channel; returns it; fails with 42501 where it is not the caller''s to create.';

select set_config('role', current_setting('lyss.migrating_role'), true);

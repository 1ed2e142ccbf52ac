-- The policy decides who may create which channel. It is a function because it returns the channel with its
-- state, like those that change one.
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
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  insert into provider_channels
    (tenant_id, id, config_scope, owner_id, group_id, type, key, %s)
  values
    (p_tenant_id, p_id, p_config_scope, p_owner_id, p_group_id, p_type, p_key, %s);
  return query select * from channel_states as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$$
$function$,
    each_column('channel_settings', '%I'), each_column('channel_settings', 'p_settings.%I'));
end
$do$;

comment on function create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) is
  'Creates an enabled channel; returns it.';

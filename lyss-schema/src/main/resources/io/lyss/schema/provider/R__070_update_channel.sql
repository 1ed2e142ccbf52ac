-- The policy decides who may change a channel.
do $do$
begin
  execute format(
$function$
create or replace function update_channel(
  p_tenant_id uuid, p_id uuid, p_updated_at timestamptz, p_settings channel_settings
)
returns setof channel_states
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update provider_channels as c
  set %s
  where c.tenant_id = p_tenant_id and c.id = p_id and c.updated_at = p_updated_at;
  if found then
    return query select * from channel_state(p_tenant_id, p_id);
  end if;
end
$$
$function$,
    each_column('channel_settings', '%1$I = p_settings.%1$I'));
end
$do$;

comment on function update_channel(uuid, uuid, timestamptz, channel_settings) is
  'Changes a channel that was read at updated_at; returns it, or nothing.';

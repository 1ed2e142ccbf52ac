-- The policy decides who may change a channel.
create or replace function set_channel_key(p_tenant_id uuid, p_id uuid, p_key text)
returns setof channel_states
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update provider_channels as c
  set key = p_key
  where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    return query select * from channel_state(p_tenant_id, p_id);
  end if;
end
$$;

comment on function set_channel_key(uuid, uuid, text) is
  'Replaces the key of a channel; returns the channel, or nothing.';

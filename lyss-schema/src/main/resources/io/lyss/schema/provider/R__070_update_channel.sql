-- The policy decides who may change a channel.
create or replace function update_channel(
  p_tenant_id uuid,
  p_id uuid,
  p_updated_at timestamptz,
  p_name text,
  p_models jsonb,
  p_model_mapping jsonb,
  p_priority integer,
  p_weight integer,
  p_quota bigint,
  p_rate_limit integer
)
returns setof channel_states
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update provider_channels as c
  set
    name = p_name,
    models = p_models,
    model_mapping = p_model_mapping,
    priority = p_priority,
    weight = p_weight,
    quota = p_quota,
    rate_limit = p_rate_limit
  where c.tenant_id = p_tenant_id and c.id = p_id and c.updated_at = p_updated_at;
  if found then
    return query select * from channel_states as c where c.tenant_id = p_tenant_id and c.id = p_id;
  end if;
end
$$;

comment on function update_channel(
  uuid, uuid, timestamptz, text, jsonb, jsonb, integer, integer, bigint, integer
) is
  'Changes a channel that was read at updated_at; returns it, or nothing.';

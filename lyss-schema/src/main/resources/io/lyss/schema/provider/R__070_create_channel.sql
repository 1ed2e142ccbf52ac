-- The policy decides who may create which channel. It is a function because it returns the channel with its
-- state, like those that change one.
create or replace function create_channel(
  p_tenant_id uuid,
  p_id uuid,
  p_config_scope text,
  p_owner_id uuid,
  p_group_id uuid,
  p_name text,
  p_type bigint,
  p_key text,
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
  insert into provider_channels
    (tenant_id, id, config_scope, owner_id, group_id, name, type, key, models, model_mapping, priority,
      weight, quota, rate_limit)
  values
    (p_tenant_id, p_id, p_config_scope, p_owner_id, p_group_id, p_name, p_type, p_key, p_models,
      p_model_mapping, p_priority, p_weight, p_quota, p_rate_limit);
  return query select * from channel_states as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$$;

comment on function create_channel(
  uuid, uuid, text, uuid, uuid, text, bigint, text, jsonb, jsonb, integer, integer, bigint, integer
) is
  'Creates an enabled channel; returns it.';

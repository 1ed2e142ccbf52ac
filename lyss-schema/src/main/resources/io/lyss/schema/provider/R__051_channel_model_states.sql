-- until: when that state ends by itself; null where it does not.
create or replace view channel_model_states with (security_invoker = true) as
select
  c.tenant_id,
  c.id,
  m.model,
  c.config_scope,
  c.owner_id,
  c.group_id,
  s.state,
  s.until
from channel_states as c
cross join lateral jsonb_array_elements_text(c.models) as m (model)
cross join lateral model_state(
  p_tenant_id => c.tenant_id, p_channel_id => c.id, p_model => m.model, p_state => c.state,
  p_retry_at => c.retry_at, p_amount => null, p_estimate => null) as s;

grant select on channel_model_states to lyss_definer;

comment on view channel_model_states is
  'The models of the channels that the caller sees, and whether each can be used now.';

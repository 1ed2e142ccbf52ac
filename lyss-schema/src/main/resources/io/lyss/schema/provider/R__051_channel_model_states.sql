-- Whether a channel can serve a request of a model now: the only definition. The check, the list of usable
-- channels and the explanation read it. select_channel, which looks only at the chosen channel, is compared
-- with it by a test.
--
-- until: when that state ends by itself; null where it does not.
create or replace view channel_model_states with (security_invoker = true) as
select
  c.tenant_id,
  c.id,
  m.model,
  c.config_scope,
  c.owner_id,
  c.group_id,
  case
    when c.state = 'disabled' then 'disabled'
    when b.reason is not null then b.reason
    when c.state = 'cooling'
      or is_cooling(h.failures, h.retry_at, h.probe_until, statement_time()) then 'cooling'
    else 'available'
  end as state,
  case
    when c.state = 'disabled' or b.reason is not null and b.until is null then null
    else greatest(
      b.until,
      case when c.state = 'cooling' then c.retry_at end,
      case
        when is_cooling(h.failures, h.retry_at, h.probe_until, statement_time())
        then greatest(h.retry_at, h.probe_until)
      end)
  end as until
from channel_states as c
cross join lateral jsonb_array_elements_text(c.models) as m (model)
left join channel_health as h
  on h.tenant_id = c.tenant_id and h.channel_id = c.id and h.model = m.model
left join lateral channel_blocked(
  p_tenant_id => c.tenant_id, p_channel_id => c.id, p_model => m.model, p_amount => null,
  p_estimate => null) as b on true;

grant select on channel_model_states to lyss_definer;

comment on view channel_model_states is
  'The models of the channels that the caller sees, and whether each can be used now.';

-- Whether a channel can serve a request of a model now: the only definition. The check, the list of usable
-- channels and the explanation read it. select_channel, which looks only at the chosen channel, is compared with
-- it by a test.
--
-- It takes the channel as channel_states has it. It is a function, and not part of that view, because Citus joins
-- no table with a function that reads others.
create or replace function model_state(
  p_tenant_id uuid,
  p_channel_id uuid,
  p_model text,
  p_state text,
  p_retry_at timestamptz,
  p_amount bigint,
  p_estimate jsonb
)
returns table (state text, until timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_health record;
  v_blocked record;
  v_cooling boolean;
begin
  state := 'disabled';
  if p_state = 'disabled' then
    return next;
    return;
  end if;
  select h.failures, h.retry_at, h.probe_until into v_health
  from channel_health as h
  where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = p_model;
  v_cooling := coalesce(is_cooling(
    v_health.failures, v_health.retry_at, v_health.probe_until, statement_time()), false);
  select b.reason, b.until into v_blocked
  from channel_blocked(
    p_tenant_id => p_tenant_id, p_channel_id => p_channel_id, p_model => p_model, p_amount => p_amount,
    p_estimate => p_estimate) as b;
  state := coalesce(
    v_blocked.reason, case when p_state = 'cooling' or v_cooling then 'cooling' else 'available' end);
  if v_blocked.reason is null or v_blocked.until is not null then
    until := greatest(
      v_blocked.until,
      case when p_state = 'cooling' then p_retry_at end,
      case when v_cooling then greatest(v_health.retry_at, v_health.probe_until) end);
  end if;
  return next;
end
$$;

comment on function model_state(uuid, uuid, text, text, timestamptz, bigint, jsonb) is
  'Internal: Whether a channel can serve a request of a model now, and until when not: one row.';

-- One request tries a closed channel or model: of all requests that choose it at once, the one that locks its row. The
-- others pass over it without waiting. The whole channel is locked before the model, so that no two requests
-- get one row each.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function take_trial(
  p_tenant_id uuid,
  p_channel_id uuid,
  p_model text,
  p_now timestamptz,
  inout p_channel_epoch bigint,
  inout p_model_epoch bigint,
  out p_is_probe boolean
)
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_model text;
  v_row channel_health;
  v_due text[] := '{}';
  v_until constant timestamptz := p_now + interval '1 minute';
begin
  foreach v_model in array array['', p_model]
  loop
    perform from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model
      and h.failures > 0;
    continue when not found;
    select * into v_row from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model
    for no key update skip locked;
    if not found or is_cooling(v_row.failures, v_row.retry_at, v_row.probe_until, p_now) then
      p_is_probe := null;
      return;
    end if;
    if v_row.failures > 0 then
      v_due := v_due || v_model;
      v_row.epoch := v_row.epoch + 1;
    end if;
    if v_model = '' then
      p_channel_epoch := v_row.epoch;
    else
      p_model_epoch := v_row.epoch;
    end if;
  end loop;
  p_is_probe := v_due <> '{}';
  update channel_health as h
  set probe_until = v_until, epoch = h.epoch + 1
  where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = any (v_due);
end
$$;

revoke execute on function take_trial(uuid, uuid, text, timestamptz, bigint, bigint) from public;

comment on function take_trial(uuid, uuid, text, timestamptz, bigint, bigint) is
  'Internal: Decides whether a request may try a closed channel or model; returns the epochs of the attempt, is_probe null if another request is trying.';

select set_config('role', current_setting('lyss.migrating_role'), true);

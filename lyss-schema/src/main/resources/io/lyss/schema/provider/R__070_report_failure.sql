-- Users of a channel report whether it works, and so does system work that maintains channels. A failure closes
-- the model through the channel, or the whole channel, for 30 seconds, each further one for twice as long, up
-- to 10 minutes. Then one request tries it, and its success opens it again. If the provider says how long to
-- wait (Retry-After), the longer time counts, up to an hour.
--
-- While a channel works, a failure counts if nothing has changed since its request was chosen. While it is
-- being tried, only the failure of the trying request counts. A late report counts no failure, but its
-- Retry-After still lengthens the pause, because the provider has just sent it.
--
-- If a request tries both channel and model, its failure is of one and shows nothing about the other, which the
-- next request may try at once.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function report_failure(
  p_tenant_id uuid,
  p_channel_id uuid,
  p_model text,
  p_channel_epoch bigint,
  p_model_epoch bigint,
  p_channel_wide boolean,
  p_retry_after interval
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_now constant timestamptz := statement_time();
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_failed constant text := case when p_channel_wide then '' else p_model end;
  v_asked constant interval :=
    case when p_retry_after > interval '1 hour' then interval '1 hour' else p_retry_after end;
  v_model text;
  v_channel record;
  v_row channel_health;
  v_tries boolean;
  v_whole_epoch bigint;
  v_counts boolean;
  v_pause interval;
begin
  if p_retry_after < interval '0' then
    raise exception 'retry_after is %: it is at least 0', p_retry_after using errcode = 'numeric_value_out_of_range';
  end if;
  -- locked, so that it is neither deleted nor enabled while its health is written
  select c.config_scope, c.owner_id, c.group_id into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and (v_system or can_use_channel(c.config_scope, c.owner_id, c.group_id))
    and c.status <> 2 and (p_channel_wide or c.models ? p_model)
  for share;
  if not found then
    return false;
  end if;
  -- also the row of the whole channel, for which reports on different models wait
  foreach v_model in array array['', v_failed] loop
    insert into channel_health (tenant_id, channel_id, model, config_scope, owner_id, group_id)
    values (p_tenant_id, p_channel_id, v_model, v_channel.config_scope, v_channel.owner_id,
      v_channel.group_id)
    on conflict do nothing;
  end loop;

  -- the whole channel first, as in all functions
  for v_row in
    select * from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model in ('', p_model)
    order by h.model
    for no key update
  loop
    v_tries := v_row.probe_until is not null
      and v_row.epoch = case when v_row.model = '' then p_channel_epoch else p_model_epoch end;
    if v_row.model = '' then
      v_whole_epoch := v_row.epoch;
    end if;
    if v_row.model <> v_failed then
      if v_tries then
        update channel_health as h
        set probe_until = null, epoch = h.epoch + 1
        where h.tenant_id = p_tenant_id
          and h.channel_id = p_channel_id
          and h.model = v_row.model;
      end if;
      continue;
    end if;

    v_counts := v_tries
      or v_row.failures = 0 and v_whole_epoch = p_channel_epoch
        and (p_channel_wide or v_row.epoch = p_model_epoch);
    if v_counts then
      v_pause := greatest(
        least(interval '30 seconds' * 2 ^ least(v_row.failures, 10), interval '10 minutes'), v_asked);
      update channel_health as h
      set
        failures = h.failures + 1,
        retry_at = v_now + v_pause,
        probe_until = null,
        epoch = h.epoch + 1
      where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_failed;
    elsif v_row.failures > 0 and v_row.probe_until is null and v_row.retry_at < v_now + v_asked then
      update channel_health as h
      set retry_at = v_now + v_asked
      where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_failed;
    end if;
    if v_counts and v_row.failures = 0 then
      perform publish_event(
        p_tenant_id, 'channel:' || p_channel_id, 'channel.failed',
        jsonb_build_object('model', nullif(v_failed, '')));
    end if;
  end loop;
  return v_counts;
end
$$;

revoke execute on function report_failure(uuid, uuid, text, bigint, bigint, boolean, interval)
  from public;
grant execute on function report_failure(uuid, uuid, text, bigint, bigint, boolean, interval)
  to authenticated_users, lyss_system;

comment on function report_failure(uuid, uuid, text, bigint, bigint, boolean, interval) is
  'Records that an attempt has failed by its channel or by the model there; false if it does not count.';

select set_config('role', current_setting('lyss.migrating_role'), true);

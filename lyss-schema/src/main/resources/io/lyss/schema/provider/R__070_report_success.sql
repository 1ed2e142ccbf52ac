-- Only a request that tries a closed channel or model opens it again, or both if it tries both. All other
-- successes write nothing, and lock nothing.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function report_success(
  p_tenant_id uuid,
  p_channel_id uuid,
  p_model text,
  p_channel_epoch bigint,
  p_model_epoch bigint
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_model text;
  v_recovered boolean := false;
begin
  for v_model in
    select h.model from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model in ('', p_model)
      and h.probe_until is not null
      and h.epoch = case h.model when '' then p_channel_epoch else p_model_epoch end
      and (v_system or can_use_channel(h.config_scope, h.owner_id, h.group_id))
    order by h.model
    for no key update
  loop
    update channel_health as h
    set failures = 0, retry_at = null, probe_until = null, epoch = h.epoch + 1
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model;
    perform publish_event(
      p_tenant_id, 'channel:' || p_channel_id, 'channel.recovered',
      jsonb_build_object('model', nullif(v_model, '')));
    v_recovered := true;
  end loop;
  return v_recovered;
end
$$;

revoke execute on function report_success(uuid, uuid, text, bigint, bigint) from public;
grant execute on function report_success(uuid, uuid, text, bigint, bigint)
  to authenticated_users, lyss_system;

comment on function report_success(uuid, uuid, text, bigint, bigint) is
  'Records the success of an attempt; whether that has opened its channel, or the model there, again.';

select set_config('role', current_setting('lyss.migrating_role'), true);

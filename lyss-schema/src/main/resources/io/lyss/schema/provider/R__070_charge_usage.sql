-- Records a request that had no reservation (record_usage), and counts it in full in all limits that a reservation
-- would have to hold: it has been made, so no limit refuses it. It is idempotent: an id is recorded and counted once.
-- What was recorded by record_usage or settle_quota with this id is not counted again.
--
-- It counts in the period of the time in its id, like a reservation in that in which it was made. An id of a clock
-- that is ahead counts now, because the next period has not begun.
--
-- Limits of a channel that is gone count nothing. Of the groups of a user, only a scope of the user has all; in
-- system work the group of the request counts.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function charge_usage(
  p_tenant_id uuid,
  p_id uuid,
  p_user_id uuid,
  p_token_id uuid,
  p_channel_id uuid,
  p_group_id uuid,
  p_conversation_id uuid,
  p_model text,
  p_outcome text,
  p_counts jsonb,
  p_amount bigint,
  p_currency text,
  p_cost numeric,
  p_time_to_first_token_ms integer,
  p_duration_ms integer,
  p_tags jsonb
)
returns boolean
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_at constant timestamptz := least(uuid_time(p_id), statement_time());
  v_token user_tokens;
  v_channel provider_channels;
  v_settings tenant_settings;
  v_usage record;
  v_limits quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if record_usage(
    p_tenant_id => p_tenant_id, p_ids => array[p_id], p_user_ids => array[p_user_id],
    p_token_ids => array[p_token_id], p_channel_ids => array[p_channel_id], p_group_ids => array[p_group_id],
    p_conversation_ids => array[p_conversation_id], p_models => array[p_model], p_outcomes => array[p_outcome],
    p_counts => array[p_counts], p_amounts => array[p_amount], p_currencies => array[p_currency],
    p_costs => array[p_cost], p_times_to_first_token_ms => array[p_time_to_first_token_ms],
    p_durations_ms => array[p_duration_ms], p_tags => array[p_tags]) = 0
  then
    return false;
  end if;
  select r.prompt_tokens + r.completion_tokens as tokens, r.currency::text as currency, coalesce(r.cost, 0) as cost
  into v_usage
  from usage_records as r
  where r.tenant_id = p_tenant_id and r.id = p_id and r.recorded_at = uuid_time(p_id);
  select * into v_token from user_tokens as t where t.tenant_id = p_tenant_id and t.id = p_token_id;
  select * into v_channel from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_channel_id;
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  v_limits := quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => p_user_id,
    p_group_ids => case current_setting('role')
      when 'lyss_system' then array_remove(array[p_group_id], null)
      else current_group_ids()
    end,
    p_token => v_token, p_channel => v_channel, p_settings => v_settings, p_model => p_model, p_at => v_at,
    p_amount => p_amount, p_tokens => v_usage.tokens, p_cost => v_usage.cost, p_currency => v_usage.currency);
  perform charge_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_user_id => p_user_id, p_at => v_at,
    -- it runs no more, so it is not one of those at once
    p_limits => array(select l::quota_limit from unnest(v_limits) as l where l.unit <> 'at_once'));
  return true;
end
$$;

revoke execute on function charge_usage(
  uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb
) from public;
grant execute on function charge_usage(
  uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb
) to authenticated_users, lyss_system;

comment on function charge_usage(
  uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb
) is
  'Records a request that had no reservation, and counts it in all limits that apply; false if it was recorded before.';

select set_config('role', current_setting('lyss.migrating_role'), true);

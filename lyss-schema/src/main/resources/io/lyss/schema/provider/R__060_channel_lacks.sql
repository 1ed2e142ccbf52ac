-- Which of a channel's own limits have too little left for a request of a model: for its need, or for anything
-- where that is unknown. Nearly always there are none. So each limit is checked by a statement of its own, and
-- a limit of -1 is skipped: setting up one statement for all limits takes longer than these.
--
-- Each selection calls it. So it first looks whether the channel's own limits surely suffice and no budget is one
-- of channels, which is faster than listing all limits.
--
-- It may be called only by functions that bypass the policies and have checked that the caller may know of the
-- channel.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function channel_lacks(
  p_tenant_id uuid, p_channel provider_channels, p_model text, p_amount bigint, p_estimate jsonb
)
returns quota_limit[]
language plpgsql stable
as $$
declare
  v_suffices boolean;
  v_settings ${schema}.tenant_settings;
  v_tokens numeric;
  v_cost numeric;
  v_currency text;
  v_limit ${schema}.quota_limit;
  v_taken numeric;
  v_lacking ${schema}.quota_limit[] := '{}';
begin
  select sum(c.held + c.used) into v_taken
  from ${schema}.quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_channel.id and c.holder_id = p_channel.id
    and c.measure = 'rate_limit'
    and c.period_start >= date_trunc('minute', ${schema}.statement_time()); -- the same in each time zone
  v_suffices := ${schema}.limit_suffices(p_channel.rate_limit, coalesce(v_taken, 0), 1);
  if v_suffices and p_channel.quota <> -1 then
    select sum(c.held + c.used) into v_taken
    from ${schema}.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_channel.id and c.holder_id = p_channel.id
      and c.measure = 'quota';
    v_suffices := ${schema}.limit_suffices(p_channel.quota, coalesce(v_taken, 0), p_amount);
  end if;
  if v_suffices then
    perform from ${schema}.budgets as b
    where b.tenant_id = p_tenant_id
      and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (array[p_tenant_id, p_channel.id])
      and b.subject = 'channel';
    if not found then
      return v_lacking;
    end if;
  end if;
  if p_estimate <> '{}' then
    select k.prompt_tokens + k.completion_tokens into v_tokens from ${schema}.token_totals(p_estimate) as k;
    select c.cost, c.currency into v_cost, v_currency
    from ${schema}.provider_types as t
    cross join lateral ${schema}.cost_of_usage(
      p_tenant_id => p_tenant_id, p_provider_type => t.name, p_model => p_model, p_counts => p_estimate,
      p_at => ${schema}.statement_time()) as c
    where t.id = p_channel.type;
  end if;
  -- without its id, because the limit of the tenant is not needed
  select s.time_zone into v_settings.time_zone
  from ${schema}.tenant_settings as s where s.tenant_id = p_tenant_id;
  foreach v_limit in array ${schema}.quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => null, p_group_ids => '{}', p_token => null,
    p_channel => p_channel, p_settings => v_settings, p_model => p_model,
    p_at => ${schema}.statement_time(), p_amount => p_amount, p_tokens => v_tokens, p_cost => v_cost,
    p_currency => v_currency)
  loop
    continue when v_limit.subject <> 'channel' or v_limit.hard_limit = 'Infinity';
    select coalesce(sum(c.held), 0) + coalesce(sum(c.used), 0) into v_taken
    from ${schema}.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id and c.holder_id = v_limit.holder_id
      and c.measure = v_limit.measure and c.period_start >= v_limit.period_start;
    if not ${schema}.limit_suffices(v_limit.hard_limit, v_taken, v_limit.needed) then
      if v_limit.unit = 'cost' and (p_estimate <> '{}') is not true then
        select c.cost, c.currency into v_cost, v_currency
        from ${schema}.provider_types as t
        cross join lateral ${schema}.unestimated_cost(
          p_tenant_id => p_tenant_id, p_provider_type => t.name, p_model => p_model,
          p_at => ${schema}.statement_time()) as c
        where t.id = p_channel.type;
        continue when ${schema}.cost_needed(v_limit.currency, v_currency, v_cost) = 0;
      end if;
      v_lacking := v_lacking || v_limit;
    end if;
  end loop;
  return v_lacking;
end
$$;

revoke execute on function channel_lacks(uuid, provider_channels, text, bigint, jsonb) from public;

comment on function channel_lacks(uuid, provider_channels, text, bigint, jsonb) is
  'Internal: The limits of a channel that have too little left for a request; empty for none.';

select set_config('role', current_setting('lyss.migrating_role'), true);

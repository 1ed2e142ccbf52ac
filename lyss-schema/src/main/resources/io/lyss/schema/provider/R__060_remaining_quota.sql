-- What a request could still use, limit by limit; the least of a unit is what it can have. Another user's
-- token, and a channel that the current user may not use, add no limits.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function remaining_quota(
  p_tenant_id uuid, p_token_id uuid, p_channel_id uuid, p_model text
)
returns table (
  limit_id uuid,
  holder_id uuid,
  measure text,
  subject text,
  name varchar,
  unit text,
  currency text,
  period text,
  hard_limit numeric,
  soft_limit numeric,
  held numeric,
  used numeric,
  remaining numeric,
  resets_at timestamptz
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
  v_token user_tokens;
  v_channel provider_channels;
  v_settings tenant_settings;
  v_limits quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  select * into v_token from user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id and t.user_id = v_user_id;
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and can_use_channel(c.config_scope, c.owner_id, c.group_id);
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  v_limits := quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => v_user_id, p_group_ids => current_group_ids(),
    p_token => v_token, p_channel => v_channel, p_settings => v_settings, p_model => p_model,
    p_at => statement_time(), p_amount => null, p_tokens => null, p_cost => null, p_currency => null);
  return query
    select
      l.limit_id, l.holder_id, l.measure, l.subject,
      (
        select b.name from budgets as b
        where l.measure = 'budget' and b.tenant_id = p_tenant_id and b.id = l.limit_id
      ),
      l.unit, l.currency, l.period, nullif(l.hard_limit, 'Infinity'), l.soft_limit, q.held, q.used,
      nullif(q.remaining, 'Infinity'),
      nullif(period_end(l.period, l.period_start, l.time_zone), 'infinity')
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    order by q.number;
end
$$;

revoke execute on function remaining_quota(uuid, uuid, uuid, text) from public;
grant execute on function remaining_quota(uuid, uuid, uuid, text) to authenticated_users;

comment on function remaining_quota(uuid, uuid, uuid, text) is
  'What is left of each limit that applies to a request of the current user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

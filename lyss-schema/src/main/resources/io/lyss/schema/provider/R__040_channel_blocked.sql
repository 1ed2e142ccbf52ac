-- Why a channel's own limits leave no room for a request of a model: less is left than the request needs, or
-- nothing where the caller does not state its need. This is true now; a reservation decides. It bypasses the
-- policies, because a user who sees a channel may know that it is full, whoever has filled it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function channel_blocked(
  p_tenant_id uuid, p_channel_id uuid, p_model text, p_amount bigint, p_estimate jsonb
)
returns table (reason text, until timestamptz)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  v_tenant constant uuid := current_tenant_id();
  v_channel provider_channels;
  v_lacking quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and (
      current_system_reason() is not null
      or c.tenant_id = v_tenant
        and can_see_channel(c.config_scope, c.owner_id, c.group_id)
    );
  v_lacking := channel_lacks(p_tenant_id, v_channel, p_model, p_amount, p_estimate);
  if v_lacking = '{}' then
    return;
  end if;
  return query
    select
      case l.period when 'minute' then 'rate_limited' else 'exhausted' end,
      nullif(e.at, 'infinity')
    from unnest(v_lacking) as l
    cross join lateral (select period_end(l.period, l.period_start, l.time_zone)) as e (at)
    order by e.at desc
    limit 1;
end
$$;

revoke execute on function channel_blocked(uuid, uuid, text, bigint, jsonb) from public;
grant execute on function channel_blocked(uuid, uuid, text, bigint, jsonb) to authenticated_users, lyss_system;

comment on function channel_blocked(uuid, uuid, text, bigint, jsonb) is
  'Internal: Why a channel has no room for a request (exhausted, rate_limited), and until when; or no row.';

select set_config('role', current_setting('lyss.migrating_role'), true);

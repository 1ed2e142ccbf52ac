-- A limit as it is now: it may have changed since a request was reserved against it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function limit_values(p_tenant_id uuid, p_limit_id uuid, p_measure text)
returns table (
  unit text, currency text, period text, hard_limit numeric, soft_limit numeric
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  if p_measure = 'budget' then
    return query
      select b.unit::text, b.currency::text, b.period::text, coalesce(b.hard_limit, 'Infinity'),
        b.soft_limit
      from budgets as b
      where b.tenant_id = p_tenant_id and b.id = p_limit_id;
  elsif p_measure = 'api_calls' then
    return query
      select 'requests', null, 'month', coalesce(s.max_api_calls::numeric, 'Infinity'), null::numeric
      from tenant_settings as s
      where s.tenant_id = p_limit_id;
  else
    return query
      select
        case p_measure when 'quota' then 'amount' else 'requests' end,
        null,
        case p_measure when 'quota' then 'total' else 'minute' end,
        case p_measure
          when 'quota' then coalesce(nullif(l.quota, -1)::numeric, 'Infinity')
          else l.rate_limit
        end,
        null::numeric
      from (
        select t.quota::bigint, t.rate_limit::integer from user_tokens as t
        where t.tenant_id = p_tenant_id and t.id = p_limit_id
        union all
        select c.quota, c.rate_limit from provider_channels as c
        where c.tenant_id = p_tenant_id and c.id = p_limit_id
      ) as l;
  end if;
end
$$;

revoke execute on function limit_values(uuid, uuid, text) from public;

comment on function limit_values(uuid, uuid, text) is
  'Internal: What a limit allows now, Infinity for any amount; nothing if it was deleted.';

select set_config('role', current_setting('lyss.migrating_role'), true);

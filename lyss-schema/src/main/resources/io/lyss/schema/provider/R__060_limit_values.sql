-- A limit as it is now: it may have been changed since a request was reserved against it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function limit_values(p_tenant_id uuid, p_limit_id uuid, p_measure text)
returns table (hard_limit numeric, soft_limit numeric)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select coalesce(b.hard_limit, 'Infinity'), b.soft_limit
    from budgets as b
    where p_measure = 'budget' and b.tenant_id = p_tenant_id and b.id = p_limit_id
    union all
    select
      case p_measure
        when 'quota' then coalesce(nullif(t.quota, -1), 'Infinity'::numeric)
        else t.rate_limit
      end,
      null
    from user_tokens as t
    where p_measure in ('quota', 'rate_limit') and t.tenant_id = p_tenant_id and t.id = p_limit_id
    union all
    select
      case p_measure
        when 'quota' then coalesce(nullif(c.quota, -1), 'Infinity'::numeric)
        else c.rate_limit
      end,
      null
    from provider_channels as c
    where p_measure in ('quota', 'rate_limit') and c.tenant_id = p_tenant_id and c.id = p_limit_id
    union all
    select s.max_api_calls, null
    from tenant_settings as s
    where p_measure = 'api_calls' and s.tenant_id = p_limit_id;
end
$$;

revoke execute on function limit_values(uuid, uuid, text) from public;

comment on function limit_values(uuid, uuid, text) is
  'Internal: What a limit allows now, Infinity for anything; nothing where it is gone.';

select set_config('role', current_setting('lyss.migrating_role'), true);

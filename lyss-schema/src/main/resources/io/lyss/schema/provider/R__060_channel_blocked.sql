-- Whether a channel's own limits have something left. What it answers is of now; a reservation decides.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function channel_blocked(p_tenant_id uuid, p_channel_id uuid, p_model text)
returns table (reason text, until timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_channel provider_channels;
  v_settings tenant_settings;
  v_limits quota_limit[];
begin
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id;
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  v_limits := quota_limits(
    p_tenant_id, null, '{}', null, v_channel, v_settings, p_model, statement_time(),
    null, null, null, null);
  return query
    select
      case l.period when 'minute' then 'rate_limited' else 'exhausted' end,
      nullif(l.period_end, 'infinity')
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    where l.subject = 'channel' and not q.sufficient
    order by l.period_end desc
    limit 1;
end
$$;

revoke execute on function channel_blocked(uuid, uuid, text) from public;

comment on function channel_blocked(uuid, uuid, text) is
  'Internal: Which limit of a channel has nothing left, and until when; nothing if all have.';

select set_config('role', current_setting('lyss.migrating_role'), true);

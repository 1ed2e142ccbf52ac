-- A negative amount gives quota back. Usage beyond the quota is not counted here, but stands in
-- usage_records.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function count_quota(
  p_tenant_id uuid, p_token_id uuid, p_channel_id uuid, p_amount bigint
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if p_amount = 0 then
    return;
  end if;
  update user_tokens as t
  set used_quota = greatest(
    0,
    case t.quota
      when -1 then t.used_quota + p_amount
      else t.used_quota + least(p_amount, t.quota - t.used_quota)
    end)
  where t.tenant_id = p_tenant_id and t.id = p_token_id;
  update provider_channels as c
  set used_quota = greatest(
    0,
    case c.quota
      when -1 then c.used_quota + p_amount
      else c.used_quota + least(p_amount, c.quota - c.used_quota)
    end)
  where c.tenant_id = p_tenant_id and c.id = p_channel_id;
end
$$;

revoke execute on function count_quota(uuid, uuid, uuid, bigint) from public;

comment on function count_quota(uuid, uuid, uuid, bigint) is
  'Internal: Counts an amount, or gives one back, within 0 and the quota of token and channel.';

select set_config('role', current_setting('lyss.migrating_role'), true);

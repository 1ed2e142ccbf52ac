-- Amounts are added by a call that adds, so that no two of them get lost. -2 is refused by the constraint of
-- quota; -1 would be no limit. The policy decides who may change a channel.
create or replace function add_channel_quota(p_tenant_id uuid, p_id uuid, p_amount bigint)
returns setof channel_states
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  update provider_channels as c
  set quota = case
    when c.quota = -1 then -1
    when c.quota >= -p_amount then c.quota + p_amount
    else -2
  end
  where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    return query select * from channel_states as c where c.tenant_id = p_tenant_id and c.id = p_id;
  end if;
end
$$;

comment on function add_channel_quota(uuid, uuid, bigint) is
  'Adds to the quota of a channel; returns it, or nothing.';

-- A call adds an amount, so that no two additions overwrite each other, and adds it once for each id of the
-- caller's. The constraint of quota refuses -2; -1 would be no limit. The policy decides who may change a
-- channel.
create or replace function add_channel_quota(
  p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount bigint
)
returns setof channel_states
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id for no key update;
  if not found then
    return;
  end if;
  if record_addition(p_tenant_id, p_id, p_addition_id, p_amount) then
    update provider_channels as c
    set quota = case
      when c.quota = -1 then -1
      when c.quota >= -p_amount then c.quota + p_amount
      else -2
    end
    where c.tenant_id = p_tenant_id and c.id = p_id;
  end if;
  return query select * from channel_states as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$$;

comment on function add_channel_quota(uuid, uuid, uuid, bigint) is
  'Adds to the quota of a channel, once for each id; returns it, or nothing.';

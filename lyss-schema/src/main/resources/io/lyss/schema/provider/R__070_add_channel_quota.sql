-- A call adds an amount, so that no two additions overwrite each other, and adds it once for each id of the
-- caller's. The constraint of quota refuses -2; -1 would be no limit. The policy decides who may change a
-- channel.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_channel_quota(
  p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount bigint
)
returns setof channel_states
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  perform from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_change_channel(c.config_scope, c.owner_id, c.group_id))
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'quota',
    p_unit => 'amount', p_currency => null, p_amount => p_amount) then
    update provider_channels as c
    set quota = case
      when c.quota = -1 then -1
      when c.quota >= -p_amount then c.quota + p_amount
      else -2
    end
    where c.tenant_id = p_tenant_id and c.id = p_id;
  end if;
  return query select * from channel_state(p_tenant_id, p_id);
end
$$;

revoke execute on function add_channel_quota(uuid, uuid, uuid, bigint) from public;
grant execute on function add_channel_quota(uuid, uuid, uuid, bigint) to authenticated_users, lyss_system;

comment on function add_channel_quota(uuid, uuid, uuid, bigint) is
  'Adds to the quota of a channel, once for each id; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- A call adds an amount, so that no two additions overwrite each other, and adds it once for each id of the
-- caller's. The constraint of quota refuses -2; -1 would be no limit. The policy decides which tokens can be
-- changed.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_token_quota(
  p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount bigint
)
returns setof user_token_details
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  perform from user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_id
    and (v_system or t.user_id = current_user_id())
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'quota',
    p_unit => 'amount', p_currency => null, p_amount => p_amount) then
    update user_tokens as t
    set quota = case
      when t.quota = -1 then -1
      when t.quota >= -p_amount then t.quota + p_amount
      else -2
    end
    where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$$;

revoke execute on function add_token_quota(uuid, uuid, uuid, bigint) from public;
grant execute on function add_token_quota(uuid, uuid, uuid, bigint) to authenticated_users, lyss_system;

comment on function add_token_quota(uuid, uuid, uuid, bigint) is
  'Adds to the quota of a token, once for each id; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- A call adds an amount, so that no two additions overwrite each other, and adds it once for each id of the
-- caller's. Both limits grow by it: the soft one is as far below the hard one as it was, and is published again when
-- it is reached. A limit that is null stays so.
--
-- Those who may change a budget add to it, as its policies say: nobody to one that limits themselves.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_to_budget(
  p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount numeric
)
returns setof budgets
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_budget budgets;
begin
  if p_amount is null then -- would remove the limits
    raise exception 'amount is null: an addition adds something'
      using errcode = 'not_null_violation';
  end if;
  select * into v_budget from budgets as b
  where b.tenant_id = p_tenant_id and b.id = p_id
    and (
      v_system
      or b.set_by = 'tenant' and current_user_is_tenant_admin()
      or b.set_by = 'user' and b.user_id = current_user_id()
    )
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'budget',
    p_unit => v_budget.unit, p_currency => v_budget.currency, p_amount => p_amount) then
    update budgets as b
    set hard_limit = b.hard_limit + p_amount, soft_limit = b.soft_limit + p_amount
    where b.tenant_id = p_tenant_id and b.id = p_id;
  end if;
  return query select * from budgets as b where b.tenant_id = p_tenant_id and b.id = p_id;
end
$$;

revoke execute on function add_to_budget(uuid, uuid, uuid, numeric) from public;
grant execute on function add_to_budget(uuid, uuid, uuid, numeric) to authenticated_users, lyss_system;

comment on function add_to_budget(uuid, uuid, uuid, numeric) is
  'Adds to the limits of a budget, once for each id; returns it, or nothing.';

select set_config('role', current_setting('lyss.migrating_role'), true);

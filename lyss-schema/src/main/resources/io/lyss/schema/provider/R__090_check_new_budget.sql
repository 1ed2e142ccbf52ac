-- Rules for a new budget that no constraint can express. Each request reads the budgets that its owner has set,
-- so their number is limited. Counters outlive a budget, because requests may still be settled; so its id
-- cannot be used again.
--
-- It bypasses the policies, because administrators set budgets of channels that they do not see. The policies,
-- which are checked afterwards, refuse a budget of another tenant, and system work without a reason. So a
-- caller with neither scope learns nothing here, whatever role the statement is in by then.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function check_new_budget() returns trigger
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
begin
  if not (
    case current_setting('role')
      when 'authenticated_users' then new.tenant_id is not distinct from current_tenant_id()
      when 'lyss_system' then current_system_reason() is not null
      else needs_no_seal()
    end
  ) then
    return new;
  end if;
  if exists (
    select from quota_counters as c where c.tenant_id = new.tenant_id and c.limit_id = new.id
  ) then
    raise exception 'a budget with this id was deleted'
      using errcode = 'unique_violation', constraint = 'budgets_tenant_id_id_pk';
  end if;
  if new.channel_id is not null then
    select c.owner_id, c.group_id into new.user_id, new.group_id
    from provider_channels as c
    where c.tenant_id = new.tenant_id and c.id = new.channel_id;
  end if;
  if new.set_by = 'user' then
    perform pg_advisory_xact_lock(
      hashtextextended(concat_ws(' ', 'budgets', new.tenant_id, new.user_id), 0));
    if 100 <= (
      select count(*) from budgets as b
      where b.tenant_id = new.tenant_id and b.user_id = new.user_id and b.set_by = 'user'
    ) then
      raise exception 'a user has at most 100 budgets of their own'
        using errcode = 'check_violation', constraint = 'budgets_user_id_set_by_check';
    end if;
  end if;
  return new;
end
$$;

-- for the owner of the table, who creates the trigger
grant execute on function check_new_budget() to public;

comment on function check_new_budget() is
  'Trigger function: refuses an id that was used before and the 101st own budget; sets whose channel it is of.';

select set_config('role', current_setting('lyss.migrating_role'), true);

create or replace trigger check_new_budget
  before insert on budgets
  for each row execute function check_new_budget();

set local role lyss_definer;
revoke execute on function check_new_budget() from public;
select set_config('role', current_setting('lyss.migrating_role'), true);

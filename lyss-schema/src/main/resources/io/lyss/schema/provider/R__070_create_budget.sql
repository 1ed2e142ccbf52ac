-- set_by follows from the scope, and the column of the subject from its kind.
--
-- It is a function, and bypasses the policies, for three reasons: administrators set budgets of channels that they
-- do not see; each request reads the budgets that its owner has set, so their number is limited; and counters
-- outlive a budget, because requests may still be settled, so its id cannot be used again. Citus, too, sends an
-- insert with each column that has a default, and nobody may set the times.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

do $do$
begin
  execute format(
$function$
create or replace function create_budget(
  p_tenant_id uuid,
  p_id uuid,
  p_subject text,
  p_subject_id uuid,
  p_user_id uuid,
  p_budget new_budget
)
returns setof budgets
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_set_by constant text := case
    when current_setting('role') = 'lyss_system' then 'platform'
    when p_subject = 'token' and not current_user_is_tenant_admin() then 'user'
    else 'tenant'
  end;
  -- variables, because Citus computes the values of an insert and gets another result for "case x when"
  v_group_id uuid := case p_subject when 'group' then p_subject_id end;
  v_user_id uuid := case p_subject
    when 'user' then p_subject_id
    when 'token' then coalesce(p_user_id, case v_set_by when 'user' then current_user_id() end)
  end;
  v_token_id constant uuid := case p_subject when 'token' then p_subject_id end;
  v_channel_id constant uuid := case p_subject when 'channel' then p_subject_id end;
  v_own bigint;
begin
  perform require_budget_setter(p_tenant_id => p_tenant_id, p_set_by => v_set_by, p_user_id => v_user_id);
  perform from quota_counters as c where c.tenant_id = p_tenant_id and c.limit_id = p_id;
  if found then
    raise exception 'a budget with this id was deleted'
      using errcode = 'unique_violation', constraint = 'budgets_tenant_id_id_pk';
  end if;
  if v_channel_id is not null then
    select c.owner_id, c.group_id into v_user_id, v_group_id
    from provider_channels as c
    where c.tenant_id = p_tenant_id and c.id = v_channel_id;
  end if;
  if v_set_by = 'user' then
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'budgets', p_tenant_id, v_user_id), 0));
    select count(*) into v_own from budgets as b
    where b.tenant_id = p_tenant_id and b.user_id = v_user_id and b.set_by = 'user';
    if v_own >= 100 then
      raise exception 'a user has at most 100 budgets of their own'
        using errcode = 'check_violation', constraint = 'budgets_user_id_set_by_check';
    end if;
  end if;
  return query
    insert into budgets
      (tenant_id, id, set_by, subject, group_id, user_id, token_id, channel_id, %s)
    values (
      p_tenant_id, p_id, v_set_by, p_subject, v_group_id, v_user_id, v_token_id, v_channel_id, %s)
    returning *;
end
$$
$function$,
    each_column('new_budget', '%I'), each_column('new_budget', 'p_budget.%I'));
end
$do$;

revoke execute on function create_budget(uuid, uuid, text, uuid, uuid, new_budget) from public;
grant execute on function create_budget(uuid, uuid, text, uuid, uuid, new_budget) to authenticated_users, lyss_system;

comment on function create_budget(uuid, uuid, text, uuid, uuid, new_budget) is
  'Sets a budget, and returns it; fails with 42501 where it is not the caller''s to set.';

select set_config('role', current_setting('lyss.migrating_role'), true);

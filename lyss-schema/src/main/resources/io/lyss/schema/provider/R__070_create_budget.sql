-- set_by follows from the scope, and the column of the subject from its kind. The policy decides whether the
-- caller may set it.
create or replace function create_budget(
  p_tenant_id uuid,
  p_id uuid,
  p_name text,
  p_subject text,
  p_subject_id uuid,
  p_user_id uuid,
  p_model text,
  p_unit text,
  p_currency text,
  p_period text,
  p_hard_limit numeric,
  p_soft_limit numeric
)
returns setof budgets
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_set_by constant text := case
    when current_setting('role') = 'lyss_system' then 'platform'
    when p_subject = 'token' and not current_user_is_tenant_admin() then 'user'
    else 'tenant'
  end;
  -- variables, because Citus computes the values of an insert and gets another result for "case x when"
  v_group_id constant uuid := case p_subject when 'group' then p_subject_id end;
  v_user_id constant uuid := case p_subject
    when 'user' then p_subject_id
    when 'token' then coalesce(p_user_id, case v_set_by when 'user' then current_user_id() end)
  end;
  v_token_id constant uuid := case p_subject when 'token' then p_subject_id end;
  v_channel_id constant uuid := case p_subject when 'channel' then p_subject_id end;
begin
  return query
    insert into budgets
      (tenant_id, id, name, set_by, subject, group_id, user_id, token_id, channel_id, model, unit,
        currency, period, hard_limit, soft_limit)
    values (
      p_tenant_id, p_id, p_name, v_set_by, p_subject, v_group_id, v_user_id, v_token_id, v_channel_id,
      p_model, p_unit, p_currency, p_period, p_hard_limit, p_soft_limit)
    returning *;
end
$$;

comment on function
  create_budget(uuid, uuid, text, text, uuid, uuid, text, text, text, text, numeric, numeric) is
  'Sets a budget, and returns it.';

-- Nobody sets what binds them: system work sets the tenant's budgets, the tenant's administrators those of groups,
-- users, tokens and channels, and users those of their own tokens.
create or replace function require_budget_setter(p_tenant_id uuid, p_set_by text, p_user_id uuid)
returns void
language plpgsql stable parallel safe
as $$
declare
  v_user_id uuid;
begin
  if p_set_by = 'platform' then
    perform ${schema}.require_system();
    return;
  end if;
  v_user_id := ${schema}.require_active_user(p_tenant_id);
  if p_set_by = 'tenant' and not ${schema}.current_user_is_tenant_admin() then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  elsif p_set_by = 'user' and p_user_id is distinct from v_user_id then
    raise exception 'users set budgets only of their own tokens'
      using errcode = 'insufficient_privilege';
  end if;
end
$$;

comment on function require_budget_setter(uuid, text, uuid) is
  'Internal: Fails with 42501 unless the caller may set such a budget for that user.';

-- explain_provider_access for a transaction that asks nothing else, as ask_provider_access is
-- can_user_access_provider: it takes a scope, and binds none. Public may call it for the same reason.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function ask_access_explanation(
  p_role bindable_role, p_current_user_id text, p_system_reason text, p_user_id integer, p_provider_id integer
)
returns table (granted boolean, reason text, distribution_id integer, distributed_by integer)
language plpgsql stable parallel safe security definer
set search_path = pg_temp
set enable_seqscan = off
as $$
declare
  v_told constant boolean :=
    ${schema}.require_given_scope(p_role, p_current_user_id, p_system_reason, p_user_id);
  v_system constant boolean := v_told and p_role = 'lyss_system';
  v_why record;
begin
  v_why := ${schema}.explained_access(
    p_user_id => p_user_id,
    p_provider_id => p_provider_id,
    p_me => case when v_told and not v_system then p_user_id else 0 end,
    p_is_admin => case when v_system then false end,
    p_is_system => v_system);
  granted := v_why.granted;
  reason := v_why.reason;
  distribution_id := v_why.distribution_id;
  distributed_by := v_why.distributed_by;
  return next;
end
$$;

comment on function ask_access_explanation(bindable_role, text, text, integer, integer) is
  'Internal: Why the user may use the provider, or why not, in a scope that is given and not bound: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);

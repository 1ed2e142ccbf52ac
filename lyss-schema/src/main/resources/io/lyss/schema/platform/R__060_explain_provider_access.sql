-- Why a user may use a provider, or why not, from what the caller sees: explained_access says it. A single call of
-- the DAO asks by ask_access_explanation, which needs no bound scope.
--
-- lyss_definer owns it for the same reason as can_user_access_provider. It is plpgsql, because a SQL function that
-- pins its path is planned at each call. It names the schema for the same reason as that function.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function explain_provider_access(p_user_id integer, p_provider_id integer)
returns table (granted boolean, reason text, distribution_id integer, distributed_by integer)
language plpgsql stable parallel safe security definer
set search_path = pg_temp
set enable_seqscan = off
as $$
declare
  v_me constant integer :=
    case current_setting('role') when 'authenticated_users' then ${schema}.current_user_id() else 0 end;
  v_why record;
begin
  v_why := ${schema}.explained_access(
    p_user_id => p_user_id,
    p_provider_id => p_provider_id,
    p_me => v_me,
    p_is_admin => v_me <> 0 and ${schema}.current_user_is_admin(),
    p_is_system => current_setting('role') = 'lyss_system' and ${schema}.current_system_reason() is not null);
  granted := v_why.granted;
  reason := v_why.reason;
  distribution_id := v_why.distribution_id;
  distributed_by := v_why.distributed_by;
  return next;
end
$$;

revoke execute on function explain_provider_access(integer, integer) from public;
grant execute on function explain_provider_access(integer, integer)
  to authenticated_users, lyss_system;

comment on function explain_provider_access(integer, integer) is
  'Why the user may use the provider, or why not: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);

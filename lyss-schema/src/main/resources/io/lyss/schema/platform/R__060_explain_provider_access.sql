-- Why a user may use a provider, or why not. can_user_access_provider decides whether; this finds only the
-- reason, from what the caller sees: any other user or provider "is not found".
--
-- lyss_definer owns it for the same reason as that function; its conditions equal the policies on these tables.
-- It is plpgsql, because a SQL function that pins its path is planned at each call. It names the schema for the
-- same reason as that function.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function explain_provider_access(p_user_id integer, p_provider_id integer)
returns table (granted boolean, reason text, distribution_id integer, distributed_by integer)
language plpgsql stable parallel safe security definer
set search_path = pg_temp
as $$
#variable_conflict use_column
declare
  v_granted constant boolean := ${schema}.can_user_access_provider(p_user_id, p_provider_id);
  v_me constant integer :=
    case current_setting('role') when 'authenticated_users' then ${schema}.current_user_id() else 0 end;
  v_admin constant boolean := v_me <> 0 and ${schema}.current_user_is_admin();
  v_system constant boolean :=
    current_setting('role') = 'lyss_system' and ${schema}.current_system_reason() is not null;
begin
  return query
  select
    v_granted,
    case
      when v_granted and d.id is not null then 'distributed'
      when v_granted then 'owner'
      when u.id is null then 'user_not_found'
      when p.id is null then 'provider_not_found'
      when not u.is_active then 'user_inactive'
      when not p.is_active then 'provider_inactive'
      when p.scope = 'personal' then 'not_owner'
      when not d.is_active then 'distribution_revoked'
      when d.valid_from > ${schema}.statement_time() then 'distribution_not_begun'
      when d.valid_until <= ${schema}.statement_time() then 'distribution_ended'
      else 'not_distributed'
    end,
    d.id,
    d.distributed_by
  from (values (v_system or v_admin or p_user_id = v_me)) as caller (sees_user)
  left join ${schema}.users as u on u.id = p_user_id and caller.sees_user
  left join ${schema}.provider_distributions as d
    on d.provider_id = p_provider_id and d.user_id = p_user_id and caller.sees_user
  left join ${schema}.provider_configs as p
    on p.id = p_provider_id
    and case p.scope
      when 'organization' then v_system or v_admin or p_user_id = v_me and d.is_active
      else v_system or p.created_by = v_me
    end;
end
$$;

revoke execute on function explain_provider_access(integer, integer) from public;
grant execute on function explain_provider_access(integer, integer)
  to authenticated_users, lyss_system;

comment on function explain_provider_access(integer, integer) is
  'Why the user may use the provider, or why not: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);

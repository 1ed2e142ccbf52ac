-- Why a user may use a provider, or why not, as somebody sees it: a user (p_me), who may be an administrator, or
-- system work. usable_provider decides whether; this finds only the reason. Any other user or provider "is not
-- found"; so is a user who is inactive, to themselves. Its conditions equal the policies on these tables. Whether
-- users who ask about themselves are administrators is looked up where p_is_admin is null.
--
-- Like usable_provider it asks nobody's rights, and only its owner may call it. It reads each table by its key, in a
-- query of its own, and only where the reason still depends on it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function explained_access(
  p_user_id integer, p_provider_id integer, p_me integer, p_is_admin boolean, p_is_system boolean,
  out granted boolean, out reason text, out distribution_id integer, out distributed_by integer
)
language plpgsql stable parallel safe
as $$
declare
  v_active pg_catalog.bool;
  v_role pg_catalog.text;
  v_distributed pg_catalog.bool;
  v_from pg_catalog.timestamptz;
  v_until pg_catalog.timestamptz;
  v_provider_active pg_catalog.bool;
  v_scope pg_catalog.text;
  v_creator pg_catalog.int4;
begin
  granted := false;
  if p_is_system or p_is_admin or p_user_id operator(pg_catalog.=) p_me then
    select u.is_active, u.role into v_active, v_role
    from ${schema}.users as u where u.id operator(pg_catalog.=) p_user_id;
  end if;
  if v_active is null or not v_active and not p_is_system and p_user_id operator(pg_catalog.=) p_me then
    reason := 'user_not_found';
    return;
  end if;
  select p.scope, p.is_active, p.created_by into v_scope, v_provider_active, v_creator
  from ${schema}.provider_configs as p where p.id operator(pg_catalog.=) p_provider_id;
  if v_scope operator(pg_catalog.=) 'organization' then
    select d.id, d.distributed_by, d.is_active, d.valid_from, d.valid_until
    into distribution_id, distributed_by, v_distributed, v_from, v_until
    from ${schema}.provider_distributions as d
    where d.user_id operator(pg_catalog.=) p_user_id and d.provider_id operator(pg_catalog.=) p_provider_id;
  end if;
  if (p_is_system
    or v_scope operator(pg_catalog.=) 'organization' and (coalesce(p_is_admin, v_role operator(pg_catalog.=) 'admin') or v_distributed)
    or v_creator operator(pg_catalog.=) p_me and v_scope operator(pg_catalog.=) 'personal') is not true
    or v_scope is null
  then
    reason := 'provider_not_found';
  elsif not v_active then
    reason := 'user_inactive';
  elsif not v_provider_active then
    reason := 'provider_inactive';
  elsif ${schema}.usable_provider(p_user_id, p_provider_id) then
    granted := true;
    reason := case when distribution_id is null then 'owner' else 'distributed' end;
  else
    reason := case
      when v_scope operator(pg_catalog.=) 'personal' then 'not_owner'
      when not v_distributed then 'distribution_revoked'
      when v_from operator(pg_catalog.>) ${schema}.statement_time() then 'distribution_not_begun'
      when v_until operator(pg_catalog.<=) ${schema}.statement_time() then 'distribution_ended'
      else 'not_distributed'
    end;
  end if;
end
$$;

revoke execute on function explained_access(integer, integer, integer, boolean, boolean) from public;

comment on function explained_access(integer, integer, integer, boolean, boolean) is
  'Internal: Why the user may use the provider, or why not, as a user or system work sees it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- A dry run of purge_memories, and how much it still has to do: for all tenants, or for one, also with another
-- number of days than the tenant has set.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function purge_plan(p_tenant_id uuid, p_keep_days integer)
returns table (tenant_id uuid, reason text, memories bigint, held bigint)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_older_than constant interval := (
    select coalesce(j.keep, d.keep) from job_definitions() as d left join jobs as j on j.name = d.name
    where d.name = 'purge of memories');
begin
  perform require_purge_plan(p_tenant_id, p_keep_days);
  return query
    select p.tenant_id, p.reason, count(*) filter (where not p.held), count(*) filter (where p.held)
    from (
      select g.*, false as held
      from memories_to_purge(
        p_tenant_id => p_tenant_id, p_older_than => v_older_than, p_keep_days => p_keep_days,
        p_held => false, p_limit => null) as g
      union all
      select k.*, true
      from memories_to_purge(
        p_tenant_id => p_tenant_id, p_older_than => v_older_than, p_keep_days => p_keep_days,
        p_held => true, p_limit => null) as k
    ) as p
    group by p.tenant_id, p.reason
    order by p.tenant_id, p.reason;
end
$$;

revoke execute on function purge_plan(uuid, integer) from public;
grant execute on function purge_plan(uuid, integer) to authenticated_users, lyss_system;

comment on function purge_plan(uuid, integer) is
  'How many memories purge_memories would delete, tenant by tenant and why, and how many legal holds keep.';

select set_config('role', current_setting('lyss.migrating_role'), true);

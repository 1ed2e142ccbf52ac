-- What other services keep of tenants and users, as far as it was changed after a time, the earliest first:
-- tenants, users whose status was ever changed, deleted groups (from the audit log), and erased users. Facts
-- with the same time as the last one are all included.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function facts_since(p_since timestamptz, p_limit integer)
returns table (tenant_id uuid, kind text, id uuid, changed_at timestamptz)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select f.* from (
      (select t.id, 'tenant', t.id, t.changed_at from tenants as t
        where t.changed_at > p_since
        order by t.changed_at fetch first (p_limit) rows with ties)
      union all
      (select u.tenant_id, 'user', u.id, u.status_changed_at from users as u
        where u.status_changed_at > p_since
        order by u.status_changed_at fetch first (p_limit) rows with ties)
      union all
      (select a.tenant_id, 'group', a.resource_id::uuid, a.created_at from audit_logs as a
        where a.created_at > p_since and a.source is null
          and a.action = 'row_delete' and a.resource_type = 'user_groups'
        order by a.created_at fetch first (p_limit) rows with ties)
      union all
      (select e.tenant_id, 'erasure', e.user_id, e.erased_at from erasures as e
        where e.erased_at > p_since
        order by e.erased_at fetch first (p_limit) rows with ties)
    ) as f (tenant_id, kind, id, changed_at)
    order by f.changed_at fetch first (p_limit) rows with ties;
end
$$;

revoke execute on function facts_since(timestamptz, integer) from public;

comment on function facts_since(timestamptz, integer) is
  'Internal: The facts of tenants and users that other services keep and that were changed after a time, the earliest first.';

select set_config('role', current_setting('lyss.migrating_role'), true);

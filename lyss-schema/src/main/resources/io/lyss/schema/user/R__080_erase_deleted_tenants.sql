-- The job that erases tenants that were deleted longer ago than they are kept. It begins their erasure, one at
-- a time, and finish_erasures() does it. If no time to keep is set, none is erased.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_deleted_tenants(p_deleted_for interval) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_begun bigint;
  -- a query for each table, because Citus keeps each of them elsewhere
  v_erased uuid[];
  v_held uuid[];
  v_tenant uuid;
begin
  perform require_system();
  v_erased := array(select e.tenant_id from erasures as e where e.user_id = e.tenant_id);
  v_held := array(select distinct h.tenant_id from legal_holds as h);
  select t.id into v_tenant from tenants as t
  where t.status = 'deleted' and t.changed_at < statement_time() - p_deleted_for
    and t.id <> all (v_erased) and t.id <> all (v_held)
  order by t.changed_at
  limit 1;
  if not found then
    return 0;
  end if;
  insert into erasures as e (tenant_id, user_id, reason)
  values (v_tenant, v_tenant, current_system_reason())
  on conflict (tenant_id, user_id) do nothing;
  get diagnostics v_begun = row_count;
  return v_begun;
end
$$;

revoke execute on function erase_deleted_tenants(interval) from public;
grant execute on function erase_deleted_tenants(interval) to lyss_system;

comment on function erase_deleted_tenants(interval) is
  'Begins to erase a tenant that was deleted longer ago than p_deleted_for, and that no legal hold keeps; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- The job of tenants that were deleted longer ago than they are kept: their erasure is begun, one at a time, and
-- finish_erasures() does it. Unless it is said how long they are kept, none is erased.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function erase_deleted_tenants(p_deleted_for interval) returns bigint
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_begun bigint;
begin
  perform require_system();
  insert into erasures as e (tenant_id, user_id, reason)
  select t.id, t.id, current_system_reason()
  from tenants as t
  where t.status = 'deleted' and t.changed_at < statement_time() - p_deleted_for
    and not exists (select from erasures as e where e.tenant_id = t.id and e.user_id = t.id)
    and not exists (select from legal_holds as h where h.tenant_id = t.id)
  order by t.changed_at
  limit 1
  on conflict (tenant_id, user_id) do nothing;
  get diagnostics v_begun = row_count;
  return v_begun;
end
$$;

revoke execute on function erase_deleted_tenants(interval) from public;
grant execute on function erase_deleted_tenants(interval) to lyss_system;

comment on function erase_deleted_tenants(interval) is
  'Begins to erase a tenant that was deleted longer ago than that, and that no legal hold keeps; returns how many.';

select set_config('role', current_setting('lyss.migrating_role'), true);

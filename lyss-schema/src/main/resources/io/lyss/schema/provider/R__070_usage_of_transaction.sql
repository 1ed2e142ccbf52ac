-- Citus counts what an insert has been offered, and not what it has inserted.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function usage_of_transaction(p_tenant_id uuid, p_ids uuid[]) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_stamp constant bigint := usage_stamp();
  v_first timestamptz;
  v_last timestamptz;
  v_recorded bigint;
begin
  select min(uuid_time(n.id)), max(uuid_time(n.id)) into v_first, v_last from unnest(p_ids) as n (id);
  select count(*) into v_recorded from usage_records as r
  where r.tenant_id = p_tenant_id and r.id = any (p_ids) and r.stamp = v_stamp
    and r.recorded_at between v_first and v_last;
  return v_recorded;
end
$$;

revoke execute on function usage_of_transaction(uuid, uuid[]) from public;

comment on function usage_of_transaction(uuid, uuid[]) is
  'Internal: How many of some requests this transaction has recorded.';

select set_config('role', current_setting('lyss.migrating_role'), true);

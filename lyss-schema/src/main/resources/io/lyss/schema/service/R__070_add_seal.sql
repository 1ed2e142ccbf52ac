select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_seal(
  p_tenant_id uuid, p_month date, p_from_stamp bigint, p_to_stamp bigint, p_entries bigint,
  p_digest bytea
)
returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_last audit_seals;
  v_seal audit_seals;
begin
  select * into v_last from audit_seals as s
  where s.tenant_id = p_tenant_id
  order by s.number desc
  limit 1;
  v_seal := row(
    p_tenant_id, coalesce(v_last.number, 0) + 1, p_month, p_from_stamp, p_to_stamp, p_entries,
    p_entries = 0, p_digest, statement_time(), null);
  v_seal.hash := seal_hash(coalesce(v_last.hash, ''), v_seal);
  insert into audit_seals select v_seal.*;
end
$$;

revoke execute on function add_seal(uuid, date, bigint, bigint, bigint, bytea) from public;

comment on function add_seal(uuid, date, bigint, bigint, bigint, bytea) is
  'Internal: Adds a seal to the chain of a tenant; of no entries, that the month was dropped.';

select set_config('role', current_setting('lyss.migrating_role'), true);

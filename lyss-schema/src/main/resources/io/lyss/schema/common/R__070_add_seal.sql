select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_seal(
  p_chain uuid, p_month date, p_from_stamp bigint, p_to_stamp bigint, p_entries bigint,
  p_digest bytea, p_stands_for int8multirange
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
  where seal_chain(s) = p_chain
  order by s.number desc
  limit 1;
  -- audit_seals of PLATFORM has no tenant_id
  v_seal := jsonb_populate_record(null::audit_seals, jsonb_build_object(
    'tenant_id', p_chain, 'number', coalesce(v_last.number, 0) + 1, 'month', p_month,
    'from_stamp', p_from_stamp, 'to_stamp', p_to_stamp, 'entries', p_entries,
    'dropped', p_entries = 0));
  v_seal.stands_for := p_stands_for;
  v_seal.digest := p_digest;
  v_seal.sealed_at := statement_time();
  v_seal.hash := seal_hash(coalesce(v_last.hash, ''), v_seal);
  insert into audit_seals select v_seal.*;
end
$$;

revoke execute on function add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) from public;

comment on function add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) is
  'Internal: Adds a seal to a chain; without entries, it states that the month was dropped, and which seals it replaces.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Before a month of the audit log is dropped, what can be is sealed, and then a last seal says so in each chain
-- that has seals of the month: from then on they stand for its entries.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_audit_logs(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_month constant date := (p_from at time zone 'UTC')::date;
  v_chain uuid;
begin
  -- which locks the watermark, so that nobody else adds to a chain
  while add_seals(100000) >= 100000 loop
    null;
  end loop;
  for v_chain in
    select seal_chain(s) from audit_seals as s
    where s.month = v_month
    group by 1
    having not bool_or(s.dropped)
    order by 1
  loop
    perform add_seal(
      p_chain => v_chain, p_month => v_month, p_from_stamp => 0, p_to_stamp => 0, p_entries => 0,
      p_digest => sha256(''));
  end loop;
end
$$;

revoke execute on function close_audit_logs(timestamptz, timestamptz) from public;

do $$
begin
  execute format(
    'grant execute on function close_audit_logs(timestamptz, timestamptz) to %I',
    (select pg_get_userbyid(proowner) from pg_proc where oid = 'trim_blank(text)'::regprocedure));
end
$$;

comment on function close_audit_logs(timestamptz, timestamptz) is
  'Internal: Seals that a month of the audit log is dropped; its seals stand for its entries from then on.';

select set_config('role', current_setting('lyss.migrating_role'), true);

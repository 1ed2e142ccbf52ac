-- Before a month of the audit log is dropped, its entries are sealed. Then a last seal in each chain that has
-- seals of the month states which seals it replaces, including those of all months that were dropped before.
--
-- It seals no more than a run of the job does: where more is left, it fails, and the job of retention seals
-- first.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function close_audit_logs(p_from timestamptz, p_to timestamptz) returns void
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_month date;
  v_chain uuid;
begin
  -- which locks the watermark, so that nobody else adds to a chain
  if add_seals(100000) >= 100000 then
    raise exception 'more entries of the audit log are not sealed yet than are sealed in one transaction'
      using
        errcode = 'object_not_in_prerequisite_state',
        hint = 'Call seal_entries() until it returns less than 100000; the job of retention does so by itself.';
  end if;
  for v_chain, v_month in
    select seal_chain(s), s.month from audit_seals as s
    where s.month >= p_from at time zone 'UTC' and s.month < p_to at time zone 'UTC'
    group by 1, 2
    -- unless nothing was added after the month that was dropped before
    having max(s.number) filter (where s.dropped) = max(s.number) is not true
    order by 1, 2
  loop
    perform add_seal(
      p_chain => v_chain, p_month => v_month, p_from_stamp => 0, p_to_stamp => 0, p_entries => 0,
      p_digest => sha256(''),
      p_stands_for => (
        select range_agg(n.numbers)
        from (
          select int8range(s.number, s.number + 1) as numbers
          from audit_seals as s
          where seal_chain(s) = v_chain
            and (
              s.dropped or s.month = v_month
              -- dropped when seals did not yet state which ones they replace
              or exists (
                select from audit_seals as d
                where seal_chain(d) = v_chain and d.dropped and d.month = s.month and d.number > s.number)
            )
          union all
          select unnest(s.stands_for) from audit_seals as s where seal_chain(s) = v_chain and s.dropped
        ) as n
      ));
  end loop;
end
$$;

revoke execute on function close_audit_logs(timestamptz, timestamptz) from public;

select allow_owner('execute on function close_audit_logs(timestamptz, timestamptz)');

comment on function close_audit_logs(timestamptz, timestamptz) is
  'Internal: States by seals that months of the audit log are dropped; these replace the seals of those months.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- What the ledger says of each counter, in its period. Repairs say by how much a counter was wrong, and are
-- no change of what is held and used.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace view quota_sums as
select
  e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start,
  sum(l.held) as held,
  sum(l.used) as used
from quota_entries as e
cross join lateral unnest(e.lines) as l
where e.kind <> 'repair'
group by e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start;

comment on view quota_sums is 'Internal: What the ledger adds up to.';

select set_config('role', current_setting('lyss.migrating_role'), true);

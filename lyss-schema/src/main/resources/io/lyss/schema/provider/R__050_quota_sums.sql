-- What the ledger says of each counter, in its period. Repairs record by how much a counter was wrong, and
-- change nothing of what is held and used; nor do additions to a quota.
create or replace view quota_sums with (security_invoker = true) as
select
  e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start,
  sum(l.held) as held,
  sum(l.used) as used
from quota_entries as e
cross join lateral unnest(e.lines) as l
where e.kind not in ('add', 'repair')
group by e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start;

grant select on quota_sums to lyss_definer;

comment on view quota_sums is 'Internal: The sums of the ledger, for each counter.';

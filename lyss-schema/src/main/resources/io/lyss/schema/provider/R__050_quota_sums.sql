-- What the ledger says of each counter, in its period. Repairs say by how much a counter was wrong, and are
-- no change of what is held and used; nor are additions to a quota.
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

comment on view quota_sums is 'Internal: What the ledger adds up to.';

-- The months that the rows of a pass need, so that their partitions are made before the rows come.
create or replace function graduating_months(p_kind text, p_since bigint) returns setof date
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select generate_series(
      date_trunc('month', r.first_at at time zone 'UTC'),
      date_trunc('month', r.last_at at time zone 'UTC'),
      interval '1 month')::date
  from (
    select min(c.created_at) as first_at, max(c.last_active_at) as last_at from conversations as c
    where p_kind = 'messages' and c.message_count > 0 and (p_since is null or row_xid(c.xmin) >= p_since)
    union all
    select min(s.recorded_at), max(s.recorded_at) from usage_statistics as s
    cross join usage_watermark as w
    where p_kind = 'usage' and (p_since is null or s.stamp >= w.epoch + p_since)
    union all
    select min(a.created_at), max(a.created_at) from audit_logs as a
    cross join audit_watermark as w
    where graduated_audit_kind(a.resource_type) = p_kind
      and (p_since is null or a.seal_stamp >= w.epoch + p_since)
  ) as r
  where r.first_at is not null
$$;

comment on function graduating_months(text, bigint) is
  'Internal: The first days of the months of messages, usage or entries of the audit log, written since.';

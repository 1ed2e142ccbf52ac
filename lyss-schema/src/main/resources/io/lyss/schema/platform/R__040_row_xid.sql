-- The whole id of the transaction that wrote a row; xmin has only its last 32 bits. It is right for the last
-- 2^32 transactions. An older row may seem younger, but never the other way round.
create or replace function row_xid(p_xmin xid) returns bigint
language sql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select case
      when x.low < 3 then 0
      when (n.next >> 32 << 32) + x.low < n.next then (n.next >> 32 << 32) + x.low
      else (n.next >> 32 << 32) + x.low - (1::bigint << 32)
    end
  from (select p_xmin::text::bigint) as x (low)
  cross join (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint) as n (next)
$$;

comment on function row_xid(xid) is
  'Internal: The id of the transaction that wrote a row, from its xmin; comparable with graduations.since_xid.';

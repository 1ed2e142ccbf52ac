-- What the ending pass may have missed was written by a transaction that ran when it began, or by a later one.
create or replace function end_graduation_pass() returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  update graduations as g
  set
    pass = g.pass + 1,
    since_xid = g.next_xid,
    next_xid = greatest(g.next_xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint),
    progress = '{}'
$$;

revoke execute on function end_graduation_pass() from public;

comment on function end_graduation_pass() is 'Internal: Ends a pass and begins the next.';

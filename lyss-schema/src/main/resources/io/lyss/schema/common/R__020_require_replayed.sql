-- Sent before a read on a replica: fails where the replica has not replayed enough, so that the read is
-- repeated on the primary. So a read never returns stale rows.
--
-- A position says how stale a read may be: all that was written up to some seconds ago lies below it. A
-- transaction is given by a reader who has to see its writes. It is given by its id: a position read inside of
-- it lies before its commit, and reading one afterwards costs a round trip.
--
-- The login calls it, before a scope is bound. Each later statement has a later snapshot, which shows what is
-- committed here. A transaction that keeps its first snapshot (repeatable read) sees only what was committed
-- before it; there the given transactions must have ended when the snapshot was taken.
--
-- LY001: a transaction is not replayed yet. LY002: a position is not. LY003: this is no standby (any more), so
-- what is replayed here says nothing about the primary.
create or replace function require_replayed(p_position pg_lsn, p_transactions xid8[]) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  -- Bytes: the header of a page, and the longer one of the first page of a segment
  c_page_header constant integer := 24;
  c_first_page_header constant integer := 40;
  v_replayed constant pg_lsn := pg_last_wal_replay_lsn();
  v_snapshot pg_snapshot;
  v_transaction xid8;
  v_page integer;
  v_in_page integer;
begin
  if not pg_is_in_recovery() then
    raise exception 'this server is no standby, so it is not read from as a replica'
      using errcode = 'LY003',
        hint = 'Was it promoted? Give the replica''s data source the address of a standby.';
  end if;
  if v_replayed is null or v_replayed < p_position then
    -- At the end of a page of the log, the primary's position already includes the next page's header; the
    -- replayed one includes it only once a record follows.
    v_page := current_setting('wal_block_size')::integer;
    v_in_page := (p_position - '0/0'::pg_lsn) % v_page;
    if v_replayed is null
      or v_in_page not in (c_page_header, c_first_page_header)
      or v_replayed < p_position - v_in_page then
      raise exception 'this replica is staler than reads may be' using errcode = 'LY002';
    end if;
  end if;
  if p_transactions <> '{}' then
    v_snapshot := pg_current_snapshot();
    foreach v_transaction in array p_transactions loop
      if v_transaction >= pg_snapshot_xmin(v_snapshot)
        and (v_transaction >= pg_snapshot_xmax(v_snapshot)
          or current_setting('transaction_isolation') <> 'read committed'
          or pg_xact_status(v_transaction) = 'in progress') then
        raise exception 'this replica has not replayed transaction %', v_transaction
          using errcode = 'LY001';
      end if;
    end loop;
  end if;
end
$$;

comment on function require_replayed(pg_lsn, xid8[]) is
  'Internal: Fails unless this replica has replayed a position (LY002) and transactions (LY001); LY003 if it is no replica.';

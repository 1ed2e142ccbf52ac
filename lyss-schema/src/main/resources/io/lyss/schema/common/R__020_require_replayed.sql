-- Sent before a read that goes to a replica: fails where that has not replayed enough, so that the read is made on
-- the primary instead. What is stale is never an answer.
--
-- A position says how stale a read may be: all that was written up to some seconds ago lies below it. A transaction
-- is named by whoever reads what it has written. It is known by its id, as a position that it could tell of itself
-- lies before its commit, and the one after that would take another round trip.
--
-- It goes by login, before a scope is bound: each statement after this one has a later snapshot, in which what is
-- committed here can be seen. A transaction that keeps its first snapshot (repeatable read) sees only what was
-- committed before that, so there a transaction has to have ended when the snapshot was taken.
--
-- LY001: a transaction is not here yet. LY002: a position is not. LY003: this is no standby (any more), so what is
-- replayed here says nothing of the primary.
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
    -- At the end of a page of the log the primary counts the header of the next page in, before a record follows it
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
  'Internal: Fails unless a replica has replayed up to a position, and transactions: LY001, LY002; LY003 where it is none.';

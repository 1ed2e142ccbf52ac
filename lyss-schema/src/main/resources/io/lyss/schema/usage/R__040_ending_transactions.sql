-- Citus commits here first, and then on the nodes, where all is prepared. So what a transaction has written may not be seen
-- yet, though no snapshot counts it among those that run. Until the nodes have answered it keeps the lock of its id. Where one
-- did not, what is prepared stays there, and Citus knows it by pg_dist_transaction.
--
-- Of the transactions that had ended when p_now was taken, those that are not returned are seen by whatever reads afterwards.
-- A lock has the lower half of an id, which is near the end of the snapshot.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function ending_transactions(p_now pg_snapshot) returns setof bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_xmax constant bigint := pg_snapshot_xmax(p_now)::text::bigint;
  v_silent text;
  v_prepared text;
begin
  if to_regclass('pg_catalog.pg_dist_transaction') is null then
    return;
  end if;
  return query
    select v_xmax + case when d.ahead < 1::bigint << 31 then d.ahead else d.ahead - (1::bigint << 32) end
    from pg_locks as l
    cross join lateral (select (l.transactionid::text::bigint - v_xmax) & 4294967295) as d (ahead)
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted;
  select string_agg(n.nodename || ':' || n.nodeport, ', ') filter (where not n.success), string_agg(n.result, ',')
  into v_silent, v_prepared
  from run_command_on_workers('select coalesce(string_agg(gid, '',''), '''') from pg_prepared_xacts') as n;
  if v_silent is not null then
    raise exception 'a node does not say what is prepared there: %', v_silent
      using errcode = 'connection_failure';
  end if;
  return query
    select t.outer_xid::text::bigint from pg_dist_transaction as t
    where t.gid = any (string_to_array(v_prepared, ','));
end
$$;

revoke execute on function ending_transactions(pg_snapshot) from public;

comment on function ending_transactions(pg_snapshot) is
  'Internal: The ids of transactions that may not be committed on all nodes of Citus yet; none on other servers.';

select set_config('role', current_setting('lyss.migrating_role'), true);

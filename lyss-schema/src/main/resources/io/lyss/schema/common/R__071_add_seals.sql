-- Seals the entries that were added since the last run, a seal for each chain and month, and advances the
-- watermark. Writers and readers of entries do not wait for it; of two runs at once, one waits for the other.
--
-- The stamp of an entry is the id of its transaction. Transactions below the oldest running one have ended, and
-- no later transaction has a lower id. So nothing can be added below that stamp any more, and entries are
-- sealed up to there. An entry of a transaction that runs longer is above it, and waits for a later run.
--
-- It seals about p_entries, up to the end of the transaction in which that number is reached: the entries of a
-- stamp are sealed together. Their digests are gathered in one value; PostgreSQL has room for 33 million of one
-- chain and month.
--
-- After a restore to another server, transaction ids begin again, lower than those that are sealed. Stamps then
-- have 2^48 more for each time this happened (an epoch), as audit_stamp() gives them out. The first run that
-- finds such a stamp, or has one itself, sets the new epoch.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function add_seals(p_entries bigint) returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_old audit_watermark;
  v_next_epoch bigint;
  v_epoch bigint;
  v_next bigint;
  v_group record;
  v_sealed bigint := 0;
begin
  select * into v_old from audit_watermark for no key update;
  v_next_epoch := ((v_old.next_stamp >> 48) + 1) << 48;
  v_epoch := case
    when audit_stamp() >= v_next_epoch
      or exists (select from audit_logs as a where a.seal_stamp >= v_next_epoch) then v_next_epoch
    else v_old.epoch
  end;
  v_next := greatest(
    v_old.next_stamp, v_epoch + pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
  v_next := least(
    v_next,
    (
      select a.seal_stamp + 1
      from audit_logs as a
      where a.seal_stamp >= v_old.next_stamp and a.seal_stamp < v_next
      order by a.seal_stamp
      offset p_entries - 1 limit 1
    ));
  for v_group in
    select entry_chain(a) as chain, date_trunc('month', a.created_at at time zone 'UTC')::date as month,
      count(*) as entries,
      sha256(string_agg(
        entry_digest(a, v_old.next_stamp), '' order by a.seal_stamp, a.created_at, a.id)) as digest
    from audit_logs as a
    where a.seal_stamp >= v_old.next_stamp and a.seal_stamp < v_next
    group by 1, 2
    order by 1, 2
  loop
    perform add_seal(
      p_chain => v_group.chain, p_month => v_group.month, p_from_stamp => v_old.next_stamp,
      p_to_stamp => v_next, p_entries => v_group.entries, p_digest => v_group.digest,
      p_stands_for => null);
    v_sealed := v_sealed + v_group.entries;
  end loop;
  update audit_watermark as w
  set epoch = v_epoch, next_stamp = v_next, sealed_at = statement_time();
  return v_sealed;
end
$$;

revoke execute on function add_seals(bigint) from public;

comment on function add_seals(bigint) is
  'Internal: Seals entries of the audit log that are not sealed yet; returns how many, and fewer than asked for once it has sealed all.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- What keeps vacuum from removing dead rows, the oldest first. Rows that died since then stay, in every table
-- of the database; for a slot of logical replication, in the catalog only. A caller who is no member of
-- pg_monitor sees only that other logins' transactions exist.
create or replace view vacuum_horizon with (security_invoker = true) as
select
  h.holder, h.name, h.since, h.transactions
from (
  select
    'transaction' as holder,
    a.pid || coalesce(' of ' || a.usename, '') || coalesce(', ' || a.state, '') as name,
    a.xact_start as since,
    greatest(age(a.backend_xmin), age(a.backend_xid)) as transactions
  from pg_catalog.pg_stat_activity as a
  where a.pid <> pg_backend_pid() and (a.datname = current_database() or a.datname is null)
  union all
  select 'prepared transaction' as holder, p.gid, p.prepared, age(p.transaction)
  from pg_catalog.pg_prepared_xacts as p
  where p.database = current_database()
  union all
  select 'replication slot' as holder, r.slot_name::text, null as since, age(r.xmin)
  from pg_catalog.pg_replication_slots as r
  union all
  select 'replication slot, catalog alone' as holder, r.slot_name::text, null as since, age(r.catalog_xmin)
  from pg_catalog.pg_replication_slots as r
) as h
where h.transactions is not null
order by h.transactions desc;

grant select on vacuum_horizon to pg_monitor;

comment on view vacuum_horizon is
  'Transactions and replication slots that keep vacuum from removing dead rows, the oldest first.';
comment on column vacuum_horizon.name is 'The process and its login; the name of a prepared transaction or a slot.';
comment on column vacuum_horizon.since is 'When the transaction began; null for a slot.';
comment on column vacuum_horizon.transactions is 'How many transactions have begun since.';
comment on column vacuum_horizon.holder is 'What holds it up: a transaction, a prepared transaction, or a slot.';

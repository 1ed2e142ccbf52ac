-- How many locks the dearest statement of a request takes, and whether the server has room for it in many sessions at
-- once. One row.
--
-- The first time in a session, a statement locks each month of a table, and each index of it: while it is planned, also
-- where it reads one month alone. A delete does so with each table whose foreign keys lead to its own, be it that their
-- rows go, are changed, or are looked for. Users delete from few tables; where operators alone do, few sessions do it.
--
-- The server has room for twice max_locks_per_transaction holders of locks, times max_connections: it is short once half
-- of the sessions fill that.
create or replace view lock_room with (security_invoker = true) as
with recursive parent as (
  select c.oid, c.relname,
    (
      select count(*) + sum((select count(*) from pg_catalog.pg_index as i where i.indrelid = t.relid))
      from (
        -- of a table without partitions it returns nothing
        select c.oid as relid
        union
        select relid from pg_catalog.pg_partition_tree(c.oid)
      ) as t
    )::bigint as locks
  from pg_catalog.pg_class as c
  where c.relnamespace = to_regnamespace('${schema}') and c.relkind in ('r', 'p') and not c.relispartition
), reached as (
  select oid as root, oid, has_table_privilege('authenticated_users', oid, 'delete') as deletes
  from parent
  union
  select reached.root, f.conrelid, reached.deletes
  from reached
  join pg_catalog.pg_constraint as f on f.confrelid = reached.oid and f.contype = 'f' and f.conparentid = 0
  where reached.deletes
), needed as (
  select reached.root, sum(parent.locks)::bigint as locks
  from reached
  join parent on parent.oid = reached.oid
  group by reached.root
)
select
  parent.relname::text as table_name,
  needed.locks as needed,
  current_setting('max_locks_per_transaction')::integer as max_locks_per_transaction,
  needed.locks > 4 * current_setting('max_locks_per_transaction')::integer as is_short,
  (ceil(needed.locks / 64.0) * 64)::integer as advised
from needed
join parent on parent.oid = needed.root
order by needed.locks desc, parent.relname
limit 1;

grant select on lock_room to pg_monitor;

comment on view lock_room is
  'How many locks the dearest statement of a request takes, and whether the server has room for it in half of its sessions.';
comment on column lock_room.table_name is 'The table that it reads, or deletes from.';
comment on column lock_room.needed is 'The locks that it takes the first time in a session.';
comment on column lock_room.max_locks_per_transaction is 'As the server has it set.';
comment on column lock_room.is_short is 'Whether half of the sessions that the server admits would fill its table of locks.';
comment on column lock_room.advised is 'What to set max_locks_per_transaction to, where it is short; takes effect with a restart.';

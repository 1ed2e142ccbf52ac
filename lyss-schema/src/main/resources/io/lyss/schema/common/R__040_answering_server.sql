-- Identifies the server, database and schema. After a restore transactions are counted anew, and each server
-- counts its own. So a host compares what it has kept only with an answer of the same server. A server that was
-- restarted counts as another.
--
-- The id of the database is read from the path of a table, because a query of pg_database costs as much as the
-- question that is answered. It pins no search path, so that it is inlined.
create or replace function answering_server() returns text
language sql stable
return
  (pg_catalog.date_part('epoch', pg_catalog.pg_postmaster_start_time()) operator(pg_catalog.*) 1000000)::pg_catalog.int8
    operator(pg_catalog.||) '.'
    operator(pg_catalog.||) pg_catalog.split_part(
      pg_catalog.pg_relation_filepath('pg_catalog.pg_namespace'::pg_catalog.regclass), '/', -2)
    operator(pg_catalog.||) '.'
    operator(pg_catalog.||) '${schema}'::pg_catalog.regnamespace::pg_catalog.oid;

revoke execute on function answering_server() from public;
grant execute on function answering_server() to lyss_definer;

comment on function answering_server() is
  'Internal: Identifies this server since its last start, and the database and schema.';

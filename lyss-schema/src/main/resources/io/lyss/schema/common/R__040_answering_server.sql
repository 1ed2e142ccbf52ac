-- Identifies the server, database and schema. After a restore transactions are counted anew, and each server
-- counts its own. So a host compares what it has kept only with an answer of the same server. A server that was
-- restarted counts as another.
create or replace function answering_server() returns text
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (
    select (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint || '.' || d.oid || '.' || n.oid
    from pg_database as d
    cross join pg_namespace as n
    where d.datname = current_database() and n.nspname = '${schema}');
end
$$;

revoke execute on function answering_server() from public;
grant execute on function answering_server() to lyss_definer;

comment on function answering_server() is
  'Internal: Identifies this server since its last start, and the database and schema.';

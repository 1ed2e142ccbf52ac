-- Which server, database and schema answers. Transactions are counted anew after a restore, and another server
-- counts its own: what a host has kept is compared with what the same one says, and with nothing else. A server
-- that was started again may be another.
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
  'Internal: Which server, since which start, which database and which schema of it this is.';

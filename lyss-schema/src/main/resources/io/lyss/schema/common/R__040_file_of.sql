-- The file with a table's rows, and its server: a restored backup has the tables' comments, but other files.
create or replace function file_of(p_table regclass, out file text, out blocks bigint)
language sql volatile
set search_path = pg_catalog, pg_temp
as $$
  select
    concat_ws('/', s.system_identifier, p_table::oid, pg_relation_filenode(p_table)),
    pg_relation_size(p_table) / current_setting('block_size')::bigint
  from pg_control_system() as s
$$;

revoke execute on function file_of(regclass) from public;

comment on function file_of(regclass) is
  'Internal: The file with the rows of a table, and its number of blocks.';

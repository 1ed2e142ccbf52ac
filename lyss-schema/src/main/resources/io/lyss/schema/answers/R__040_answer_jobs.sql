-- The jobs of databases that record changes for hosts, in the columns of job_definitions().
create or replace function answer_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values (
    'changes of access', 'Forgets changes of access that hosts with a cache have heard of long ago.',
    'select forget_access_changes($1)', null::integer, interval '1 hour', interval '1 day')
$$;

comment on function answer_jobs() is
  'Internal: The jobs of databases that record changes for hosts.';

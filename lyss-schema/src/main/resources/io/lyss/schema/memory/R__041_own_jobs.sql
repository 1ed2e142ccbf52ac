-- The jobs of MEMORY, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values
    (
      'expired memories', 'Deletes memories that have expired, so that their vectors go.',
      'select expire_memories(1000)', 1000, interval '5 minutes', null::interval),
    (
      'purge of memories',
      'Deletes for good what was deleted and may be restored no longer, and what its tenant keeps no longer.',
      'select purge_memories($1, 1000)', 1, interval '1 hour', interval '30 days')
  union all
  select * from ${schema}.service_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of MEMORY.';

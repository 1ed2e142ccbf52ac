-- The jobs of SHARED, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select * from ${schema}.answer_jobs()
  union all
  select * from ${schema}.service_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of SHARED.';

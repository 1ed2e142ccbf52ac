-- The jobs of databases that have usage, in the columns of job_definitions().
create or replace function usage_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values (
    'roll-ups of usage', 'Adds up what was used since the last time; reads are exact without it.',
    'select refresh_usage()', null::integer, interval '1 minute', null::interval)
$$;

comment on function usage_jobs() is 'Internal: The jobs of databases that have usage.';

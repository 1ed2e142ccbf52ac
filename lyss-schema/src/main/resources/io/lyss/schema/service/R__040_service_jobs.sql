-- The jobs of all service databases, in the columns of job_definitions().
create or replace function service_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values
    (
      'handled events', 'Forgets events that can be delivered no second time.',
      'select forget_consumed_events($1, 10000)', 10000, interval '1 hour', interval '30 days')
$$;

comment on function service_jobs() is 'Internal: The jobs of all service databases.';

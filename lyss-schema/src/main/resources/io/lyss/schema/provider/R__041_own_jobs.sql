-- The jobs of PROVIDER, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values
    (
      'expired reservations', 'Gives back what nobody has settled or released in time.',
      'select expire_reservations(1000)', 1000, interval '1 minute', null::interval),
    (
      'ended reservations', 'Forgets reservations that no call repeats any more.',
      'select forget_reservations($1, 1000)', 1000, interval '1 hour', interval '7 days')
  union all
  select * from ${schema}.usage_jobs()
  union all
  select * from ${schema}.answer_jobs()
  union all
  select * from ${schema}.service_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of PROVIDER.';

-- The jobs of USER, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values (
    'deleted tenants', 'Begins to erase tenants that were deleted and may be restored no longer; none unless it is said how long they are kept.',
    'select erase_deleted_tenants($1)', 1, interval '1 hour', null::interval)
  union all
  select * from ${schema}.service_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of USER.';

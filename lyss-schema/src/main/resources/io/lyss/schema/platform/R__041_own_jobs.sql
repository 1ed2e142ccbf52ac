-- The jobs of PLATFORM, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values
    (
      'usage by day', 'Brings provider_usage_daily up to date.',
      'select count(*) from refresh_provider_usage_daily()', null::integer, interval '1 hour',
      null::interval),
    (
      'empty conversations', 'Deletes conversations in which nothing was ever said.',
      'select delete_empty_conversations($1, 1000)', 1, interval '1 day', interval '1 day')
  union all
  values (
    'old conversations',
    'Deletes for good what has expired, and what was not active for the time that is kept; all is kept where nothing is said.',
    'select purge_conversations($1, 1000)', 1, interval '1 hour', null::interval)
  union all
  values (
    'changes of access', 'Forgets changes of access that hosts with a cache have heard of long ago.',
    'select forget_access_changes($1)', null::integer, interval '1 hour', interval '1 day')
  union all
  select * from ${schema}.usage_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of PLATFORM.';

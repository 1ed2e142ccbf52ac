-- The jobs of CHAT, in the columns of job_definitions().
create or replace function own_jobs()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  values (
    'purge of conversations',
    'Deletes for good what was deleted and may be restored no longer, what has expired, and what its tenant keeps no longer.',
    'select purge_conversations($1, 100)', 1, interval '1 hour', interval '30 days')
  union all
  select * from ${schema}.service_jobs()
$$;

comment on function own_jobs() is 'Internal: The jobs of CHAT.';

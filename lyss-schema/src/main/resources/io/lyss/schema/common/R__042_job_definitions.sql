-- Every job that a database needs.
--
--   call   the statement; it takes the retention as $1, and returns how much it has done
--   batch  a run that has done at least so much is repeated at once, because there may be more; null where a run does all,
--          as for statistics
--   every  how often it is due
--   keep   how long what it deletes is kept; null for ever, or where it deletes nothing
create or replace function job_definitions()
returns table (name text, does text, call text, batch integer, every interval, keep interval)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select job.*
  from pg_partitioned_table as p
  join pg_class as c on c.oid = p.partrelid
  cross join lateral (
    values
      (
        'partitions of ' || c.relname,
        'Makes the partitions of the months ahead, and moves rows of months that had none.',
        format('select keep_partitions(%L)', c.oid::regclass), 1, interval '1 day', null::interval),
      (
        'retention of ' || c.relname,
        'Drops the months that are older than what is kept; all is kept where nothing is said.',
        format('select retain_months(%L, $1)', c.oid::regclass), 1, interval '1 day',
        case c.relname
          when 'audit_logs' then interval '1 year'
          when 'usage_statistics' then interval '2 years'
          when 'usage_records' then interval '2 years'
          when 'quota_entries' then interval '2 years'
        end),
      (
        'statistics of ' || c.relname,
        'Counts all partitions together for the planner, which autovacuum does not.',
        format('select analyze_months(%L)', c.oid::regclass), null, interval '7 days', null)
  ) as job
  where c.relnamespace = to_regnamespace('${schema}')
  union all
  values
    (
      'erasures', 'Goes on with erasures of users that were begun, or replayed after a restore.',
      'select finish_erasures()', 1, interval '1 minute', null::interval),
    (
      'statistics of erased persons',
      'Counts anew what the planner knows of tables from which a person was erased: samples of their values are in it.',
      'select coalesce(sum(analyze_persons(s.table_name)), 0)::bigint from stale_statistics() as s',
      null, interval '1 day', null),
    (
      'seals of the audit log', 'Seals new entries, so that nobody changes them unnoticed.',
      'select seal_entries()', 100000, interval '1 hour', null),
    (
      'seals of dropped months', 'Forgets seals of the audit log that a later one stands for.',
      'select forget_seals(10000)', 10000, interval '1 day', null)
  union all
  select * from ${schema}.own_jobs()
$$;

comment on function job_definitions() is 'Internal: The jobs that the database needs.';

-- How long work waits for a lock while it holds what others need: so briefly that nobody who waits for it is
-- cancelled as a deadlock's victim meanwhile.
create or replace function moment() returns interval
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select least(
    coalesce(nullif(current_setting('lock_timeout')::interval, interval '0'), interval '2 s'),
    current_setting('deadlock_timeout')::interval / 2,
    interval '250 ms')
$$;

comment on function moment() is
  'Internal: How long a transaction waits for a lock while it holds one that others need: less than deadlock_timeout.';

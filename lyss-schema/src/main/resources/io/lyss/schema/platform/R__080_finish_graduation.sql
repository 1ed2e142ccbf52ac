create or replace function finish_graduation() returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  update graduations as g set state = 'finished', finished_at = wall_time() where g.state = 'closed'
$$;

revoke execute on function finish_graduation() from public;

comment on function finish_graduation() is
  'Internal: Notes that all of the organisation was copied; from now on nothing more is copied.';

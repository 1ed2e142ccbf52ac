-- Only one transaction at a time erases or purges, whether a job or a host calls. An erasure deletes messages before
-- their conversation, so that each step is bounded, and a purge deletes the conversation first: together they would
-- deadlock. So would two purges, which lock rows in different orders.
create or replace function await_turn_to_erase() returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  perform await_turn('purge', 'another transaction erases or purges');
end
$$;

revoke execute on function await_turn_to_erase() from public;
grant execute on function await_turn_to_erase() to lyss_definer;

comment on function await_turn_to_erase() is
  'Internal: From here to the end of the transaction nobody else erases or purges; fails with 55P03 after lock_timeout, and says who does.';

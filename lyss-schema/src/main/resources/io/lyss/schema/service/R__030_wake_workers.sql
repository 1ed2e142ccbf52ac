-- The commit wakes the workers that listen on the channel <schema>_outbox. Only the first 56 letters of the
-- schema's name count, because a channel's name has at most 63.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function wake_workers() returns void
language sql volatile
as $$
  select pg_notify(left('${schema}', 56) || '_outbox', '')
$$;

revoke execute on function wake_workers() from public;

comment on function wake_workers() is
  'Internal: Wakes the workers that wait for events, once the transaction is committed.';

select set_config('role', current_setting('lyss.migrating_role'), true);

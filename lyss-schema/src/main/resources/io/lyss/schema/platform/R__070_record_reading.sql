-- A secret that is handed out is in the audit log: for each reason and row the first time in an hour, as
-- requests may ask for the same key again and again.
--
-- The entry is part of the transaction that reads. One that is rolled back has read all the same, so the
-- server's log is told, too.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function record_reading(p_table text, p_id bigint) returns void
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_since constant timestamptz := statement_time() - interval '1 hour';
begin
  if exists (
    select from audit_logs as a
    where a.resource_type = p_table and a.resource_id = p_id and a.created_at > v_since
      and a.action = 'read_secret'
      and a.changes ->> 'reason' is not distinct from current_system_reason()
  ) then
    return;
  end if;
  perform write_entry(
    p_action => 'read_secret', p_resource_type => p_table, p_id_column => 'id',
    p_row => jsonb_build_object('id', p_id), p_changes => '{}');
  raise log 'the secret of % % is read: %', p_table, p_id, current_system_reason();
end
$$;

revoke execute on function record_reading(text, bigint) from public;

comment on function record_reading(text, bigint) is
  'Internal: Enters into the audit log that the secret of a row is handed out, once an hour for a reason.';

select set_config('role', current_setting('lyss.migrating_role'), true);

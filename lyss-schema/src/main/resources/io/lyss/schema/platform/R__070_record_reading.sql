-- Each reading of a secret is in the audit log: for each reason and row the first one in an hour, because
-- requests may read the same key again and again.
--
-- The entry is part of the reading transaction. If that is rolled back, the secret was read all the same; so it
-- is written to the server's log, too.
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
  'Internal: Enters the reading of a row''s secret into the audit log, once an hour for each reason.';

select set_config('role', current_setting('lyss.migrating_role'), true);

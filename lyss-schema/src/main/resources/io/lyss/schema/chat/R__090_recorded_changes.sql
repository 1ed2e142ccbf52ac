-- Of which tables the audit log has an entry for each changed row, and what record_change() tells of it.
-- What users do with conversations of their own is not; that others delete or restore them is.
-- A role can be set within a statement of system work; its scope does not hold then, where it is signed, so that is
-- recorded.
create or replace trigger record_change
  after update of status or delete on conversations
  for each row when (scope_role() <> 'authenticated_users' or not scope_holds())
  execute function record_change('id', '{user_id}', '{status}', '{deleted_at}');

-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it.
create or replace trigger record_change
  after insert or update or delete on permissions
  for each row execute function record_change('name', '{}', '{description,reach}', '{}');

create or replace trigger record_change
  after insert or update or delete on roles
  for each row execute function record_change('id', '{}', '{name}', '{}');

create or replace trigger record_change
  after insert or update or delete on role_permissions
  for each row execute function record_change('role_id', '{permission_name,reach}', '{}', '{}');

create or replace trigger record_change
  after insert or update or delete on user_roles
  for each row
  execute function record_change(
    'id', '{user_id,role_id,built_in_role}', '{assigned_by}', '{assigned_at}');

create or replace trigger record_change
  after insert or update or delete on settings
  for each row execute function record_change('key', '{}', '{updated_by}', '{}');

-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it. A
-- login is no change of the user.
create or replace trigger record_change
  after insert or update or delete on tenants
  for each row
  execute function record_change(
    'id', '{}', '{name,slug,status,plan_type,max_users,max_api_calls}', '{changed_at}');

create or replace trigger record_change
  after insert or delete or update of tenant_id, id, email, username, password_hash, full_name,
    avatar_url, status, role, email_verified
  on users
  for each row
  execute function record_change('id', '{}', '{status,role,email_verified}', '{last_login_at,status_changed_at}');

create or replace trigger record_change
  after insert or update or delete on user_groups
  for each row execute function record_change('id', '{}', '{created_by}', '{}');

create or replace trigger record_change
  after insert or update or delete on user_group_members
  for each row
  execute function record_change('id', '{group_id,user_id}', '{role}', '{joined_at}');

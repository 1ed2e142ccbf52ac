-- A trigger sets updated_at, so that no statement can forget it. A login is no change of the user.
create or replace trigger update_tenants_updated_at
  before update on tenants
  for each row execute function update_updated_at_column();

create or replace trigger update_users_updated_at
  before update on users
  for each row when (old.last_login_at is not distinct from new.last_login_at)
  execute function update_updated_at_column();

create or replace trigger update_user_groups_updated_at
  before update on user_groups
  for each row execute function update_updated_at_column();

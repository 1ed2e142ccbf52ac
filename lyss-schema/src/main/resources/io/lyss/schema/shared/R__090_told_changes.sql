-- Records changes of the tables that has_permission() reads. The permissions of a role seldom change; such a
-- change is recorded for all of the tenant, or for all tenants if the role is built in.

create or replace trigger tell_tenant_change
  after insert or delete on user_roles
  for each row execute function tell_tenant_change('user', 'user_id');

create or replace trigger tell_tenant_change_of_updated
  after update on user_roles
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.user_id is distinct from new.user_id
    or old.role_id is distinct from new.role_id
    or old.built_in_role is distinct from new.built_in_role
  )
  execute function tell_tenant_change('user', 'user_id');

create or replace trigger tell_tenant_change_of_all
  after truncate on user_roles
  for each statement execute function tell_tenant_change();

create or replace trigger tell_tenant_change
  after insert or delete on role_permissions
  for each row execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_updated
  after update on role_permissions
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.role_id is distinct from new.role_id
    or old.permission_name is distinct from new.permission_name
    or old.reach is distinct from new.reach
  )
  execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_all
  after truncate on role_permissions
  for each statement execute function tell_tenant_change();

create or replace trigger tell_tenant_change
  after insert or delete on roles
  for each row execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_updated
  after update on roles
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.id is distinct from new.id
    or old.name_lower is distinct from new.name_lower
  )
  execute function tell_tenant_change();

create or replace trigger tell_tenant_change_of_all
  after truncate on roles
  for each statement execute function tell_tenant_change();

-- A reservation is seen by the user of the request and by the tenant's administrators. Functions
-- write it.
drop policy if exists quota_reservations_select on quota_reservations;
create policy quota_reservations_select on quota_reservations for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (user_id = current_user_id() or current_user_is_tenant_admin())
  );

drop policy if exists quota_reservations_system_select on quota_reservations;
create policy quota_reservations_system_select on quota_reservations for select to lyss_system
  using (current_system_reason() <> '');

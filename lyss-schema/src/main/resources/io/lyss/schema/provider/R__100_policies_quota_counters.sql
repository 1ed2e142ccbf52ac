-- The users whom a limit applies to see its counters, and so do the tenant's administrators. Functions write
-- them.
drop policy if exists quota_counters_select on quota_counters;
create policy quota_counters_select on quota_counters for select to authenticated_users
  using (
    tenant_id = current_tenant_id()
    and (
      user_id is null and group_id is null
      or user_id = current_user_id()
      or group_id = any (current_group_ids())
      or current_user_is_tenant_admin()
    )
  );

drop policy if exists quota_counters_system_select on quota_counters;
create policy quota_counters_system_select on quota_counters for select to lyss_system
  using (current_system_reason() <> '');

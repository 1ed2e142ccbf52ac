-- The users of a tenant see its settings and those of the whole platform. Functions change them.
drop policy if exists settings_select on settings;
create policy settings_select on settings for select to authenticated_users
  using (
    current_tenant_id()::text <> ''
    and tenant_id in (current_tenant_id(), platform_tenant_id())
  );

drop policy if exists settings_system_select on settings;
create policy settings_system_select on settings for select to lyss_system
  using (current_system_reason() <> '');

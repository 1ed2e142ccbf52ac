-- As for the requests that they were made of.
drop policy if exists usage_of_providers_select on usage_of_providers;
create policy usage_of_providers_select on usage_of_providers for select to authenticated_users
  using (
    user_id = (select current_user_id())
    or (select current_user_is_admin()) and provider_id in (
      select p.id from provider_configs as p where p.scope = 'organization'
    )
  );

drop policy if exists usage_of_providers_system_select on usage_of_providers;
create policy usage_of_providers_system_select on usage_of_providers for select to lyss_system
  using ((select current_system_reason()) is not null);

-- They do not distinguish users, so only administrators see them.
drop policy if exists usage_totals_select on usage_totals;
create policy usage_totals_select on usage_totals for select to authenticated_users
  using (
    (select current_user_is_admin()) and provider_id in (
      select p.id from provider_configs as p where p.scope = 'organization'
    )
  );

drop policy if exists usage_totals_system_select on usage_totals;
create policy usage_totals_system_select on usage_totals for select to lyss_system
  using ((select current_system_reason()) is not null);

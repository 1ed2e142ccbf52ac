-- Corrections are visible to whoever sees the requests that they correct.
drop policy if exists usage_adjustments_select on usage_adjustments;
create policy usage_adjustments_select on usage_adjustments for select to authenticated_users
  using (
    user_id = (select current_user_id())
    or (select current_user_is_admin()) and provider_id in (
      select p.id from provider_configs as p where p.scope = 'organization'
    )
  );

drop policy if exists usage_adjustments_system_select on usage_adjustments;
create policy usage_adjustments_system_select on usage_adjustments for select to lyss_system
  using ((select current_system_reason()) is not null);

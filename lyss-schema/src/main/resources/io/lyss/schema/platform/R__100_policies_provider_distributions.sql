-- A distribution is seen by the user to whom it gives access, and by administrators, who distribute and revoke,
-- in their own name.
drop policy if exists provider_distributions_select on provider_distributions;
create policy provider_distributions_select on provider_distributions
  for select to authenticated_users
  using (user_id = (select current_user_id()) or (select current_user_is_admin()));

drop policy if exists provider_distributions_insert on provider_distributions;
create policy provider_distributions_insert on provider_distributions
  for insert to authenticated_users
  with check (
    distributed_by = (select current_user_id()) and (select current_user_is_admin())
  );

drop policy if exists provider_distributions_update on provider_distributions;
create policy provider_distributions_update on provider_distributions
  for update to authenticated_users
  using ((select current_user_is_admin()))
  with check (
    distributed_by = (select current_user_id()) and (select current_user_is_admin())
  );

drop policy if exists provider_distributions_system_select on provider_distributions;
create policy provider_distributions_system_select on provider_distributions
  for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists provider_distributions_system_insert on provider_distributions;
create policy provider_distributions_system_insert on provider_distributions
  for insert to lyss_system
  with check ((select current_system_reason()) is not null);

drop policy if exists provider_distributions_system_update on provider_distributions;
create policy provider_distributions_system_update on provider_distributions
  for update to lyss_system
  using ((select current_system_reason()) is not null)
  with check ((select current_system_reason()) is not null);

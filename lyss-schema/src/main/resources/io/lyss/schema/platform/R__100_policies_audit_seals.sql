-- Users who see all entries see the seals, to note one elsewhere. Functions add seals.
drop policy if exists audit_seals_select on audit_seals;
create policy audit_seals_select on audit_seals for select to authenticated_users
  using ((select current_user_is_admin()));

drop policy if exists audit_seals_system_select on audit_seals;
create policy audit_seals_system_select on audit_seals for select to lyss_system
  using ((select current_system_reason()) is not null);

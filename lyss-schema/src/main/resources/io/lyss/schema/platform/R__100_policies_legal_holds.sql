-- Functions write holds. System work may read them.
drop policy if exists legal_holds_system_select on legal_holds;
create policy legal_holds_system_select on legal_holds for select to lyss_system
  using ((select current_system_reason()) is not null);

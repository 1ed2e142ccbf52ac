-- Functions write them. System work may read them.
drop policy if exists erasures_system_select on erasures;
create policy erasures_system_select on erasures for select to lyss_system
  using ((select current_system_reason()) is not null);

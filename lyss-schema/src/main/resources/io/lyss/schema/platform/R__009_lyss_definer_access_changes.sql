-- What lyss_definer may do to record changes of access for hosts, and to forget them.
grant select, insert (kind, id), delete on access_changes to lyss_definer;

drop policy if exists access_changes_definer_select on access_changes;
create policy access_changes_definer_select on access_changes for select to lyss_definer using (true);

drop policy if exists access_changes_definer_insert on access_changes;
create policy access_changes_definer_insert on access_changes for insert to lyss_definer
  with check (true);

drop policy if exists access_changes_definer_delete on access_changes;
create policy access_changes_definer_delete on access_changes for delete to lyss_definer using (true);

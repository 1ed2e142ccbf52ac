-- What lyss_definer may do with legal holds and erasures.
grant select, insert (user_id, reason, held_at),
  update (reason, held_at), delete
  on legal_holds to lyss_definer;
grant select, insert (user_id, reason, requested_at, erased_at, counts),
  update (reason, requested_at, erased_at, counts, awaits, failed_at, error)
  on erasures to lyss_definer;

drop policy if exists legal_holds_definer_select on legal_holds;
create policy legal_holds_definer_select on legal_holds for select to lyss_definer using (true);

drop policy if exists legal_holds_definer_insert on legal_holds;
create policy legal_holds_definer_insert on legal_holds for insert to lyss_definer
  with check (true);

drop policy if exists legal_holds_definer_update on legal_holds;
create policy legal_holds_definer_update on legal_holds for update to lyss_definer
  using (true) with check (true);

drop policy if exists legal_holds_definer_delete on legal_holds;
create policy legal_holds_definer_delete on legal_holds for delete to lyss_definer using (true);

drop policy if exists erasures_definer_select on erasures;
create policy erasures_definer_select on erasures for select to lyss_definer using (true);

drop policy if exists erasures_definer_insert on erasures;
create policy erasures_definer_insert on erasures for insert to lyss_definer with check (true);

drop policy if exists erasures_definer_update on erasures;
create policy erasures_definer_update on erasures for update to lyss_definer
  using (true) with check (true);

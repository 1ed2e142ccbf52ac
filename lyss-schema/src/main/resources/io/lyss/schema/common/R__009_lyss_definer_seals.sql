-- What lyss_definer may do with the seals of the audit log: add seals, delete those of dropped months, and read
-- and advance the watermark.
grant select, insert, delete on audit_seals to lyss_definer;
grant select, update (epoch, next_stamp, sealed_at) on audit_watermark to lyss_definer;

drop policy if exists audit_seals_definer_select on audit_seals;
create policy audit_seals_definer_select on audit_seals for select to lyss_definer using (true);

drop policy if exists audit_seals_definer_insert on audit_seals;
create policy audit_seals_definer_insert on audit_seals for insert to lyss_definer
  with check (true);

drop policy if exists audit_seals_definer_delete on audit_seals;
create policy audit_seals_definer_delete on audit_seals for delete to lyss_definer using (true);

drop policy if exists audit_watermark_definer_select on audit_watermark;
create policy audit_watermark_definer_select on audit_watermark for select to lyss_definer
  using (true);

drop policy if exists audit_watermark_definer_update on audit_watermark;
create policy audit_watermark_definer_update on audit_watermark for update to lyss_definer
  using (true) with check (true);

-- What lyss_definer may do with the watermark: read and advance it.
grant select, update (epoch, next_stamp, open_stamps, refreshed_at, closed_before)
  on usage_watermark to lyss_definer;

drop policy if exists usage_watermark_definer_select on usage_watermark;
create policy usage_watermark_definer_select on usage_watermark for select to lyss_definer
  using (true);

drop policy if exists usage_watermark_definer_update on usage_watermark;
create policy usage_watermark_definer_update on usage_watermark for update to lyss_definer
  using (true) with check (true);

drop policy if exists audit_watermark_system_select on audit_watermark;
create policy audit_watermark_system_select on audit_watermark for select to lyss_system
  using (current_system_reason() <> '');

-- System work sees how recent the roll-ups are. Functions read it for everybody.
drop policy if exists usage_watermark_system_select on usage_watermark;
create policy usage_watermark_system_select on usage_watermark for select to lyss_system
  using (current_system_reason() <> '');

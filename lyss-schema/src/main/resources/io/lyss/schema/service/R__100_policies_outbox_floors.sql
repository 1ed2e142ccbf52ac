-- Functions maintain it. System work may read it, because it looks for due keys.
drop policy if exists outbox_floors_system_select on outbox_floors;
create policy outbox_floors_system_select on outbox_floors for select to lyss_system
  using (current_system_reason() <> '');

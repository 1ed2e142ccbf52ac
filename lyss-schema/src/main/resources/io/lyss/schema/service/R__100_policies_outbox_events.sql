-- Functions read and write the outbox. System work may read it: which events wait to be delivered.
drop policy if exists outbox_events_system_select on outbox_events;
create policy outbox_events_system_select on outbox_events for select to lyss_system
  using (current_system_reason() <> '');

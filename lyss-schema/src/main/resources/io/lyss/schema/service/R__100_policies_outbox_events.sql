-- The outbox is reached through its functions. System work may look at it: what has happened and
-- waits to be read.
drop policy if exists outbox_events_system_select on outbox_events;
create policy outbox_events_system_select on outbox_events for select to lyss_system
  using (current_system_reason() <> '');

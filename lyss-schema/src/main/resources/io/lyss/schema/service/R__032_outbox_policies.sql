-- The outbox is reached through its functions. System work may look at it: what waits, and what has
-- failed.
drop policy if exists outbox_keys_system_select on outbox_keys;
create policy outbox_keys_system_select on outbox_keys for select to lyss_system
  using (current_system_reason() is not null);

drop policy if exists outbox_events_system_select on outbox_events;
create policy outbox_events_system_select on outbox_events for select to lyss_system
  using (current_system_reason() is not null);

drop policy if exists consumed_events_system_select on consumed_events;
create policy consumed_events_system_select on consumed_events for select to lyss_system
  using (current_system_reason() is not null);

-- Functions write and delete entries. System work may read them.
drop policy if exists consumed_events_system_select on consumed_events;
create policy consumed_events_system_select on consumed_events for select to lyss_system
  using (current_system_reason() <> '');

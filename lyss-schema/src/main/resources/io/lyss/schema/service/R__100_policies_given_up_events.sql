-- Functions write them. System work may read them.
drop policy if exists given_up_events_system_select on given_up_events;
create policy given_up_events_system_select on given_up_events for select to lyss_system
  using (current_system_reason() <> '');

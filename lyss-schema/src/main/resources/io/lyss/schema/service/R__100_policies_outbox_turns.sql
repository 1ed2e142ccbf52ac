-- Functions read and write the outbox. System work may read it.
drop policy if exists outbox_turns_system_select on outbox_turns;
create policy outbox_turns_system_select on outbox_turns for select to lyss_system
  using (current_system_reason() <> '');

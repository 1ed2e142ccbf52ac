-- Functions read and write the outbox. System work may read it: which keys wait, and which have failed.
drop policy if exists outbox_keys_system_select on outbox_keys;
create policy outbox_keys_system_select on outbox_keys for select to lyss_system
  using (current_system_reason() <> '');

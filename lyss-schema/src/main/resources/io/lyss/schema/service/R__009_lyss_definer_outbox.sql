-- What lyss_definer may do with the outbox: everything. Nobody works as lyss_definer; each function that it
-- owns checks what its caller may do.
grant select, insert, update, delete on outbox_turns, outbox_keys to lyss_definer;
grant select, update (floor, late, candidate, candidate_open, raised_at) on outbox_floors to lyss_definer;
grant select, insert, delete on outbox_events, consumed_events, given_up_events to lyss_definer;

drop policy if exists outbox_turns_definer_select on outbox_turns;
create policy outbox_turns_definer_select on outbox_turns for select to lyss_definer using (true);

drop policy if exists outbox_turns_definer_insert on outbox_turns;
create policy outbox_turns_definer_insert on outbox_turns for insert to lyss_definer
  with check (true);

-- to lock a row
drop policy if exists outbox_turns_definer_update on outbox_turns;
create policy outbox_turns_definer_update on outbox_turns for update to lyss_definer
  using (true) with check (true);

drop policy if exists outbox_turns_definer_delete on outbox_turns;
create policy outbox_turns_definer_delete on outbox_turns for delete to lyss_definer using (true);

drop policy if exists outbox_keys_definer_select on outbox_keys;
create policy outbox_keys_definer_select on outbox_keys for select to lyss_definer using (true);

drop policy if exists outbox_keys_definer_insert on outbox_keys;
create policy outbox_keys_definer_insert on outbox_keys for insert to lyss_definer
  with check (true);

drop policy if exists outbox_keys_definer_update on outbox_keys;
create policy outbox_keys_definer_update on outbox_keys for update to lyss_definer
  using (true) with check (true);

drop policy if exists outbox_keys_definer_delete on outbox_keys;
create policy outbox_keys_definer_delete on outbox_keys for delete to lyss_definer using (true);

drop policy if exists outbox_floors_definer_select on outbox_floors;
create policy outbox_floors_definer_select on outbox_floors for select to lyss_definer
  using (true);

drop policy if exists outbox_floors_definer_update on outbox_floors;
create policy outbox_floors_definer_update on outbox_floors for update to lyss_definer
  using (true) with check (true);

drop policy if exists outbox_events_definer_select on outbox_events;
create policy outbox_events_definer_select on outbox_events for select to lyss_definer
  using (true);

drop policy if exists outbox_events_definer_insert on outbox_events;
create policy outbox_events_definer_insert on outbox_events for insert to lyss_definer
  with check (true);

drop policy if exists outbox_events_definer_delete on outbox_events;
create policy outbox_events_definer_delete on outbox_events for delete to lyss_definer
  using (true);

drop policy if exists consumed_events_definer_select on consumed_events;
create policy consumed_events_definer_select on consumed_events for select to lyss_definer
  using (true);

drop policy if exists consumed_events_definer_insert on consumed_events;
create policy consumed_events_definer_insert on consumed_events for insert to lyss_definer
  with check (true);

drop policy if exists consumed_events_definer_delete on consumed_events;
create policy consumed_events_definer_delete on consumed_events for delete to lyss_definer
  using (true);

drop policy if exists given_up_events_definer_select on given_up_events;
create policy given_up_events_definer_select on given_up_events for select to lyss_definer
  using (true);

drop policy if exists given_up_events_definer_insert on given_up_events;
create policy given_up_events_definer_insert on given_up_events for insert to lyss_definer
  with check (true);

drop policy if exists given_up_events_definer_delete on given_up_events;
create policy given_up_events_definer_delete on given_up_events for delete to lyss_definer
  using (true);

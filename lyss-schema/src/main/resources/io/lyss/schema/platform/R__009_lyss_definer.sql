-- What lyss_definer may see: all rows, and of them the columns that its functions need; and append
-- messages. Nobody works as lyss_definer; each function that it owns says in its own "where" what it
-- lets out, and to what it adds.
--
-- "using (true)" and nothing else: any condition would keep search from its indexes.
grant select (id, role, is_active) on users to lyss_definer;
grant select (id, scope, created_by) on provider_configs to lyss_definer;
grant select on conversations, messages, usage_statistics to lyss_definer;
grant update (message_count, greatest_idempotency_key, last_active_at) on conversations to lyss_definer;
grant insert on messages to lyss_definer;

drop policy if exists users_definer_select on users;
create policy users_definer_select on users for select to lyss_definer using (true);

drop policy if exists provider_configs_definer_select on provider_configs;
create policy provider_configs_definer_select on provider_configs for select to lyss_definer
  using (true);

drop policy if exists conversations_definer_select on conversations;
create policy conversations_definer_select on conversations for select to lyss_definer
  using (true);

drop policy if exists conversations_definer_update on conversations;
create policy conversations_definer_update on conversations for update to lyss_definer
  using (true) with check (true);

drop policy if exists messages_definer_select on messages;
create policy messages_definer_select on messages for select to lyss_definer using (true);

drop policy if exists messages_definer_insert on messages;
create policy messages_definer_insert on messages for insert to lyss_definer with check (true);

drop policy if exists usage_statistics_definer_select on usage_statistics;
create policy usage_statistics_definer_select on usage_statistics for select to lyss_definer
  using (true);

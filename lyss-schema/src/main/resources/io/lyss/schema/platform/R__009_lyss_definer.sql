-- What lyss_definer may see: all rows, and of these the columns that its functions need. It appends messages,
-- maintains the roll-ups of usage, which nobody may write directly, and erases. Nobody works as lyss_definer;
-- each function that it owns limits by its own "where" what it returns, and what it adds to.
--
-- The policies are "using (true)" and nothing else: with any condition, search could not use its indexes.
grant select (id, username, email, email_lower, role, is_active, created_at, updated_at),
  update (username, email, hashed_password, role, is_active)
  on users to lyss_definer;
-- Functions that return a key read it, which the audit log records. So all columns are read, and are granted as a
-- whole: PostgreSQL would check the right to each single column at each call.
grant select, update (name, api_key, api_base_url, config, is_active) on provider_configs to lyss_definer;
grant select, update (is_active) on provider_distributions to lyss_definer;
grant select, insert (kind, id, active_from, active_until, begun_by),
  update (active_from, active_until, ended_at, ended_by)
  on access_periods to lyss_definer;
grant select on conversations, messages, usage_statistics to lyss_definer;
grant select, insert on usage_adjustments to lyss_definer;
grant select,
  insert (quarter_hour, user_id, provider_id, model, outcome, currency, requests, unpriced,
  tokens, cost, timed, duration_ms, streamed, time_to_first_token_ms),
  update (requests, unpriced, tokens, cost, timed, duration_ms, streamed, time_to_first_token_ms)
  on usage_quarter_hours to lyss_definer;
grant select,
  insert (day, user_id, provider_id, model, outcome, currency, requests, unpriced, tokens, cost,
  timed, duration_ms, streamed, time_to_first_token_ms),
  update (requests, unpriced, tokens, cost, timed, duration_ms, streamed, time_to_first_token_ms)
  on usage_days to lyss_definer;
grant select,
  insert (day, provider_id, model, outcome, currency, requests, unpriced, tokens, cost, timed,
  duration_ms, streamed, time_to_first_token_ms),
  update (requests, unpriced, tokens, cost, timed, duration_ms, streamed, time_to_first_token_ms)
  on usage_totals to lyss_definer;
grant select,
  insert (provider_id, user_id, currency, requests, unpriced, tokens, cost, first_used_at,
  last_used_at),
  update (requests, unpriced, tokens, cost, first_used_at, last_used_at)
  on usage_of_providers to lyss_definer;
grant update (message_count, greatest_idempotency_key, created_at, last_active_at), delete
  on conversations to lyss_definer;
grant insert, delete on messages to lyss_definer;

drop policy if exists users_definer_select on users;
create policy users_definer_select on users for select to lyss_definer using (true);

drop policy if exists users_definer_update on users;
create policy users_definer_update on users for update to lyss_definer
  using (true) with check (true);

drop policy if exists provider_configs_definer_select on provider_configs;
create policy provider_configs_definer_select on provider_configs for select to lyss_definer
  using (true);

drop policy if exists provider_configs_definer_update on provider_configs;
create policy provider_configs_definer_update on provider_configs for update to lyss_definer
  using (true) with check (true);

drop policy if exists provider_distributions_definer_select on provider_distributions;
create policy provider_distributions_definer_select on provider_distributions for select
  to lyss_definer using (true);

drop policy if exists access_periods_definer_select on access_periods;
create policy access_periods_definer_select on access_periods for select to lyss_definer using (true);

drop policy if exists access_periods_definer_insert on access_periods;
create policy access_periods_definer_insert on access_periods for insert to lyss_definer
  with check (true);

drop policy if exists access_periods_definer_update on access_periods;
create policy access_periods_definer_update on access_periods for update to lyss_definer
  using (true) with check (true);
drop policy if exists provider_distributions_definer_update on provider_distributions;
create policy provider_distributions_definer_update on provider_distributions for update
  to lyss_definer using (true) with check (true);

drop policy if exists conversations_definer_select on conversations;
create policy conversations_definer_select on conversations for select to lyss_definer
  using (true);

drop policy if exists conversations_definer_update on conversations;
create policy conversations_definer_update on conversations for update to lyss_definer
  using (true) with check (true);

drop policy if exists conversations_definer_delete on conversations;
create policy conversations_definer_delete on conversations for delete to lyss_definer
  using (true);

drop policy if exists messages_definer_select on messages;
create policy messages_definer_select on messages for select to lyss_definer using (true);

drop policy if exists messages_definer_insert on messages;
create policy messages_definer_insert on messages for insert to lyss_definer with check (true);

drop policy if exists messages_definer_delete on messages;
create policy messages_definer_delete on messages for delete to lyss_definer using (true);

drop policy if exists usage_statistics_definer_select on usage_statistics;
create policy usage_statistics_definer_select on usage_statistics for select to lyss_definer
  using (true);

drop policy if exists usage_adjustments_definer_select on usage_adjustments;
create policy usage_adjustments_definer_select on usage_adjustments for select to lyss_definer
  using (true);

drop policy if exists usage_adjustments_definer_insert on usage_adjustments;
create policy usage_adjustments_definer_insert on usage_adjustments for insert to lyss_definer
  with check (true);

drop policy if exists usage_quarter_hours_definer_select on usage_quarter_hours;
create policy usage_quarter_hours_definer_select on usage_quarter_hours for select to lyss_definer
  using (true);

drop policy if exists usage_quarter_hours_definer_insert on usage_quarter_hours;
create policy usage_quarter_hours_definer_insert on usage_quarter_hours for insert to lyss_definer
  with check (true);

drop policy if exists usage_quarter_hours_definer_update on usage_quarter_hours;
create policy usage_quarter_hours_definer_update on usage_quarter_hours for update to lyss_definer
  using (true) with check (true);

drop policy if exists usage_days_definer_select on usage_days;
create policy usage_days_definer_select on usage_days for select to lyss_definer
  using (true);

drop policy if exists usage_days_definer_insert on usage_days;
create policy usage_days_definer_insert on usage_days for insert to lyss_definer
  with check (true);

drop policy if exists usage_days_definer_update on usage_days;
create policy usage_days_definer_update on usage_days for update to lyss_definer
  using (true) with check (true);

drop policy if exists usage_totals_definer_select on usage_totals;
create policy usage_totals_definer_select on usage_totals for select to lyss_definer
  using (true);

drop policy if exists usage_totals_definer_insert on usage_totals;
create policy usage_totals_definer_insert on usage_totals for insert to lyss_definer
  with check (true);

drop policy if exists usage_totals_definer_update on usage_totals;
create policy usage_totals_definer_update on usage_totals for update to lyss_definer
  using (true) with check (true);

drop policy if exists usage_of_providers_definer_select on usage_of_providers;
create policy usage_of_providers_definer_select on usage_of_providers for select to lyss_definer
  using (true);

drop policy if exists usage_of_providers_definer_insert on usage_of_providers;
create policy usage_of_providers_definer_insert on usage_of_providers for insert to lyss_definer
  with check (true);

drop policy if exists usage_of_providers_definer_update on usage_of_providers;
create policy usage_of_providers_definer_update on usage_of_providers for update to lyss_definer
  using (true) with check (true);

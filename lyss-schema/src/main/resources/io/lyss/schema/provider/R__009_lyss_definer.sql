-- What lyss_definer may do here: create channels and budgets, choose channels, record whether they work, find tokens by their hash, count
-- quota, and record usage and roll it up, which nobody may write directly. Each function that it owns checks
-- what its caller may do. Some rights to delete serve only to erase a whole tenant.
grant select, insert on provider_types to lyss_definer;
grant select, insert, update (failures, retry_at, probe_until, epoch), delete
  on channel_health to lyss_definer;
grant select, insert, update, delete on user_tokens to lyss_definer;
grant select, insert, delete on user_token_channels to lyss_definer;
grant select, insert, update (state, settled_amount), delete
  on quota_reservations to lyss_definer;
grant select, delete on tenant_settings to lyss_definer;
grant select, insert, update (status, changed_at), delete on known_users to lyss_definer;
do $do$
begin
  execute format(
    $grant$
      grant select,
        insert (tenant_id, id, type, key, status, config_scope, owner_id, group_id, %s, created_at, updated_at),
        update (status, key, quota),
        delete
      on provider_channels to lyss_definer
    $grant$,
    each_column('channel_settings', '%I'));
  execute format(
    $grant$
      grant select,
        insert (tenant_id, id, set_by, subject, group_id, user_id, token_id, channel_id, %s, created_at, updated_at),
        update (hard_limit, soft_limit),
        delete
      on budgets to lyss_definer
    $grant$,
    each_column('new_budget', '%I'));
end
$do$;
grant select, insert, update (period_start, warned, dealt, room, held, used), delete
  on quota_counters to lyss_definer;
grant select, insert, delete on quota_entries to lyss_definer;
grant select, insert, delete on usage_records, usage_adjustments to lyss_definer;
grant select,
  insert (tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model,
    outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed,
    duration_ms, streamed, time_to_first_token_ms),
  update (requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms,
    streamed, time_to_first_token_ms),
  delete
  on usage_quarter_hours to lyss_definer;
grant select,
  insert (tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome,
    currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed,
    duration_ms, streamed, time_to_first_token_ms),
  update (requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms,
    streamed, time_to_first_token_ms),
  delete
  on usage_days to lyss_definer;
grant select,
  insert (tenant_id, day, channel_id, provider_type, model, outcome, currency, requests, unpriced,
    prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
    time_to_first_token_ms),
  update (requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms,
    streamed, time_to_first_token_ms),
  delete
  on usage_totals to lyss_definer;
grant select, insert (tenant_id, starts_at, ends_at), delete on usage_local_days to lyss_definer;
grant select,
  insert (tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced,
    prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
    time_to_first_token_ms),
  update (requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms,
    streamed, time_to_first_token_ms),
  delete
  on usage_local_totals to lyss_definer;
grant select, insert, update (next_stamp, open_stamps), delete on usage_tenant_watermarks to lyss_definer;

drop policy if exists provider_types_definer_select on provider_types;
create policy provider_types_definer_select on provider_types for select to lyss_definer
  using (true);

drop policy if exists provider_types_definer_insert on provider_types;
create policy provider_types_definer_insert on provider_types for insert to lyss_definer
  with check (true);

drop policy if exists provider_channels_definer_select on provider_channels;
create policy provider_channels_definer_select on provider_channels for select to lyss_definer
  using (true);

drop policy if exists provider_channels_definer_insert on provider_channels;
create policy provider_channels_definer_insert on provider_channels for insert to lyss_definer
  with check (true);

drop policy if exists provider_channels_definer_update on provider_channels;
create policy provider_channels_definer_update on provider_channels for update to lyss_definer
  using (true) with check (true);

drop policy if exists channel_health_definer_select on channel_health;
create policy channel_health_definer_select on channel_health for select to lyss_definer
  using (true);

drop policy if exists channel_health_definer_insert on channel_health;
create policy channel_health_definer_insert on channel_health for insert to lyss_definer
  with check (true);

drop policy if exists channel_health_definer_update on channel_health;
create policy channel_health_definer_update on channel_health for update to lyss_definer
  using (true) with check (true);

drop policy if exists channel_health_definer_delete on channel_health;
create policy channel_health_definer_delete on channel_health for delete to lyss_definer
  using (true);

drop policy if exists provider_channels_definer_delete on provider_channels;
create policy provider_channels_definer_delete on provider_channels for delete to lyss_definer
  using (true);

drop policy if exists user_tokens_definer_select on user_tokens;
create policy user_tokens_definer_select on user_tokens for select to lyss_definer using (true);

drop policy if exists user_tokens_definer_insert on user_tokens;
create policy user_tokens_definer_insert on user_tokens for insert to lyss_definer
  with check (true);

drop policy if exists user_tokens_definer_update on user_tokens;
create policy user_tokens_definer_update on user_tokens for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_token_channels_definer_select on user_token_channels;
create policy user_token_channels_definer_select on user_token_channels for select to lyss_definer
  using (true);

drop policy if exists user_token_channels_definer_insert on user_token_channels;
create policy user_token_channels_definer_insert on user_token_channels for insert to lyss_definer
  with check (true);

drop policy if exists user_token_channels_definer_delete on user_token_channels;
create policy user_token_channels_definer_delete on user_token_channels for delete to lyss_definer
  using (true);

drop policy if exists quota_reservations_definer_select on quota_reservations;
create policy quota_reservations_definer_select on quota_reservations for select to lyss_definer
  using (true);

drop policy if exists quota_reservations_definer_insert on quota_reservations;
create policy quota_reservations_definer_insert on quota_reservations for insert to lyss_definer
  with check (true);

drop policy if exists quota_reservations_definer_update on quota_reservations;
create policy quota_reservations_definer_update on quota_reservations for update to lyss_definer
  using (true) with check (true);

drop policy if exists quota_reservations_definer_delete on quota_reservations;
create policy quota_reservations_definer_delete on quota_reservations for delete to lyss_definer
  using (true);

drop policy if exists usage_records_definer_insert on usage_records;
create policy usage_records_definer_insert on usage_records for insert to lyss_definer
  with check (true);

drop policy if exists tenant_settings_definer_select on tenant_settings;
create policy tenant_settings_definer_select on tenant_settings for select to lyss_definer
  using (true);

drop policy if exists budgets_definer_select on budgets;
create policy budgets_definer_select on budgets for select to lyss_definer
  using (true);

drop policy if exists budgets_definer_insert on budgets;
create policy budgets_definer_insert on budgets for insert to lyss_definer
  with check (true);

drop policy if exists budgets_definer_update on budgets;
create policy budgets_definer_update on budgets for update to lyss_definer
  using (true)
  with check (true);

drop policy if exists budgets_definer_delete on budgets;
create policy budgets_definer_delete on budgets for delete to lyss_definer using (true);

drop policy if exists quota_counters_definer_select on quota_counters;
create policy quota_counters_definer_select on quota_counters for select to lyss_definer
  using (true);

drop policy if exists quota_counters_definer_insert on quota_counters;
create policy quota_counters_definer_insert on quota_counters for insert to lyss_definer
  with check (true);

drop policy if exists quota_counters_definer_update on quota_counters;
create policy quota_counters_definer_update on quota_counters for update to lyss_definer
  using (true) with check (true);

drop policy if exists quota_entries_definer_select on quota_entries;
create policy quota_entries_definer_select on quota_entries for select to lyss_definer
  using (true);

drop policy if exists quota_entries_definer_insert on quota_entries;
create policy quota_entries_definer_insert on quota_entries for insert to lyss_definer
  with check (true);

drop policy if exists usage_records_definer_select on usage_records;
create policy usage_records_definer_select on usage_records for select to lyss_definer
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

drop policy if exists usage_local_days_definer_select on usage_local_days;
create policy usage_local_days_definer_select on usage_local_days for select to lyss_definer
  using (true);

drop policy if exists usage_local_days_definer_insert on usage_local_days;
create policy usage_local_days_definer_insert on usage_local_days for insert to lyss_definer
  with check (true);

drop policy if exists usage_tenant_watermarks_definer_select on usage_tenant_watermarks;
create policy usage_tenant_watermarks_definer_select on usage_tenant_watermarks for select to lyss_definer
  using (true);

drop policy if exists usage_tenant_watermarks_definer_insert on usage_tenant_watermarks;
create policy usage_tenant_watermarks_definer_insert on usage_tenant_watermarks for insert to lyss_definer
  with check (true);

drop policy if exists usage_tenant_watermarks_definer_update on usage_tenant_watermarks;
create policy usage_tenant_watermarks_definer_update on usage_tenant_watermarks for update to lyss_definer
  using (true) with check (true);

drop policy if exists usage_local_totals_definer_select on usage_local_totals;
create policy usage_local_totals_definer_select on usage_local_totals for select to lyss_definer
  using (true);

drop policy if exists usage_local_totals_definer_insert on usage_local_totals;
create policy usage_local_totals_definer_insert on usage_local_totals for insert to lyss_definer
  with check (true);

drop policy if exists usage_local_totals_definer_update on usage_local_totals;
create policy usage_local_totals_definer_update on usage_local_totals for update to lyss_definer
  using (true) with check (true);

drop policy if exists user_tokens_definer_delete on user_tokens;
create policy user_tokens_definer_delete on user_tokens for delete to lyss_definer using (true);

drop policy if exists known_users_definer_select on known_users;
create policy known_users_definer_select on known_users for select to lyss_definer
  using (true);

drop policy if exists known_users_definer_insert on known_users;
create policy known_users_definer_insert on known_users for insert to lyss_definer
  with check (true);

drop policy if exists known_users_definer_update on known_users;
create policy known_users_definer_update on known_users for update to lyss_definer
  using (true) with check (true);

drop policy if exists known_users_definer_delete on known_users;
create policy known_users_definer_delete on known_users for delete to lyss_definer
  using (true);

drop policy if exists tenant_settings_definer_delete on tenant_settings;
create policy tenant_settings_definer_delete on tenant_settings for delete to lyss_definer using (true);

drop policy if exists quota_counters_definer_delete on quota_counters;
create policy quota_counters_definer_delete on quota_counters for delete to lyss_definer using (true);

drop policy if exists quota_entries_definer_delete on quota_entries;
create policy quota_entries_definer_delete on quota_entries for delete to lyss_definer using (true);

drop policy if exists usage_records_definer_delete on usage_records;
create policy usage_records_definer_delete on usage_records for delete to lyss_definer using (true);

drop policy if exists usage_adjustments_definer_delete on usage_adjustments;
create policy usage_adjustments_definer_delete on usage_adjustments for delete to lyss_definer using (true);

drop policy if exists usage_quarter_hours_definer_delete on usage_quarter_hours;
create policy usage_quarter_hours_definer_delete on usage_quarter_hours for delete to lyss_definer using (true);

drop policy if exists usage_days_definer_delete on usage_days;
create policy usage_days_definer_delete on usage_days for delete to lyss_definer using (true);

drop policy if exists usage_totals_definer_delete on usage_totals;
create policy usage_totals_definer_delete on usage_totals for delete to lyss_definer using (true);

drop policy if exists usage_local_days_definer_delete on usage_local_days;
create policy usage_local_days_definer_delete on usage_local_days for delete to lyss_definer using (true);

drop policy if exists usage_tenant_watermarks_definer_delete on usage_tenant_watermarks;
create policy usage_tenant_watermarks_definer_delete on usage_tenant_watermarks for delete to lyss_definer using (true);

drop policy if exists usage_local_totals_definer_delete on usage_local_totals;
create policy usage_local_totals_definer_delete on usage_local_totals for delete to lyss_definer using (true);

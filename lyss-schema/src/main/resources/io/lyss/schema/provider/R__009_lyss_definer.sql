-- What lyss_definer may do here: choose channels, record whether they work, find tokens by their
-- hash, and count quota and usage, which nobody may write directly. Each function that it owns checks
-- itself what its caller may do.
grant select on provider_types to lyss_definer;
grant select, update (used_quota, status, failures, retry_at, probe_until), delete
  on provider_channels to lyss_definer;
grant select, insert, update on user_tokens to lyss_definer;
grant select, insert, delete on user_token_channels to lyss_definer;
grant select, insert, update (state, settled_amount), delete
  on quota_reservations to lyss_definer;
grant insert on usage_records to lyss_definer;

drop policy if exists provider_types_definer_select on provider_types;
create policy provider_types_definer_select on provider_types for select to lyss_definer
  using (true);

drop policy if exists provider_channels_definer_select on provider_channels;
create policy provider_channels_definer_select on provider_channels for select to lyss_definer
  using (true);

drop policy if exists provider_channels_definer_update on provider_channels;
create policy provider_channels_definer_update on provider_channels for update to lyss_definer
  using (true) with check (true);

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

-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Columns are named where nobody may read some (a channel's key, a token's hashes), or write some directly (the
-- owner of a channel, what is counted, and what functions change).
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- withheld: select (tenant_id, stamp, kind, id, changed_at) on access_changes from everybody

-- A tenant's scope
grant select on provider_types, channel_states, channel_health,
    user_token_details, user_token_channels, quota_reservations, tenant_settings, budgets,
    quota_counters, quota_entries, usage_records, usage_adjustments, usage_facts,
    usage_quarter_hours, usage_days, usage_totals, usage_local_days, usage_local_totals,
    usage_tenant_watermarks, unpriced_usage, model_prices,
    model_price_lists, known_tenants
  to authenticated_users;
do $do$
begin
  execute format(
    $grant$
      grant select (tenant_id, id, type, status, config_scope, owner_id, group_id, %1$s, created_at, updated_at),
          update (key, %1$s),
          delete
        on provider_channels to authenticated_users, lyss_system
    $grant$,
    each_column('channel_settings', '%I'));
end
$do$;
-- withheld: select (key) on provider_channels from authenticated_users, lyss_system; functions return a key, which the
-- audit log records
-- withheld: update (status) on provider_channels from authenticated_users, lyss_system
do $do$
begin
  execute format(
    $grant$
      grant select (tenant_id, id, user_id, %1$s, pepper_id, key_prefix, previous_pepper_id, previous_key_expires_at,
          restricted_to_channels, status, revoked_at, last_used_at, created_at, updated_at)
        on user_tokens to authenticated_users, lyss_system;
      grant update (status, %1$s) on user_tokens to authenticated_users
    $grant$,
    each_column('token_settings', '%I'));
end
$do$;
-- withheld: select (key_hash, previous_key_hash, rotation_id) on user_tokens from authenticated_users, lyss_system
-- withheld: insert, update (tenant_id, id, user_id, key_hash, pepper_id, key_prefix,
--   previous_key_hash, previous_pepper_id, previous_key_expires_at, rotation_id, restricted_to_channels, revoked_at,
--   last_used_at)
--   on user_tokens from authenticated_users

grant update (name, hard_limit, soft_limit), delete
  on budgets to authenticated_users;

-- System work
grant select on provider_types, channel_states,
    channel_health, user_token_details, user_token_channels, quota_reservations, tenant_settings,
    budgets, quota_counters, quota_entries, usage_records, usage_adjustments,
    usage_facts, usage_quarter_hours, usage_days, usage_totals, usage_local_days, usage_local_totals,
    usage_tenant_watermarks, unpriced_usage,
    usage_watermark,
    model_prices, model_price_lists, known_tenants, known_users
  to lyss_system;
grant update (name, display_name, base_url, supported_models, api_format, status)
  on provider_types to lyss_system;
grant update (name, hard_limit, soft_limit), delete
  on budgets to lyss_system;
grant insert (tenant_id, max_api_calls, time_zone, changed_at, limit_changed_at),
  update (max_api_calls, time_zone, changed_at, limit_changed_at)
  on tenant_settings to lyss_system;
-- withheld: insert, update (singleton) on usage_watermark from everybody

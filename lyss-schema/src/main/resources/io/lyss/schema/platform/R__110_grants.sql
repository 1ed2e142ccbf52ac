-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Columns are named where nobody may read some (hashed_password, api_key), or write some (ids, times, owners
-- once they are set). No partition is granted: read directly, it would have its own policies and not its
-- parent's.
do $$ begin perform revoke_all_grants(); end $$;

-- to public, because the login has no role yet when it calls bind_scope()
grant usage on schema ${schema} to public;

-- for the application's login, which compares the schema with what its version of LYSS expects
grant select on lyss_schema_history to lyss_system;

-- A user's own work
grant select (id, username, email, email_lower, role, is_active, created_at, updated_at)
  on users to authenticated_users;
grant insert (username, email, hashed_password, role, is_active),
  update (username, email, hashed_password, role, is_active)
  on users to authenticated_users;
-- withheld: select (hashed_password) on users from authenticated_users

grant select (id, name, provider_type, scope, created_by, api_base_url, config, is_active,
    created_at, updated_at)
  on provider_configs to authenticated_users;
grant insert (name, provider_type, scope, created_by, api_key, api_base_url, config, is_active),
  update (name, provider_type, api_key, api_base_url, config, is_active)
  on provider_configs to authenticated_users;
-- withheld: select (api_key) on provider_configs from authenticated_users, lyss_system

grant select on provider_distributions to authenticated_users;
grant insert (provider_id, user_id, distributed_by, valid_from, valid_until),
  update (distributed_by, distributed_at, is_active, valid_from, valid_until)
  on provider_distributions to authenticated_users;
-- withheld: select (kind, id, active_from, active_until, begun_by, ended_at,
--   ended_by) on access_periods from everybody
-- withheld: select (stamp, kind, id, changed_at) on access_changes from everybody
-- withheld: insert, update (stamp) on access_changes from everybody

grant select, delete on conversations to authenticated_users;
do $do$
begin
  execute format(
    'grant insert (user_id, %s), update (title, metadata, expires_at) on conversations to authenticated_users',
    each_column('new_conversation', '%I'));
end
$do$;

grant select on messages to authenticated_users;

grant select on usage_statistics to authenticated_users;
grant insert (user_id, provider_id, conversation_id, tokens_used, cost, recorded_at, request_id,
    model, outcome, counts, price_id, currency, time_to_first_token_ms, duration_ms, tags, stamp)
  on usage_statistics to authenticated_users;
grant select on usage_adjustments, usage_facts, usage_quarter_hours, usage_days, usage_totals,
    usage_of_providers, unpriced_usage
  to authenticated_users, lyss_system;

grant select on audit_logs, audit_seals to authenticated_users;
grant insert (user_id, action, resource_type, resource_id, changes, ip_address, user_agent)
  on audit_logs to authenticated_users;

grant select on provider_ways, provider_access, user_available_providers, provider_usage_summary,
    model_prices
  to authenticated_users;

-- System work
grant select on users, provider_distributions to lyss_system;
-- Functions return a key, which the audit log records.
grant select (id, name, provider_type, scope, created_by, api_base_url, config, is_active,
    created_at, updated_at)
  on provider_configs to lyss_system;
grant insert (username, email, hashed_password, role, is_active),
  update (username, email, hashed_password, role, is_active)
  on users to lyss_system;
grant insert (name, provider_type, scope, created_by, api_key, api_base_url, config, is_active),
  update (name, provider_type, api_key, api_base_url, config, is_active)
  on provider_configs to lyss_system;
grant insert (provider_id, user_id, distributed_by, valid_from, valid_until),
  update (distributed_by, distributed_at, is_active, valid_from, valid_until)
  on provider_distributions to lyss_system;
-- It reads nothing that users have written: it counts conversations and deletes them.
do $do$
begin
  execute format(
    'grant select (user_id, %s), delete on conversations to lyss_system',
    impersonal_columns('conversations', '{idempotency_key,greatest_idempotency_key}'));
end
$do$;
-- withheld: select (title, metadata, idempotency_key, greatest_idempotency_key) on conversations
--   from lyss_system
grant select (id, conversation_id, user_id, sequence, imported_at, created_at) on messages to lyss_system;
-- withheld: select (idempotency_key, role, content, metadata) on messages from lyss_system
grant select on usage_statistics, audit_logs to lyss_system;
grant insert (user_id, provider_id, conversation_id, tokens_used, cost, recorded_at, request_id,
    model, outcome, counts, price_id, currency, time_to_first_token_ms, duration_ms, tags, stamp)
  on usage_statistics to lyss_system;
grant insert (action, resource_type, resource_id, changes, ip_address, user_agent)
  on audit_logs to lyss_system;
-- withheld: insert, update (user_id) on audit_logs from lyss_system
-- withheld: insert, update (seal_stamp) on audit_logs from authenticated_users, lyss_system
grant select on provider_ways, provider_access, user_available_providers, provider_usage_summary,
    model_prices, table_health, index_health, vacuum_horizon, lock_room, usage_watermark,
    audit_watermark, audit_seals, legal_holds, erasures, graduations, graduated_ids
  to lyss_system;
-- A graduation runs as the owner of the schema, who bypasses the policies.
-- withheld: insert, update (singleton, tenant_id, currency, state, pass, since_xid, next_xid, progress, closed_at,
--   finished_at, audit_until, provider_kinds) on graduations from everybody
-- withheld: insert, update (kind, old_id, new_id) on graduated_ids from everybody
-- withheld: insert, update (singleton) on usage_watermark from everybody
-- withheld: insert, update (singleton) on audit_watermark from everybody
-- the view maintenance shows them
-- withheld: select (name, every, keep, keeps_all, hold, started_at, took, done, error, failures, due_at, succeeded_at)
--   on jobs from everybody
-- scope_key_ages() returns the names and ages of keys
-- withheld: select (name, inner_pad, outer_pad, created_at, former_pads, former_until) on scope_keys from everybody

-- Records changes of what the answer of verify_token() is made of. Using a token changes no answer. Nor does a
-- new token, because hosts do not keep the answer that a token is unknown.

create or replace trigger tell_tenant_change
  after delete on user_tokens
  for each row execute function tell_tenant_change('token', 'id');

create or replace trigger tell_tenant_change_of_updated
  after update on user_tokens
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.id is distinct from new.id
    or old.user_id is distinct from new.user_id
    or old.key_hash is distinct from new.key_hash
    or old.previous_key_hash is distinct from new.previous_key_hash
    or old.previous_key_expires_at is distinct from new.previous_key_expires_at
    or old.restricted_to_channels is distinct from new.restricted_to_channels
    or old.allowed_models is distinct from new.allowed_models
    or old.rate_limit is distinct from new.rate_limit
    or old.status is distinct from new.status
    or old.expires_at is distinct from new.expires_at
    or old.revoked_at is distinct from new.revoked_at
  )
  execute function tell_tenant_change('token', 'id');

create or replace trigger tell_tenant_change_of_all
  after truncate on user_tokens
  for each statement execute function tell_tenant_change();

create or replace trigger tell_tenant_change
  after insert or delete on user_token_channels
  for each row execute function tell_tenant_change('token', 'token_id');

create or replace trigger tell_tenant_change_of_updated
  after update on user_token_channels
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.token_id is distinct from new.token_id
    or old.channel_id is distinct from new.channel_id
  )
  execute function tell_tenant_change('token', 'token_id');

create or replace trigger tell_tenant_change_of_all
  after truncate on user_token_channels
  for each statement execute function tell_tenant_change();

create or replace trigger tell_tenant_change
  after insert or delete on known_users
  for each row execute function tell_tenant_change('user', 'user_id');

create or replace trigger tell_tenant_change_of_updated
  after update on known_users
  for each row when (
    old.tenant_id is distinct from new.tenant_id
    or old.user_id is distinct from new.user_id
    or old.status is distinct from new.status
  )
  execute function tell_tenant_change('user', 'user_id');

create or replace trigger tell_tenant_change_of_all
  after truncate on known_users
  for each statement execute function tell_tenant_change();

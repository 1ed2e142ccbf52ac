-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it. No
-- table here changes with each request, except user_tokens, which has last_used_at.
create or replace trigger record_change
  after insert or update or delete on provider_types
  for each row
  execute function record_change(
    'id', '{name}', '{display_name,base_url,supported_models,api_format,status}', '{}');

create or replace trigger record_change
  after insert or update or delete on provider_channels
  for each row
  execute function record_change(
    'id', '{owner_id,group_id}', '{type,priority,weight,status,quota,rate_limit,config_scope}', '{}',
    '{name,models,model_mapping}');

create or replace trigger record_change
  after insert or delete or update of tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix,
    previous_key_hash, previous_pepper_id, previous_key_expires_at, rotation_id, restricted_to_channels,
    allowed_models, quota, rate_limit, status, expires_at, revoked_at
  on user_tokens
  for each row
  execute function record_change(
    'id', '{user_id}',
    '{pepper_id,previous_pepper_id,previous_key_expires_at,rotation_id,restricted_to_channels,allowed_models,quota,rate_limit,status,expires_at,revoked_at}',
    '{last_used_at}');

create or replace trigger record_change
  after insert or update or delete on user_token_channels
  for each row execute function record_change('token_id', '{user_id,channel_id}', '{}', '{}');

create or replace trigger record_change
  after insert or update or delete on known_users
  for each row execute function record_change('user_id', '{}', '{status}', '{changed_at}');

create or replace trigger record_change
  after insert or update or delete on tenant_settings
  for each row
  execute function record_change('tenant_id', '{}', '{max_api_calls,time_zone}',
    '{changed_at,limit_changed_at}');

create or replace trigger record_change
  after insert or update or delete on budgets
  for each row
  execute function record_change(
    'id', '{set_by,subject,group_id,user_id,token_id,channel_id}',
    '{model,unit,currency,period,hard_limit,soft_limit}', '{}');

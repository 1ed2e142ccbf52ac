-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it. No
-- table here changes with each request, except user_tokens, which has last_used_at. Of tokens and budgets it shows what is
-- declared to be about no person.
create or replace trigger record_change
  after insert or update or delete on provider_types
  for each row
  execute function record_change(
    'id', '{name}', '{display_name,base_url,supported_models,api_format,status}', '{}');

do $do$
begin
  execute format(
$trigger$
create or replace trigger record_change
  after insert or update or delete on provider_channels
  for each row
  execute function record_change(
    'id', '{owner_id,group_id}', '{type,priority,weight,status,quota,rate_limit,config_scope}', '{}', '{%s}')
$trigger$,
    each_column('channel_settings', '%I', ','));
  execute format(
$trigger$
create or replace trigger record_change
  after insert or delete or update of tenant_id, id, user_id, key_hash, pepper_id, key_prefix, previous_key_hash,
    previous_pepper_id, previous_key_expires_at, rotation_id, restricted_to_channels, status, revoked_at, %s
  on user_tokens
  for each row
  execute function record_change(
    'id', '{user_id}', '{%s}', '{last_used_at}')
$trigger$,
    each_column('token_settings', '%I'), impersonal_columns('user_tokens', '{tenant_id,id,created_at,updated_at}'));
  execute format(
$trigger$
create or replace trigger record_change
  after insert or update or delete on budgets
  for each row
  execute function record_change('id', '{set_by,subject,group_id,user_id,token_id,channel_id}', '{%s}', '{}')
$trigger$,
    impersonal_columns(
      'budgets', '{tenant_id,id,set_by,subject,group_id,token_id,channel_id,created_at,updated_at}'));
end
$do$;

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

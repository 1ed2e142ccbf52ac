-- Of which tables the audit log has an entry for each changed row, and what record_change() tells of it.
--
-- Left out are usage, as recording it is what system work mostly does, and what users do with what
-- is theirs alone.
create or replace trigger record_change
  after insert or update or delete on users
  for each row when (current_user in ('authenticated_users', 'lyss_system'))
  execute function record_change('id', '{}', '{role,is_active}', '{}');

create or replace trigger record_change
  after insert or update on provider_configs
  for each row when (
    current_user = 'lyss_system'
    or current_user = 'authenticated_users' and new.scope = 'organization'
  )
  execute function record_change(
    'id', '{created_by}', '{provider_type,scope,is_active}', '{}', '{name,api_base_url}');

create or replace trigger record_change
  after insert or update or delete on provider_distributions
  for each row when (current_user in ('authenticated_users', 'lyss_system'))
  execute function record_change(
    'id', '{provider_id,user_id}', '{distributed_by,distributed_at,is_active}', '{}');

create or replace trigger record_change
  after insert or update or delete on conversations
  for each row when (current_user = 'lyss_system')
  execute function record_change('id', '{user_id,provider_id}', '{}', '{}');

-- Functions of lyss_definer change prices. The id is a UUID, so it is part of the key.
create or replace trigger record_change
  after insert or update or delete on model_prices
  for each row when (current_setting('role') in ('authenticated_users', 'lyss_system'))
  execute function record_change(
    '', '{id,provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');

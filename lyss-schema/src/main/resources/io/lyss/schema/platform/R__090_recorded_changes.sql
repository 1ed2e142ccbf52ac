-- Of which tables the audit log has an entry for each changed row, and what record_change() tells of it. A row that
-- is changed past the scopes has one as well, with the login.
--
-- Left out are usage, as recording it is what system work mostly does, and what users do with what
-- is theirs alone. A role can be set within a statement of system work; its scope does not hold
-- then, where it is signed, so that is recorded.
create or replace trigger record_change
  after insert or update or delete on users
  for each row execute function record_change('id', '{}', '{role,is_active}', '{}');

create or replace trigger record_change
  after insert or update on provider_configs
  for each row when (
    current_setting('role') <> 'authenticated_users' or not scope_holds() or new.scope = 'organization'
  )
  execute function record_change(
    'id', '{created_by}', '{provider_type,scope,is_active}', '{}', '{name,api_base_url}');

-- no scope may
create or replace trigger record_change_of_deleted
  after delete on provider_configs
  for each row
  execute function record_change(
    'id', '{created_by}', '{provider_type,scope,is_active}', '{}', '{name,api_base_url}');

create or replace trigger record_change
  after insert or update or delete on provider_distributions
  for each row
  execute function record_change(
    'id', '{provider_id,user_id}', '{distributed_by,distributed_at,is_active,valid_from,valid_until}', '{}');

create or replace trigger record_change
  after insert or update or delete on conversations
  for each row when (current_setting('role') <> 'authenticated_users' or not scope_holds())
  execute function record_change(
    'id', '{user_id,provider_id}', '{}',
    '{message_count,last_active_at,greatest_idempotency_key}');

-- The id is a UUID, so it is part of the key.
create or replace trigger record_change
  after insert or update or delete on model_prices
  for each row
  execute function record_change(
    '', '{id,provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');

-- Why somebody is held, the hold says: that may name a person.
create or replace trigger record_change
  after insert or update or delete on legal_holds
  for each row execute function record_change('user_id', '{}', '{}', '{held_at}');

-- All of the organisation is read; how far that is, is not told.
create or replace trigger record_change
  after insert or update or delete on graduations
  for each row
  execute function record_change(
    '', '{tenant_id}', '{state}', '{pass,since_xid,next_xid,progress,singleton,currency,begun_at,closed_at,finished_at}');

-- The tables of which the audit log has an entry for each changed row, and what record_change() shows of it. A
-- change outside of a scope has an entry, too, with the login.
--
-- Usage is left out, because recording it is most of what system work does; so are changes by users of their
-- own rows. A statement of system work can change its role. A signed scope then no longer counts, so such a
-- change is recorded.
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

-- no scope may delete one
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

-- The reason is in the hold only, because it may name a person.
create or replace trigger record_change
  after insert or update or delete on legal_holds
  for each row execute function record_change('user_id', '{}', '{}', '{held_at}');

-- A graduation reads the whole organisation; its progress is left out.
create or replace trigger record_change
  after insert or update or delete on graduations
  for each row
  execute function record_change(
    '', '{tenant_id}', '{state}', '{pass,since_xid,next_xid,progress,singleton,currency,begun_at,closed_at,finished_at,audit_until,provider_kinds}');

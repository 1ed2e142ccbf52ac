-- A trigger sets updated_at, so that no statement can forget it. A message does not count as a change of its
-- conversation: last_active_at has its time.
create or replace trigger update_users_updated_at
  before update on users
  for each row execute function update_updated_at_column();

create or replace trigger update_provider_configs_updated_at
  before update on provider_configs
  for each row execute function update_updated_at_column();

do $do$
begin
  execute format(
$trigger$
create or replace trigger update_conversations_updated_at
  before update of %s, updated_at on conversations
  for each row execute function update_updated_at_column()
$trigger$,
    each_column('new_conversation', '%I'));
end
$do$;

create or replace trigger update_model_prices_updated_at
  before update on model_prices
  for each row execute function update_updated_at_column();

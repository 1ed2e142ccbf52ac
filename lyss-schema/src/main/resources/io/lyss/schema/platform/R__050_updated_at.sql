-- updated_at is kept here, so that no statement can forget it.
create or replace function update_updated_at_column() returns trigger
language plpgsql
as $$
begin
  new.updated_at := current_timestamp;
  return new;
end
$$;

comment on function update_updated_at_column() is 'Trigger function: keeps updated_at.';

create or replace trigger update_users_updated_at
  before update on users
  for each row execute function update_updated_at_column();

create or replace trigger update_provider_configs_updated_at
  before update on provider_configs
  for each row execute function update_updated_at_column();

create or replace trigger update_conversations_updated_at
  before update on conversations
  for each row execute function update_updated_at_column();

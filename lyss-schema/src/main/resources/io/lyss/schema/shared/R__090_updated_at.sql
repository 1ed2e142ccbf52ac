-- A trigger sets updated_at, so that no statement can forget it.
create or replace trigger update_roles_updated_at
  before update on roles
  for each row execute function update_updated_at_column();

create or replace trigger update_settings_updated_at
  before update on settings
  for each row execute function update_updated_at_column();

create or replace trigger update_model_prices_updated_at
  before update on model_prices
  for each row execute function update_updated_at_column();

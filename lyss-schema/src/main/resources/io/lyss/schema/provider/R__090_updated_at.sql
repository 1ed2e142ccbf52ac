-- A trigger sets updated_at, so that no statement can forget it. It is the time of a channel's or token's
-- settings, and not of what each request counts.
create or replace trigger update_provider_types_updated_at
  before update on provider_types
  for each row execute function update_updated_at_column();

do $do$
begin
  execute format(
$trigger$
create or replace trigger update_provider_channels_updated_at
  before update of type, key, status, %s
  on provider_channels
  for each row execute function update_updated_at_column()
$trigger$,
    each_column('channel_settings', '%I'));
  execute format(
$trigger$
create or replace trigger update_user_tokens_updated_at
  before update of key_hash, restricted_to_channels, status, %s
  on user_tokens
  for each row execute function update_updated_at_column()
$trigger$,
    each_column('token_settings', '%I'));
end
$do$;

create or replace trigger update_budgets_updated_at
  before update on budgets
  for each row execute function update_updated_at_column();

create or replace trigger update_model_prices_updated_at
  before update on model_prices
  for each row execute function update_updated_at_column();

-- updated_at is kept by a trigger, so that no statement can forget it; of how something is set up, and
-- not of what is counted at every request.
create or replace trigger update_provider_channels_updated_at
  before update of name, type, key, priority, weight, status, quota, rate_limit, models, model_mapping
  on provider_channels
  for each row execute function update_updated_at_column();

create or replace trigger update_user_tokens_updated_at
  before update of name, key_hash, restricted_to_channels, allowed_models, quota, rate_limit, status,
    expires_at
  on user_tokens
  for each row execute function update_updated_at_column();

-- A channel that is enabled or disabled has no failures any more.
create or replace function forget_failures() returns trigger
language plpgsql
as $$
begin
  new.failures := 0;
  new.retry_at := null;
  new.probe_until := null;
  return new;
end
$$;

comment on function forget_failures() is
  'Trigger function: a channel that is not in error has no failures.';

create or replace trigger forget_failures
  before update of status on provider_channels
  for each row when (new.status <> 3) execute function forget_failures();

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

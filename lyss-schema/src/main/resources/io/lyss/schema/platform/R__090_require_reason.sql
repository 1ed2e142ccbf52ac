-- System work without a reason is refused even where it would change no row.
create or replace function require_reason() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  raise exception 'system work takes a reason' using errcode = 'insufficient_privilege';
end
$$;

comment on function require_reason() is 'Trigger function: refuses system work without a reason.';

create or replace trigger require_reason
  before insert or update or delete on users
  for each statement
  when (current_user = 'lyss_system' and current_system_reason() is null)
  execute function require_reason();

create or replace trigger require_reason
  before insert or update or delete on provider_configs
  for each statement
  when (current_user = 'lyss_system' and current_system_reason() is null)
  execute function require_reason();

create or replace trigger require_reason
  before insert or update or delete on provider_distributions
  for each statement
  when (current_user = 'lyss_system' and current_system_reason() is null)
  execute function require_reason();

create or replace trigger require_reason
  before insert or update or delete on conversations
  for each statement
  when (current_user = 'lyss_system' and current_system_reason() is null)
  execute function require_reason();

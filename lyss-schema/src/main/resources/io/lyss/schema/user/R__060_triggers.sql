-- updated_at is kept by a trigger, so that no statement can forget it. A login is no change of the user.
create or replace trigger update_tenants_updated_at
  before update on tenants
  for each row execute function update_updated_at_column();

create or replace trigger update_users_updated_at
  before update on users
  for each row when (old.last_login_at is not distinct from new.last_login_at)
  execute function update_updated_at_column();

-- A new address has not been shown to be theirs yet.
create or replace function unverify_email() returns trigger
language plpgsql
as $$
begin
  new.email_verified := false;
  return new;
end
$$;

comment on function unverify_email() is 'Trigger function: a new address is not verified.';

create or replace trigger unverify_email
  before update of email on users
  for each row when (lower(old.email) <> lower(new.email)) execute function unverify_email();

-- It is not yet proved that a new address belongs to the user.
create or replace function unverify_email() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  new.email_verified := false;
  return new;
end
$$;

comment on function unverify_email() is 'Trigger function: marks a new address as not verified.';

create or replace trigger unverify_email
  before update of email on users
  for each row when (fold_case(old.email) <> fold_case(new.email))
  execute function unverify_email();

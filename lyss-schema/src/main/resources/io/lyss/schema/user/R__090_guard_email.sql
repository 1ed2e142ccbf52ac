-- An address is unique in its tenant, so setting one reveals whether another user has it. Administrators see
-- all users anyway; an end user would learn of colleagues whom they do not see. An end user's address is
-- changed by an administrator, or by system work once the user has proved that it is theirs.
create or replace function guard_email() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if ${schema}.scope_role() = 'authenticated_users' and not ${schema}.current_user_is_tenant_admin()
  then
    raise exception 'an end user does not set another address'
      using
        errcode = 'insufficient_privilege',
        hint = 'Set it as system work, once the user has shown that it is theirs.';
  end if;
  return new;
end
$$;

comment on function guard_email() is
  'Trigger function: refuses a new address that an end user sets.';

create or replace trigger guard_email
  before update of email on users
  for each row when (fold_case(old.email) <> fold_case(new.email))
  execute function guard_email();

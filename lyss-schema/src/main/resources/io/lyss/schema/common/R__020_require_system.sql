-- For functions of system work. It has to give a reason, because the events that it publishes have one.
create or replace function require_system() returns text
language plpgsql stable parallel safe
as $$
begin
  if current_setting('role') <> 'lyss_system' or ${schema}.current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  return ${schema}.current_system_reason();
end
$$;

comment on function require_system() is
  'Internal: Returns the reason of the system scope; fails with 42501 in any other scope.';

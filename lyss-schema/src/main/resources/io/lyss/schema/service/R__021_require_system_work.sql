-- For what no person may do, not even an administrator of the platform: reading what users have written or what
-- they log in with, and being a worker or consumer of events.
create or replace function require_system_work() returns text
language plpgsql stable parallel safe
as $$
begin
  perform ${schema}.require_system();
  if ${schema}.current_user_id() is not null then
    raise exception 'this takes system work, and no person stands in for it'
      using errcode = 'insufficient_privilege';
  end if;
  return ${schema}.current_system_reason();
end
$$;

comment on function require_system_work() is
  'Internal: Returns the reason of system work; fails with 42501 in any other scope, an administrator''s included.';

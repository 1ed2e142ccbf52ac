-- For what no person does, not even an administrator of the platform: being handed what users have
-- written or what they log in with, and being the worker or the consumer of events.
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
  'Internal: The reason of system work; fails with 42501 in any other scope, an administrator''s included.';

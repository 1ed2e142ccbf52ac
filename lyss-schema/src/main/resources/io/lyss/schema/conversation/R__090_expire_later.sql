-- A conversation that has expired as it is opened would be stored and never seen. A user who no longer wants a
-- conversation deletes it.
create or replace function expire_later() returns trigger
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  if new.expires_at <= statement_time()
    and (tg_op = 'INSERT' or new.expires_at is distinct from old.expires_at)
  then
    raise exception
      'expires_at is %, which is over: give it a time to come, or none; or delete the conversation',
      new.expires_at
      using errcode = 'check_violation', constraint = 'conversations_expires_at';
  end if;
  return new;
end
$$;

comment on function expire_later() is 'Trigger function: refuses a time of expiry that has passed.';

create or replace trigger expire_later
  before insert or update of expires_at on conversations
  for each row when (new.expires_at is not null) execute function expire_later();

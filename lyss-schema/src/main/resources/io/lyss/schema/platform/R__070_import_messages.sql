-- Imports messages written elsewhere. It opens the conversation, unless the user has one with that key, and
-- appends messages with their original times. A long conversation takes several calls; each may be repeated,
-- with more or all of the messages.
--
-- It has no rights that its caller lacks.
do $do$
begin
  execute format(
$function$
create or replace function import_messages(
  p_user_id integer,
  p_conversation new_conversation,
  p_idempotency_keys uuid[],
  p_roles text[],
  p_contents text[],
  p_each_metadata jsonb[],
  p_created_at timestamptz[]
)
returns setof conversations
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_id bigint;
begin
  if p_conversation.idempotency_key is null then
    raise exception 'idempotency_key is null: give the conversation one that is the same each time'
      using errcode = 'check_violation', constraint = 'conversations_idempotency_key';
  end if;
  select c.id into v_id from conversations as c
  where c.user_id = p_user_id and c.idempotency_key = p_conversation.idempotency_key;
  if not found then
    insert into conversations (user_id, %s)
    values (p_user_id, %s)
    on conflict do nothing;
    select c.id into v_id from conversations as c
    where c.user_id = p_user_id and c.idempotency_key = p_conversation.idempotency_key;
    if not found then
      raise exception 'the conversation of the key %% has expired: import it under another',
        p_conversation.idempotency_key
        using errcode = 'check_violation', constraint = 'conversations_expires_at';
    end if;
  end if;
  perform append_messages(
    p_conversation_id => v_id, p_idempotency_keys => p_idempotency_keys, p_roles => p_roles,
    p_contents => p_contents, p_metadata => p_each_metadata, p_created_at => p_created_at);
  return query select c.* from conversations as c where c.id = v_id;
end
$$
$function$,
    each_column('new_conversation', '%I'), each_column('new_conversation', 'p_conversation.%I'));
end
$do$;

revoke execute on function import_messages(
  integer, new_conversation, uuid[], text[], text[], jsonb[], timestamptz[]
) from public;
grant execute on function import_messages(
  integer, new_conversation, uuid[], text[], text[], jsonb[], timestamptz[]
) to authenticated_users;

comment on function import_messages(
  integer, new_conversation, uuid[], text[], text[], jsonb[], timestamptz[]
) is
  'Opens a conversation unless it exists, appends messages that were written elsewhere with their times, and returns the conversation.';

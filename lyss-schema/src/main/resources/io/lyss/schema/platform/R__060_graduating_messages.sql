-- Messages of the conversations with these ids, as rows of the chat database. A new message always changes its
-- conversation, so only changed conversations can have new ones. Here a message is stored once for its
-- idempotency key; in CHAT its id takes that part.
--
-- The chat database accepts no message without text; a space stands for it.
create or replace function graduating_messages(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, conversation_id uuid, user_id uuid, sequence bigint, role text, content text,
  metadata jsonb, imported_at timestamptz, created_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    c.id, g.tenant_id, m.idempotency_key, i.new_id, u.new_id, m.sequence, m.role,
    case m.content when '' then ' ' else m.content end, m.metadata, m.imported_at, m.created_at
  from conversations as c
  cross join graduations as g
  join graduated_ids as i on i.kind = 'conversation' and i.old_id = c.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = c.user_id
  -- The times of the conversation bound the months that are read.
  join messages as m on m.conversation_id = c.id and m.created_at between c.created_at and c.last_active_at
  where c.id > p_after and c.id <= p_until and (p_since is null or row_xid(c.xmin) >= p_since)
$$;

comment on function graduating_messages(bigint, bigint, bigint) is
  'Internal: Messages of conversations with ids after the one and up to the other, written since, as rows of the chat database.';

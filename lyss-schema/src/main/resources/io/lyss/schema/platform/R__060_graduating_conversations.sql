-- Conversations as rows of the chat database, in the order of their ids; erased and deleted ones have no row.
create or replace function graduating_conversations(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, user_id uuid, title text, provider_channel_id uuid, message_count bigint,
  greatest_message_id uuid, last_active_at timestamptz, expires_at timestamptz, created_at timestamptz,
  updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    c.id, g.tenant_id, i.new_id, u.new_id, c.title, p.new_id, c.message_count, c.greatest_idempotency_key,
    c.last_active_at, c.expires_at, c.created_at, c.updated_at
  from conversations as c
  cross join graduations as g
  join graduated_ids as i on i.kind = 'conversation' and i.old_id = c.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = c.user_id
  join graduated_ids as p on p.kind = 'provider' and p.old_id = c.provider_id
  where c.id > p_after and c.id <= p_until and (p_since is null or row_xid(c.xmin) >= p_since)
$$;

comment on function graduating_conversations(bigint, bigint, bigint) is
  'Internal: Conversations with ids after the one and up to the other, written since, as rows of the chat database.';

-- A message that a fork shares belongs to another conversation; so do its ratings.
create or replace function conversation_of_message(
  p_tenant_id uuid, p_conversation_id uuid, p_sequence bigint
)
returns uuid
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return (
    select p.conversation_id from conversation_parts(p_tenant_id, p_conversation_id) as p
    where p_sequence between p.first_sequence and p.last_sequence);
end
$$;

comment on function conversation_of_message(uuid, uuid, bigint) is
  'The conversation to which a message of one of the current user''s conversations belongs; null for none.';

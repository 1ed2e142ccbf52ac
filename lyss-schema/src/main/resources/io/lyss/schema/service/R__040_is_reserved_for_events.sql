-- The first words of types and keys of LYSS's own events, of all databases, because events of one are delivered
-- to others. A host's events have to begin otherwise. So a consumer learns that a tenant was deleted only if it
-- was, and no transaction of a host holds up the events of a user.
create or replace function is_reserved_for_events(p_word text) returns boolean
language sql immutable parallel safe
return p_word in (
  'administrator', 'association', 'budget', 'channel', 'conversation', 'embedding', 'group', 'member',
  'memories', 'memory', 'message', 'model', 'partition', 'permission', 'price', 'provider', 'quota',
  'relay', 'reservation', 'role', 'setting', 'summary', 'tenant', 'token', 'usage', 'user');

comment on function is_reserved_for_events(text) is
  'Internal: Whether types and keys of LYSS''s own events begin with a word.';

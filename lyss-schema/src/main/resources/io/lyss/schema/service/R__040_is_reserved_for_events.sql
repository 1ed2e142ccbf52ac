-- The words that the types and keys of LYSS's own events begin with, in all databases, as events of
-- one are told to others. What a host publishes begins otherwise: so nobody is told that a tenant was
-- deleted unless it was, and no transaction of a host holds up the events of a user.
create or replace function is_reserved_for_events(p_word text) returns boolean
language sql immutable parallel safe
return p_word in (
  'administrator', 'association', 'budget', 'channel', 'conversation', 'embedding', 'group', 'member',
  'memories', 'memory', 'message', 'model', 'partition', 'permission', 'price', 'provider', 'quota',
  'relay', 'reservation', 'role', 'setting', 'summary', 'tenant', 'token', 'usage', 'user');

comment on function is_reserved_for_events(text) is
  'Internal: Whether the types and keys of LYSS''s own events begin with a word.';

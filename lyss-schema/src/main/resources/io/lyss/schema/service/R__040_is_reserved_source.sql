-- The sources of entries that tell what a service of LYSS has published, and what its relay did: no host enters one of
-- its own that reads like it, with hyphens, underscores, or a digit that looks like a letter.
create or replace function is_reserved_source(p_source text) returns boolean
language sql immutable parallel safe
return translate(p_source, '01-_', 'ol') in ('chat', 'memory', 'platform', 'provider', 'relay', 'shared', 'user');

comment on function is_reserved_source(text) is
  'Internal: Whether a source is that of a service of LYSS or of its relay, or reads like it.';

comment on column audit_logs.source is
  'The part of the host, or the service, that tells of it: login, chat, ...; null where the database itself does; platform without an event is an entry of the organisation that has become the tenant.';

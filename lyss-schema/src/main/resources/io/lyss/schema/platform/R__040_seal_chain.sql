-- PLATFORM is one organisation and has one chain; the shared functions compare with this id.
create or replace function seal_chain(p_seal audit_seals) returns uuid
language sql immutable parallel safe
as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
$$;

comment on function seal_chain(audit_seals) is
  'Internal: The chain that a seal of the audit log is in: PLATFORM has one.';

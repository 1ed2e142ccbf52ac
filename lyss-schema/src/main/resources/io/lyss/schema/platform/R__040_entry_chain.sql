-- PLATFORM is one organisation and has one chain; the shared functions compare with this id.
create or replace function entry_chain(p_entry audit_logs) returns uuid
language sql immutable parallel safe
as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
$$;

comment on function entry_chain(audit_logs) is
  'Internal: The chain of seals that an entry of the audit log is in: PLATFORM has one.';

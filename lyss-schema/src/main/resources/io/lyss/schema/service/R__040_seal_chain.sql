-- It pins no search path, so that the planner inlines it and sees the column.
create or replace function seal_chain(p_seal audit_seals) returns uuid
language sql immutable parallel safe
as $$
  select p_seal.tenant_id
$$;

comment on function seal_chain(audit_seals) is
  'Internal: The chain that a seal of the audit log is in: that of its tenant.';

-- It pins no search path, so that the planner inlines it and sees the column.
create or replace function entry_chain(p_entry audit_logs) returns uuid
language sql immutable parallel safe
as $$
  select p_entry.tenant_id
$$;

comment on function entry_chain(audit_logs) is
  'Internal: The chain of seals that an entry of the audit log is in: that of its tenant.';

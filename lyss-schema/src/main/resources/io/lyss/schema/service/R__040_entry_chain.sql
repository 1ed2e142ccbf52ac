-- Without a path of its own, so that the planner sees the column.
create or replace function entry_chain(p_entry audit_logs) returns uuid
language sql immutable parallel safe
as $$
  select p_entry.tenant_id
$$;

comment on function entry_chain(audit_logs) is
  'Internal: In which chain of seals an entry of the audit log is: that of its tenant.';

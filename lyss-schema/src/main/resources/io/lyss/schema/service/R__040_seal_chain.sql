-- Without a path of its own, so that the planner sees the column.
create or replace function seal_chain(p_seal audit_seals) returns uuid
language sql immutable parallel safe
as $$
  select p_seal.tenant_id
$$;

comment on function seal_chain(audit_seals) is
  'Internal: In which chain a seal of the audit log is: that of its tenant.';

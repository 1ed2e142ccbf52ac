-- An entry goes to the service that has the row now. All others, those of the host's own kinds among them, go to the
-- shared database, which takes in what hosts enter.
create or replace function graduated_audit_kind(p_resource_type text) returns text
language sql immutable parallel safe
return case
  when p_resource_type in ('users', 'provider_distributions', 'legal_holds') then 'audit_user'
  when p_resource_type in ('provider_configs', 'usage_statistics', 'usage_adjustments') then 'audit_provider'
  when p_resource_type in ('conversations', 'messages') then 'audit_chat'
  else 'audit_shared'
end;

comment on function graduated_audit_kind(text) is
  'Internal: As which kind of rows a graduation copies entries of the audit log about a resource.';

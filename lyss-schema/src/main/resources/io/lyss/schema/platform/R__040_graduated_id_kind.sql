-- The types of resources whose rows get a new id, by the kind that the id is made for. A hold is about its user.
create or replace function graduated_id_kind(p_resource_type text) returns text
language sql immutable parallel safe
return case
  when p_resource_type in ('users', 'legal_holds') then 'user'
  when p_resource_type = 'provider_configs' then 'provider'
  when p_resource_type = 'provider_distributions' then 'distribution'
  when p_resource_type = 'conversations' then 'conversation'
end;

comment on function graduated_id_kind(text) is
  'Internal: For which kind of rows a graduation makes the id of a resource; null where entries keep the old id.';

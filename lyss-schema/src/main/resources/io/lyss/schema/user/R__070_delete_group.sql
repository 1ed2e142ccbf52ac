-- Deletes a group with its memberships. The policy decides who may. From the event other databases
-- learn that the group's rights there end.
create or replace function delete_group(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  delete from user_groups as g where g.tenant_id = p_tenant_id and g.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'group:' || p_id, 'group.deleted');
    return true;
  end if;
  return false;
end
$$;

comment on function delete_group(uuid, uuid) is
  'Deletes a group of this scope; false if there is none.';

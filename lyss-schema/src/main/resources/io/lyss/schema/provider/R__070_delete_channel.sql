-- The policy decides who may delete a channel. The rows by which tokens are restricted to it go
-- along; usage and reservations stay.
create or replace function delete_channel(p_tenant_id uuid, p_id uuid) returns boolean
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
begin
  delete from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'channel:' || p_id, 'channel.deleted');
    return true;
  end if;
  return false;
end
$$;

comment on function delete_channel(uuid, uuid) is
  'Deletes a channel of this scope; false if there is none.';

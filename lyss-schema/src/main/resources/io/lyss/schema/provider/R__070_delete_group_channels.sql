-- For when the user database reports that a group was deleted: nobody can use its channels any more, so their
-- keys are deleted.
create or replace function delete_group_channels(p_tenant_id uuid, p_group_id uuid)
returns bigint
language plpgsql volatile
set search_path = ${schema}, pg_temp
as $$
declare
  v_id uuid;
  v_deleted bigint := 0;
begin
  perform require_system();
  for v_id in
    select c.id from provider_channels as c
    where c.tenant_id = p_tenant_id and c.config_scope = 'group' and c.group_id = p_group_id
    order by c.id
  loop
    v_deleted := v_deleted + delete_channel(p_tenant_id, v_id)::integer;
  end loop;
  return v_deleted;
end
$$;

comment on function delete_group_channels(uuid, uuid) is
  'Deletes the channels of a group that was deleted; returns how many.';

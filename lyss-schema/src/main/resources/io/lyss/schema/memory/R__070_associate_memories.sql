-- Associates two memories of the current user, or changes their association. It has no direction, so it is
-- stored with the lesser id first. It is a function because Citus sends an insert with each column that has a
-- default, and no user may set the times.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function associate_memories(
  p_tenant_id uuid,
  p_id uuid,
  p_one uuid,
  p_other uuid,
  p_association_type text,
  p_strength double precision
)
returns setof memory_associations
language plpgsql volatile security definer
set search_path = ${schema}, pg_temp
as $$
declare
  v_user constant uuid := require_active_user(p_tenant_id);
  v_first constant uuid := least(p_one, p_other);
  v_second constant uuid := greatest(p_one, p_other);
begin
  return query
    insert into memory_associations as a (
      tenant_id, id, user_id, memory_id, related_memory_id, association_type, strength
    )
    values (p_tenant_id, p_id, v_user, v_first, v_second, p_association_type, p_strength)
    on conflict (tenant_id, user_id, memory_id, related_memory_id) do update
    set association_type = excluded.association_type, strength = excluded.strength
    returning a.*;
end
$$;

revoke execute on function associate_memories(uuid, uuid, uuid, uuid, text, double precision)
  from public;
grant execute on function associate_memories(uuid, uuid, uuid, uuid, text, double precision)
  to authenticated_users;

comment on function associate_memories(uuid, uuid, uuid, uuid, text, double precision) is
  'Associates two memories of the current user, or changes their association, and returns it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

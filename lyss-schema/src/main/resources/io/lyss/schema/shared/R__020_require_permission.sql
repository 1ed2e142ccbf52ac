-- Names an undefined permission, before a foreign key refuses it or an answer hides it.
create or replace function require_permission(p_permission text) returns void
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  if not exists (select from permissions as p where p.name = p_permission) then
    raise exception 'there is no permission %', p_permission
      using
        errcode = 'foreign_key_violation',
        constraint = 'role_permissions_permission_name_reach_fk';
  end if;
end
$$;

comment on function require_permission(text) is
  'Internal: Fails with 23503 where the permission does not exist.';

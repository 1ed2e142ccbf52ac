-- The ids follow from the rows, so an entry about a row that has no id yet is copied with the id that the row will get.
create or replace function graduated_resource_id(p_tenant_id uuid, p_resource_type text, p_old_id bigint)
returns text
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_kind constant text := graduated_id_kind(p_resource_type);
  v_at timestamptz;
begin
  case v_kind
    when 'user' then
      select u.created_at into v_at from users as u where u.id = p_old_id;
    when 'provider' then
      select p.created_at into v_at from provider_configs as p where p.id = p_old_id;
    when 'distribution' then
      select d.distributed_at into v_at from provider_distributions as d where d.id = p_old_id;
    when 'conversation' then
      select c.created_at into v_at from conversations as c where c.id = p_old_id;
    else
      null;
  end case;
  return coalesce(
    case when v_at is not null then graduated_uuid(p_tenant_id, v_kind, p_old_id, v_at) end::text, p_old_id::text);
end
$$;

revoke execute on function graduated_resource_id(uuid, text, bigint) from public;

comment on function graduated_resource_id(uuid, text, bigint) is
  'Internal: The id in the services of what an entry of the audit log is about; the old one if it is gone or has none.';

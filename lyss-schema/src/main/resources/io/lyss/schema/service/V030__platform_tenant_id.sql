-- The tenant of what belongs to no tenant but to the whole platform. Versioned, as constraints rest
-- on it.
create function platform_tenant_id() returns uuid
language plpgsql immutable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  return '00000000-0000-0000-0000-000000000000'::uuid;
end
$$;

comment on function platform_tenant_id() is
  'The tenant of what belongs to no tenant but to the whole platform: the nil UUID.';

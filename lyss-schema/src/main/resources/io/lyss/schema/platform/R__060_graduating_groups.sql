-- A group for each organization provider, of the users to whom it is distributed. So a distribution becomes a
-- membership.
create or replace function graduating_groups(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, name text, created_by uuid, created_at timestamptz, updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select p.id, g.tenant_id, i.new_id, p.name, u.new_id, p.created_at, p.updated_at
  from provider_configs as p
  cross join graduations as g
  join graduated_ids as i on i.kind = 'group' and i.old_id = p.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = p.created_by
  where p.scope = 'organization'
$$;

comment on function graduating_groups(bigint, bigint, bigint) is
  'Internal: A group for each organization provider, as rows of the user database; always all of them.';

-- Providers as channels: a personal one belongs to its creator, any other to its group. The host decides type,
-- key and models, so they are not here.
create or replace function graduating_channels(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, name text, status integer, config_scope text, owner_id uuid, group_id uuid,
  created_at timestamptz, updated_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select
    p.id, g.tenant_id, i.new_id, p.name, case when p.is_active then 1 else 2 end,
    case p.scope when 'personal' then 'personal' else 'group' end,
    case p.scope when 'personal' then u.new_id end, o.new_id,
    p.created_at, p.updated_at
  from provider_configs as p
  cross join graduations as g
  join graduated_ids as i on i.kind = 'provider' and i.old_id = p.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = p.created_by
  left join graduated_ids as o on o.kind = 'group' and o.old_id = p.id and p.scope = 'organization'
$$;

comment on function graduating_channels(bigint, bigint, bigint) is
  'Internal: Providers as rows of the provider database, without what the host decides; always all of them.';

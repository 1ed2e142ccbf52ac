-- The distributions that give access now, whatever the status of user and provider: that is checked where they
-- are used.
create or replace function graduating_members(p_after bigint, p_until bigint, p_since bigint)
returns table (
  old_id bigint, tenant_id uuid, id uuid, group_id uuid, user_id uuid, role text, joined_at timestamptz
)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select d.id, g.tenant_id, i.new_id, p.new_id, u.new_id, 'member', d.distributed_at
  from provider_distributions as d
  cross join graduations as g
  join graduated_ids as i on i.kind = 'distribution' and i.old_id = d.id
  join graduated_ids as p on p.kind = 'group' and p.old_id = d.provider_id
  join graduated_ids as u on u.kind = 'user' and u.old_id = d.user_id
  where distribution_is_open(d.is_active, d.valid_from, d.valid_until)
$$;

comment on function graduating_members(bigint, bigint, bigint) is
  'Internal: Distributions that give access now, as memberships of the user database; always all of them.';

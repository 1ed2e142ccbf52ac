-- Only users who are not active are reported to the provider database.
create or replace function graduating_known_users(p_after bigint, p_until bigint, p_since bigint)
returns table (old_id bigint, tenant_id uuid, user_id uuid, status text, changed_at timestamptz)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select u.id, g.tenant_id, i.new_id, 'inactive', u.updated_at
  from users as u
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = u.id
  where not u.is_active
$$;

comment on function graduating_known_users(bigint, bigint, bigint) is
  'Internal: Inactive users, as the provider database knows of them; always all of them.';

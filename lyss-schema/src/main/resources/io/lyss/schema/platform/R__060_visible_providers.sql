-- The providers that the scope sees, by id, after a cursor; without their keys. The policies decide what is
-- seen. For a user who sees only their own and distributed providers, a list of these makes the plan use the
-- index; otherwise it would apply the policy to each row.
create or replace function visible_providers(p_after_number integer, p_limit integer)
returns table (
  id integer,
  name varchar(100),
  provider_type varchar(20),
  scope varchar(20),
  created_by integer,
  api_base_url varchar(200),
  config jsonb,
  is_active boolean,
  created_at timestamptz,
  updated_at timestamptz
)
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
#variable_conflict use_column
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_admin() then
    return query
    select p.id, p.name, p.provider_type, p.scope, p.created_by, p.api_base_url, p.config, p.is_active,
      p.created_at, p.updated_at
    from provider_configs as p
    where p.id > p_after_number and p.id = any (array (
      select o.id from provider_configs as o
      where o.created_by = (select current_user_id()) and o.id > p_after_number
      union all
      select d.provider_id from provider_distributions as d
      where d.user_id = (select current_user_id()) and d.is_active and d.provider_id > p_after_number))
    order by p.id
    limit p_limit;
  else
    return query
    select p.id, p.name, p.provider_type, p.scope, p.created_by, p.api_base_url, p.config, p.is_active,
      p.created_at, p.updated_at
    from provider_configs as p
    where p.id > p_after_number
    order by p.id
    limit p_limit;
  end if;
end
$$;

comment on function visible_providers(integer, integer) is
  'The providers that the scope sees, by id.';

-- The tokens of a tenant that the scope sees, by id, after a cursor. The policies decide which are seen. The
-- extra condition, for a user who sees only their own, makes the plan use the index of owners; otherwise it
-- would apply the policy to each token of the tenant.
do $do$
begin
  execute format(
$function$
create or replace function visible_tokens(p_tenant_id uuid, p_after_id uuid, p_limit integer)
returns setof user_token_details
language plpgsql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_tenant_admin() then
    return query
    select t.* from %1$s as t
    where t.tenant_id = p_tenant_id and t.user_id = current_user_id() and t.id > p_after_id
    order by t.id
    limit p_limit;
  else
    return query
    select t.* from %1$s as t
    where t.tenant_id = p_tenant_id and t.id > p_after_id
    order by t.id
    limit p_limit;
  end if;
end
$$
$function$,
    of_tenant('user_token_details'));
end
$do$;

comment on function visible_tokens(uuid, uuid, integer) is
  'The tokens of a tenant that the scope sees, by id.';

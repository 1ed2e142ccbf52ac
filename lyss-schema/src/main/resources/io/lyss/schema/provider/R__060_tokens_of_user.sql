-- The tokens of a user that the scope sees, by id, after a cursor. The policies decide which are seen.
do $do$
begin
  execute format(
$function$
create or replace function tokens_of_user(p_tenant_id uuid, p_user_id uuid, p_after_id uuid, p_limit integer)
returns setof user_token_details
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select t.* from %s as t
    where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.id > p_after_id
    order by t.id
    limit p_limit;
end
$$
$function$,
    of_tenant('user_token_details'));
end
$do$;

comment on function tokens_of_user(uuid, uuid, uuid, integer) is
  'The tokens of a user that the scope sees.';

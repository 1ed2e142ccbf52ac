-- One token, as user_token_details has it; the policies decide who sees it.
do $do$
begin
  execute format(
$function$
create or replace function token_details(p_tenant_id uuid, p_id uuid) returns setof user_token_details
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query select t.* from %s as t where t.tenant_id = p_tenant_id and t.id = p_id;
end
$$
$function$,
    of_tenant('user_token_details'));
end
$do$;

comment on function token_details(uuid, uuid) is
  'A token and what was used of it, if the scope sees it.';

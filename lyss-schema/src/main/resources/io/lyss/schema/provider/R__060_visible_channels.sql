-- The channels of a tenant that the scope sees, by id, after a cursor. The policies decide which are seen.
do $do$
begin
  execute format(
$function$
create or replace function visible_channels(p_tenant_id uuid, p_after_id uuid, p_limit integer)
returns setof channel_states
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select c.* from %s as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id
    order by c.id
    limit p_limit;
end
$$
$function$,
    of_tenant('channel_states'));
end
$do$;

comment on function visible_channels(uuid, uuid, integer) is
  'The channels of a tenant that the scope sees, and their states.';

-- One channel, as channel_states has it; the policies decide who sees it.
do $do$
begin
  execute format(
$function$
create or replace function channel_state(p_tenant_id uuid, p_id uuid) returns setof channel_states
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query select c.* from %s as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$$
$function$,
    of_tenant('channel_states'));
end
$do$;

comment on function channel_state(uuid, uuid) is
  'A channel and its state, if the scope sees it.';

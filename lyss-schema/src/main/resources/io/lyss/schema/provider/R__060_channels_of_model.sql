do $do$
begin
  execute format(
$function$
create or replace function channels_of_model(p_tenant_id uuid, p_model text) returns setof channel_states
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select c.* from %s as c
    where c.tenant_id = p_tenant_id and c.models ? p_model and c.state <> 'disabled'
      and can_use_channel(c.config_scope, c.owner_id, c.group_id);
end
$$
$function$,
    of_tenant('channel_states'));
end
$do$;

comment on function channels_of_model(uuid, text) is
  'Internal: The channels that serve a model to the caller, and are not disabled.';

-- Binds a setting of the scope to the transaction. Where Citus distributes the database, the nodes that run a
-- statement need it, too. Citus can pass on what "set local" sets, if configured to, but not what set_config()
-- sets.
--
-- Citus notes a setting for its nodes only in a transaction block, or in a function that a function has called.
-- So the functions that bind a scope call this one, which also works without a block. The role is not set here:
-- Citus connects to a node as the current role.
create or replace function bind_setting(p_name text, p_value text) returns void
language plpgsql volatile
as $$
begin
  if p_name is null or p_name operator(pg_catalog.<>) all (array[
    'current_tenant_id', 'current_user_id', 'current_group_ids', 'current_role', 'system_reason',
    'suspended_tenant_id', 'scope_seal'
  ]::pg_catalog.text[]) then
    raise exception '% is no setting of a scope', coalesce(p_name, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if not ${schema}.is_on_citus() then
    perform pg_catalog.set_config('app.' operator(pg_catalog.||) p_name, p_value, true);
  else
    execute pg_catalog.format('set local app.%I = %L', p_name, coalesce(p_value, ''));
  end if;
end
$$;

comment on function bind_setting(text, text) is
  'Internal: Binds a setting of the scope to the transaction, on all nodes of a distributed database.';

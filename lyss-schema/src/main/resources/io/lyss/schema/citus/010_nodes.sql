-- What Citus needs before a schema can be distributed, each with what to do: nodes that take shards, and roles
-- that log in to them, because Citus connects as the role of a scope, or of a function.
do $do$
declare
  v_before constant text := current_setting('role');
  v_role text;
  v_node record;
begin
  if not citus_is_coordinator() then
    raise exception 'this server is a worker node of Citus: name its coordinator'
      using errcode = 'feature_not_supported';
  elsif not exists (select from pg_dist_node where groupid = 0) then
    raise exception 'the coordinator is not among the nodes, which have to reach it'
      using errcode = 'feature_not_supported',
        hint = 'Have a DBA run: select citus_set_coordinator_host(''<its name>'', <its port>)';
  elsif not exists (
    select from pg_dist_node where noderole = 'primary' and isactive and shouldhaveshards and groupid > 0
  ) then
    raise exception 'no node takes shards'
      using errcode = 'feature_not_supported',
        hint = 'Have a DBA run: select citus_add_node(''<its name>'', <its port>)';
  end if;
  for v_node in select * from run_command_on_workers('show max_prepared_transactions') loop
    if v_node.success and v_node.result = '0' then
      raise exception 'max_prepared_transactions is 0 on the node %:%: Citus commits on several nodes in two phases',
        v_node.nodename, v_node.nodeport
        using errcode = 'feature_not_supported',
          hint = 'Set it to at least max_connections there, and restart the node.';
    end if;
  end loop;
  foreach v_role in array array['authenticated_users', 'lyss_system', 'lyss_definer'] loop
    if not exists (select from pg_roles where rolname = v_role and rolcanlogin) then
      raise exception 'there is no role % that may log in, and Citus connects to its nodes as each of the roles',
        v_role
        using errcode = 'insufficient_privilege',
          hint = 'Have a DBA run bootstrap/060_citus.sql on the coordinator, after the files before it.';
    end if;
    perform set_config('role', v_role, true);
    for v_node in select * from run_command_on_workers('select 1') loop
      if not v_node.success then
        raise exception 'the node %:% does not let the role % in: %', v_node.nodename, v_node.nodeport,
          v_role, v_node.result
          using errcode = 'insufficient_privilege',
            hint = 'Have a DBA run bootstrap/060_citus.sql; and pg_hba.conf there has to let the other nodes in as this role, and nobody else.';
      end if;
    end loop;
    perform set_config('role', v_before, true);
  end loop;
end
$do$

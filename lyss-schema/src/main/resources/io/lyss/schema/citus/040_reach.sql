-- Checks that the distributed functions work on the nodes: each can evaluate the scope, as policies do.
do $do$
declare
  v_before constant text := current_setting('role');
  v_node record;
begin
  perform set_config('role', 'authenticated_users', true);
  for v_node in
    select * from run_command_on_workers('select ${schema}.current_tenant_is_active()')
  loop
    if not v_node.success then
      raise exception 'the node %:% does not have what the policies ask: %', v_node.nodename,
        v_node.nodeport, v_node.result
        using errcode = 'feature_not_supported';
    end if;
  end loop;
  perform set_config('role', v_before, true);
end
$do$

-- Called by the owner of the tables before it reads what it then drops. Where Citus distributes the table, this
-- transaction reads all shards of a node over one connection from here on, and waits there for locks as long as here.
create or replace function read_on_one_connection(p_table regclass) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if ${schema}.is_distributed(p_table) then
    perform set_config('citus.multi_shard_modify_mode', 'sequential', true);
    perform set_config('citus.propagate_set_commands', 'local', true);
    if not pg_has_role(current_user, 'lyss_definer', 'usage') then
      raise exception '% does not inherit the rights of lyss_definer, and so sees no legal hold', current_user
        using errcode = 'insufficient_privilege', hint = 'Have a DBA run bootstrap/060_citus.sql on the coordinator.';
    end if;
  end if;
end
$$;

revoke execute on function read_on_one_connection(regclass) from public;

comment on function read_on_one_connection(regclass) is
  'Internal: Makes this transaction read a distributed table over one connection a node; fails with 42501 if the caller does not see all rows.';

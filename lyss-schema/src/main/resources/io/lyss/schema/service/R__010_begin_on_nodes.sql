-- Makes Citus run the rest of this transaction as one transaction on the nodes, too, which begins with what
-- bind_setting() has bound. Without it, outside of a transaction block, Citus sends a single statement to a
-- node without the scope; the policies there then return no rows and no error. With it, a scope can be bound in
-- the same message as its statement, without a block.
--
-- It writes an intermediate result, which makes Citus begin such a transaction and is deleted with it. If Citus
-- ever begins none, binding a scope fails: without one, no answer would be right.
create or replace function begin_on_nodes() returns void
language plpgsql volatile
as $$
begin
  perform pg_catalog.set_config('citus.propagate_set_commands', 'local', true);
  if pg_catalog.to_regprocedure('pg_catalog.create_intermediate_result(text, text)') is null then
    -- This server has Citus, but this database has not.
    return;
  end if;
  if (pg_catalog.get_current_transaction_id()).transaction_number operator(pg_catalog.=) 0 then
    perform pg_catalog.create_intermediate_result('lyss_scope', 'select 1');
    if (pg_catalog.get_current_transaction_id()).transaction_number operator(pg_catalog.=) 0 then
      raise exception 'Citus has begun no distributed transaction, so no scope can be bound'
        using errcode = 'feature_not_supported';
    end if;
  end if;
end
$$;

comment on function begin_on_nodes() is
  'Internal: Begins a transaction on the nodes of a distributed database, for the scope that is being bound.';

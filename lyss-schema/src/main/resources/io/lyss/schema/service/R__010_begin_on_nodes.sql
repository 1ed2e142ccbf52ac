-- Has Citus run what follows in this transaction as one transaction on the nodes, too, which begins with
-- what bind_setting() has bound. Without it Citus sends a single statement to a node by itself, unless there is a
-- transaction block: the scope stays behind, and the policies there answer with no rows and no error.
-- So a scope can be bound in the same message as its statement, without a block.
--
-- It writes an intermediate result, which belongs to such a transaction and makes Citus begin one; the result goes with it.
-- If that ever begins none, to bind a scope fails, as no answer would be right.
create or replace function begin_on_nodes() returns void
language plpgsql volatile
as $$
begin
  perform pg_catalog.set_config('citus.propagate_set_commands', 'local', true);
  if pg_catalog.to_regprocedure('pg_catalog.create_intermediate_result(text, text)') is null then
    -- Citus is on this server, and not in this database
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
  'Internal: Begins a transaction on the nodes of a distributed database, for which a scope is bound.';

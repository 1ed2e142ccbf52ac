-- The progress of a move, and the transaction that stores it.
create or replace function note_move(p_next regclass, p_progress jsonb) returns void
language plpgsql volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  execute format(
    'comment on table %s is %L', p_next,
    p_progress || jsonb_build_object('transaction', pg_current_xact_id()::text));
end
$$;

revoke execute on function note_move(regclass, jsonb) from public;

comment on function note_move(regclass, jsonb) is
  'Internal: Stores the progress of move_default_rows, as the comment of the next default partition.';

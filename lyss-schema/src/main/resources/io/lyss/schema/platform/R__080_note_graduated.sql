create or replace function note_graduated(p_kind text, p_until bigint, p_rows bigint) returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  update graduations as g
  set progress = g.progress || jsonb_build_object(
    p_kind,
    jsonb_build_object(
      'until', p_until, 'rows', coalesce((g.progress -> p_kind ->> 'rows')::bigint, 0) + p_rows))
$$;

revoke execute on function note_graduated(text, bigint, bigint) from public;

comment on function note_graduated(text, bigint, bigint) is
  'Internal: Notes that rows of a kind were copied, up to an id; null if all were.';

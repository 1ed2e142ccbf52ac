create or replace function note_graduated_kinds(p_kinds text) returns void
language sql volatile
set search_path = ${schema}, pg_temp
as $$
  update graduations as g set provider_kinds = p_kinds::jsonb
$$;

revoke execute on function note_graduated_kinds(text) from public;

comment on function note_graduated_kinds(text) is
  'Internal: Notes which kinds of providers the kinds here have become, a JSON object of lists.';

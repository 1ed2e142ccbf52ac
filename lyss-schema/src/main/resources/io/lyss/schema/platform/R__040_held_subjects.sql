-- Returns who is under legal hold, and the conditions by which their rows are found. It has no rights that its
-- caller lacks.
create or replace function held_subjects()
returns table (subject text, tenant text, person text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select 'the user ' || h.user_id, 'true', h.user_id::text
    from legal_holds as h
    order by h.user_id;
end
$$;

comment on function held_subjects() is
  'Internal: Who is under legal hold, and the conditions of their rows.';

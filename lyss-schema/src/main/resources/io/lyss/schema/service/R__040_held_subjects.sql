-- Returns who is under legal hold, and the conditions by which their rows are found: the tenant, and the
-- person, which is null where the whole tenant is held. The function has no rights that its caller lacks.
create or replace function held_subjects()
returns table (subject text, tenant text, person text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select
      case when h.subject_id = h.tenant_id then 'the tenant ' else 'the user ' end || h.subject_id,
      format('tenant_id = %L', h.tenant_id),
      nullif(h.subject_id, h.tenant_id)::text
    from legal_holds as h
    order by h.tenant_id, h.subject_id;
end
$$;

comment on function held_subjects() is
  'Internal: Who is under legal hold, and the conditions of their rows.';

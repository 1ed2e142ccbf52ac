-- Whom legal holds keep, and how their rows are told: by the condition of the tenant, and the person, who
-- is null where all of the tenant is held. It has no rights that its caller lacks.
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
  'Internal: Whom legal holds keep, and the conditions of their rows.';

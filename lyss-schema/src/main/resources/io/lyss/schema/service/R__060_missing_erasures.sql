-- Who is erased according to a journal outside of this database, and is not here: it was restored from
-- an older backup, and not everything was done again. Whoever is known to be erased, at that time or
-- later, is not among them.
create or replace function missing_erasures(p_erasures jsonb)
returns table (tenant_id uuid, user_id uuid)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select distinct j.tenant_id, j.user_id
    from jsonb_to_recordset(p_erasures) as j (tenant_id uuid, user_id uuid, erased_at timestamptz)
    where not exists (
      select from erasures as e
      where e.tenant_id = j.tenant_id and e.user_id = j.user_id and e.erased_at >= j.erased_at);
end
$$;

revoke execute on function missing_erasures(jsonb) from public;
grant execute on function missing_erasures(jsonb) to lyss_system, lyss_definer;

comment on function missing_erasures(jsonb) is
  'The users of tenants who are erased according to a journal, and not here.';

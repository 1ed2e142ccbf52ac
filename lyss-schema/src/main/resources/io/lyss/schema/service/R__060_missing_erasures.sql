-- Returns the users whom a journal outside of this database lists as erased, and who are not erased here: the
-- database was restored from an older backup, and not every erasure was repeated. A user erased here at that
-- time or later is not missing.
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
  'The users and tenants that a journal lists as erased, and that are not erased here.';

-- How the models of a tenant were rated.
create or replace function rating_counts(p_tenant_id uuid, p_from timestamptz, p_to timestamptz)
returns table (model_used varchar, value smallint, ratings bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_system();
  return query
    select r.model_used, r.value, count(*)
    from message_ratings as r
    where r.tenant_id = p_tenant_id and r.updated_at >= p_from and r.updated_at < p_to
    group by r.model_used, r.value
    order by r.model_used nulls first, r.value desc;
end
$$;

revoke execute on function rating_counts(uuid, timestamptz, timestamptz) from public;
grant execute on function rating_counts(uuid, timestamptz, timestamptz) to lyss_system;

comment on function rating_counts(uuid, timestamptz, timestamptz) is
  'How often the users of a tenant gave each rating to the answers of each model, in a time.';

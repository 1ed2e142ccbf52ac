-- How the models of a tenant were rated. It runs as its caller: the policies and grants hold, so a
-- user counts their own.
create or replace function rating_counts(p_tenant_id uuid, p_from timestamptz, p_to timestamptz)
returns table (model_used varchar, value smallint, ratings bigint)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select r.model_used, r.value, count(*)
    from message_ratings as r
    where r.tenant_id = p_tenant_id and r.updated_at >= p_from and r.updated_at < p_to
    group by r.model_used, r.value
    order by r.model_used nulls first, r.value desc;
end
$$;

comment on function rating_counts(uuid, timestamptz, timestamptz) is
  'How often the answers of each model were given each rating, in a time: a user''s own ratings, or to system work those of a tenant.';

create or replace function provider_ranking(
  p_from timestamptz, p_to timestamptz, p_limit integer
)
returns table (
  provider_id integer, provider_name text, requests bigint, tokens bigint, cost numeric
)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
begin
  return query
    select
      u.provider_id,
      p.name::text,
      sum(u.requests)::bigint,
      sum(u.tokens)::bigint,
      case when count(*) filter (where u.cost <> 0) <= 1 then sum(u.cost) end
    from usage_by(
      p_from => p_from, p_to => p_to, p_bucket => 'all', p_zone => 'UTC', p_dimensions => '{provider,currency}',
      p_user_id => null, p_provider_id => null, p_model => null) as u
    join provider_configs as p on p.id = u.provider_id
    group by u.provider_id, p.name
    order by sum(u.requests) desc, u.provider_id
    limit p_limit;
end
$$;

comment on function provider_ranking(timestamptz, timestamptz, integer) is
  'The providers with the most requests between two times, as far as the caller sees; the cost is null for several currencies.';

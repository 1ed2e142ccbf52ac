-- Who may use a provider, or could at some time: a page by user. System work may ask about all providers,
-- administrators about those of the organization.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function provider_users(
  p_provider_id integer, p_at timestamptz, p_after_number integer, p_limit integer
)
returns table (
  user_id integer,
  distribution_id integer,
  distributed_by integer,
  valid_from timestamptz,
  valid_until timestamptz
)
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
#variable_conflict use_column
declare
  v_system constant boolean := current_setting('role') = 'lyss_system';
begin
  perform require_admin();
  if p_at is null then
    return query
    select a.user_id, a.distribution_id, a.distributed_by, coalesce(d.valid_from, a.created_at),
      d.valid_until
    from provider_access as a
    left join provider_distributions as d on d.id = a.distribution_id
    where a.provider_id = p_provider_id and a.user_id > p_after_number
      and (v_system or a.scope = 'organization')
    order by a.user_id
    limit p_limit;
  else
    return query
    select a.user_id, a.distribution_id, a.distributed_by, a.valid_from,
      nullif(a.valid_until, 'infinity')
    from provider_access_at(p_at) as a
    where a.provider_id = p_provider_id and a.user_id > p_after_number
      and (v_system or a.scope = 'organization')
    order by a.user_id
    limit p_limit;
  end if;
end
$$;

revoke execute on function provider_users(integer, timestamptz, integer, integer) from public;
grant execute on function provider_users(integer, timestamptz, integer, integer)
  to authenticated_users, lyss_system;

comment on function provider_users(integer, timestamptz, integer, integer) is
  'Who may use a provider, or could at a time: a page by user.';

select set_config('role', current_setting('lyss.migrating_role'), true);

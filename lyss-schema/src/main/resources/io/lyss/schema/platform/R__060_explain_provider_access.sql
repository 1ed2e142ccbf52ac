-- Why a user may use a provider, or why not. provider_access decides whether; only the reason is
-- found here, from what the caller can see: for everybody else a provider "is not found".
--
-- The body is a string and not "begin atomic", at whose semicolons JDBC clients cut a script
-- wrongly.
create or replace function explain_provider_access(p_user_id integer, p_provider_id integer)
returns table (granted boolean, reason text, distribution_id integer, distributed_by integer)
language sql stable parallel safe
set search_path = ${schema}, pg_temp
as $$
  select
    a.provider_id is not null,
    case
      when a.distribution_id is not null then 'distributed'
      when a.provider_id is not null then 'owner'
      when u.id is null then 'user_not_found'
      when p.id is null then 'provider_not_found'
      when not u.is_active then 'user_inactive'
      when not p.is_active then 'provider_inactive'
      when p.scope = 'personal' then 'not_owner'
      when d.id is not null then 'distribution_revoked'
      else 'not_distributed'
    end,
    d.id,
    d.distributed_by
  from (values (p_user_id, p_provider_id)) as question (user_id, provider_id)
  left join provider_access as a using (user_id, provider_id)
  left join users as u on u.id = question.user_id
  left join provider_configs as p on p.id = question.provider_id
  left join provider_distributions as d using (user_id, provider_id)
$$;

comment on function explain_provider_access(integer, integer) is
  'Why the user may use the provider, or why not: one row.';

-- Why a user could use a provider at some time, or why not; provider_access_at decides whether. Users ask about
-- themselves, and about providers that they see now or could use then. Administrators ask about providers of
-- the organization.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function explain_provider_access_at(
  p_user_id integer, p_provider_id integer, p_at timestamptz
)
returns table (granted boolean, reason text, distribution_id integer, distributed_by integer)
language plpgsql stable parallel safe security definer
set search_path = ${schema}, pg_temp
as $$
#variable_conflict use_column
declare
  v_me constant integer :=
    case current_setting('role') when 'authenticated_users' then current_user_id() else 0 end;
  v_admin constant boolean := v_me <> 0 and current_user_is_admin();
  v_system constant boolean :=
    current_setting('role') = 'lyss_system' and current_system_reason() is not null;
begin
  return query
  select
    a.user_id is not null and p.id is not null,
    case
      when u.id is null then 'user_not_found'
      when p.id is null then 'provider_not_found'
      when a.distribution_id is not null then 'distributed'
      when a.user_id is not null then 'owner'
      when not exists (
        select from access_periods as t
        where t.kind = 'user' and t.id = u.id and t.active_from <= p_at and p_at < t.active_until
      ) then 'user_inactive'
      when not exists (
        select from access_periods as t
        where t.kind = 'provider' and t.id = p.id and t.active_from <= p_at and p_at < t.active_until
      ) then 'provider_inactive'
      when p.scope = 'personal' then 'not_owner'
      when l.ended_at is not null then 'distribution_revoked'
      when l.id is not null then 'distribution_ended'
      when d.valid_from > p_at and d.distributed_at <= p_at then 'distribution_not_begun'
      else 'not_distributed'
    end,
    coalesce(a.distribution_id, case when l.id is not null then d.id end),
    coalesce(a.distributed_by, l.ended_by, l.begun_by)
  from (values (v_system or v_admin or p_user_id = v_me)) as caller (sees_user)
  left join users as u on u.id = p_user_id and u.created_at <= p_at and caller.sees_user
  left join provider_access_at(p_at) as a
    on a.user_id = p_user_id and a.provider_id = p_provider_id and caller.sees_user
  left join provider_distributions as d
    on d.provider_id = p_provider_id and d.user_id = p_user_id and caller.sees_user
  left join lateral (
    select t.*
    from access_periods as t
    where t.kind = 'distribution' and t.id = d.id and t.active_from <= p_at
    order by t.active_from desc
    limit 1
  ) as l on true
  left join provider_configs as p
    on p.id = p_provider_id and p.created_at <= p_at
    and case p.scope
      when 'organization' then
        v_system or v_admin or p_user_id = v_me and (d.is_active or a.user_id is not null)
      else v_system or p.created_by = v_me
    end;
end
$$;

revoke execute on function explain_provider_access_at(integer, integer, timestamptz) from public;
grant execute on function explain_provider_access_at(integer, integer, timestamptz)
  to authenticated_users, lyss_system;

comment on function explain_provider_access_at(integer, integer, timestamptz) is
  'Why the user could use the provider at a time, or why not: one row.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- How many users would lose a provider: all who may use it, if it were deactivated, or those of a list, if it
-- were revoked from them. System work may ask about all providers, administrators about those of the
-- organization.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function count_provider_users(p_provider_id integer, p_user_ids integer[])
returns bigint
language plpgsql stable security definer
set search_path = ${schema}, pg_temp
as $$
begin
  perform require_admin();
  return (
    select count(*)
    from provider_access as a
    where a.provider_id = p_provider_id
      and (p_user_ids is null or a.user_id = any (p_user_ids))
      and (current_setting('role') = 'lyss_system' or a.scope = 'organization')
  );
end
$$;

revoke execute on function count_provider_users(integer, integer[]) from public;
grant execute on function count_provider_users(integer, integer[])
  to authenticated_users, lyss_system;

comment on function count_provider_users(integer, integer[]) is
  'How many users, all or those of a list, may use a provider and would lose it.';

select set_config('role', current_setting('lyss.migrating_role'), true);

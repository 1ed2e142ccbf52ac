-- The organization providers that the current user has created and may therefore manage.
--
-- The policies on provider_configs read provider_distributions; if those on provider_distributions
-- read provider_configs in turn, PostgreSQL would refuse the circle. This function, which
-- lyss_definer owns, breaks it.
select set_config('lyss.migrating_role', current_setting('role'), true);
set local role lyss_definer;

create or replace function managed_provider_ids() returns integer[]
language plpgsql stable parallel safe security definer
set search_path = ${schema}, pg_temp
as $$
begin
  return array (
    select p.id
    from provider_configs as p
    join users as u on u.id = p.created_by
    where p.created_by = current_user_id() and p.scope = 'organization' and u.is_active
  );
end
$$;

revoke execute on function managed_provider_ids() from public;
grant execute on function managed_provider_ids() to authenticated_users, lyss_system;

comment on function managed_provider_ids() is
  'Internal: The organization providers that the current user has created.';

select set_config('role', current_setting('lyss.migrating_role'), true);

-- Who sees and changes providers.
--
-- Users see more than they may use: a user also sees an inactive provider, an administrator one that is not
-- distributed to them. So these policies do not use provider_access. Nor could they: it reads this table, and a
-- policy that reads its own table recurses without end.
--
-- (select ...) and array (select ...) are evaluated once for each query, not for each row.
drop policy if exists provider_configs_select on provider_configs;
create policy provider_configs_select on provider_configs for select to authenticated_users
  using (
    scope = 'personal' and created_by = (select current_user_id())
    or scope = 'organization' and id = any (
      array (
        select d.provider_id
        from provider_distributions as d
        where d.user_id = (select current_user_id()) and d.is_active
      )
    )
    or scope = 'organization' and (select current_user_is_admin())
  );

-- Users create personal providers, administrators organization providers; each in their own name.
drop policy if exists provider_configs_insert on provider_configs;
create policy provider_configs_insert on provider_configs for insert to authenticated_users
  with check (
    created_by = (select current_user_id())
    and (
      scope = 'personal'
      or scope = 'organization' and (select current_user_is_admin())
    )
  );

-- The creator changes a personal provider. Administrators change organization providers, as long as they are
-- administrators: a former one who created it could otherwise send everybody's requests to any address.
drop policy if exists provider_configs_update on provider_configs;
create policy provider_configs_update on provider_configs for update to authenticated_users
  using (
    scope = 'personal' and created_by = (select current_user_id())
    or scope = 'organization' and (select current_user_is_admin())
  )
  with check (
    scope = 'personal' and created_by = (select current_user_id())
    or scope = 'organization' and (select current_user_is_admin())
  );

drop policy if exists provider_configs_system_select on provider_configs;
create policy provider_configs_system_select on provider_configs for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists provider_configs_system_insert on provider_configs;
create policy provider_configs_system_insert on provider_configs for insert to lyss_system
  with check ((select current_system_reason()) is not null);

drop policy if exists provider_configs_system_update on provider_configs;
create policy provider_configs_system_update on provider_configs for update to lyss_system
  using ((select current_system_reason()) is not null)
  with check ((select current_system_reason()) is not null);

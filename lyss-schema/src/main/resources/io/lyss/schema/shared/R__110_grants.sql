-- What each role may touch at all; the policies say which rows. Everything is taken away first, so
-- that this file is the whole truth.
--
-- Only functions write what is published when it changes.
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- withheld: select (tenant_id, stamp, kind, id, changed_at) on access_changes from everybody

-- A tenant's scope
grant select on permissions, roles, role_permissions, role_details, user_roles, settings, model_prices,
  model_price_lists, known_tenants
  to authenticated_users;

-- System work
grant select on permissions, roles, role_permissions, role_details, user_roles, settings, model_prices,
  model_price_lists, known_tenants
  to lyss_system;

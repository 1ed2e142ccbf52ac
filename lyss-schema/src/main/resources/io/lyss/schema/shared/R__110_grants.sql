-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Only functions write tables whose changes are published.
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

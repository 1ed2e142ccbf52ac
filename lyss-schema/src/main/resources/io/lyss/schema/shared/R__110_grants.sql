-- What each role may touch at all; the policies say which rows. Everything is taken away first, so
-- that this file is the whole truth.
--
-- Only functions write what is published when it changes. In the audit log a tenant's scope writes
-- neither the time of an entry nor the event that it comes from.
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- A tenant's scope
grant select on permissions, roles, role_permissions, role_details, user_roles, settings, model_prices,
  model_price_lists, known_tenants, audit_logs
  to authenticated_users;
grant insert (tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source,
    ip_address, user_agent)
  on audit_logs to authenticated_users;
-- withheld: insert, update (event_id) on audit_logs from authenticated_users

-- System work
grant select on permissions, roles, role_permissions, role_details, user_roles, settings, model_prices,
  model_price_lists, known_tenants, audit_logs
  to lyss_system;
grant insert (tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source,
    event_id, ip_address, user_agent, created_at)
  on audit_logs to lyss_system;

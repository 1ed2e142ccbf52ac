-- What each role may touch at all; the policies decide which rows. Everything is revoked first, so that this
-- file alone says what is granted.
--
-- Columns are named where nobody may read some (password_hash), or write some directly (role and status, which
-- functions change; ids and times).
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;

-- A tenant's scope
grant select on tenants, user_profiles, user_groups, user_group_members to authenticated_users;
grant select (tenant_id, id, email, email_lower, username, full_name, avatar_url, status, role,
    email_verified, last_login_at, created_at, updated_at)
  on users to authenticated_users;
grant update (email, username, password_hash, full_name, avatar_url)
  on users to authenticated_users;
-- withheld: select (password_hash, status_changed_at) on users from authenticated_users
-- withheld: insert, update (tenant_id, id) on users from authenticated_users
grant update (name, description), delete
  on user_groups to authenticated_users;

-- System work
grant select on tenants, user_profiles, user_groups, user_group_members to lyss_system;
grant select (tenant_id, id, email, email_lower, username, full_name, avatar_url, status, role,
    email_verified, last_login_at, created_at, updated_at)
  on users to lyss_system;
-- withheld: select (password_hash, status_changed_at) on users from lyss_system
grant insert (id, name, slug, plan_type, max_users, max_api_calls),
  update (name, plan_type, max_users, max_api_calls)
  on tenants to lyss_system;
-- withheld: insert, update (status, changed_at) on tenants from lyss_system
grant update (email, username, password_hash, full_name, avatar_url, email_verified)
  on users to lyss_system;
-- withheld: insert, update (tenant_id, id) on users from lyss_system

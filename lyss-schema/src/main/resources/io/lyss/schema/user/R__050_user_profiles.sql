-- Users without the hashes of their passwords: what the functions that change a user return.
create or replace view user_profiles with (security_invoker = true) as
select
  tenant_id,
  id,
  email,
  username,
  full_name,
  avatar_url,
  status,
  role,
  email_verified,
  last_login_at,
  created_at,
  updated_at
from users;

grant select on user_profiles to lyss_definer;

comment on view user_profiles is 'Users without the hashes of their passwords.';

-- The providers that each user may use, without their keys. It runs with the rights of its caller:
-- a plain view runs with those of its owner, past every policy.
create or replace view user_available_providers with (security_invoker = true) as
select
  provider_id as id,
  name,
  provider_type,
  scope,
  created_by,
  api_base_url,
  config,
  is_active,
  created_at,
  updated_at,
  user_id as available_to_user
from provider_access;

comment on view user_available_providers is 'The providers that each user may use.';
comment on column user_available_providers.available_to_user is 'The user who may use it.';

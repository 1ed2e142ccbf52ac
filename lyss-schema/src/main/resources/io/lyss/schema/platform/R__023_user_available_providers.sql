-- The providers that each user may use, without their keys.
--
-- Unlike the design as given: it runs with the rights of whoever asks (a plain view runs with its
-- owner's, past every policy), rests on the access predicate, and needs no "distinct".
create or replace view user_available_providers with (security_invoker = true) as
select
  p.id,
  p.name,
  p.provider_type,
  p.scope,
  p.created_by,
  p.api_base_url,
  p.config,
  p.is_active,
  p.created_at,
  p.updated_at,
  a.user_id as available_to_user
from provider_access as a
join provider_configs as p on p.id = a.provider_id;

comment on view user_available_providers is 'The providers that each user may use.';
comment on column user_available_providers.available_to_user is 'The user who may use it.';

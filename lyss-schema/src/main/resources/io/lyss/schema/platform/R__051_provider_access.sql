-- The access predicate: who may use which provider, and by which distribution. It is defined in provider_ways
-- and here, and nowhere else. can_user_access_provider, explain_provider_access, user_available_providers, the
-- policies on conversations and usage_statistics, and each query of the DAO use it.
--
-- An inactive user may use nothing.
create or replace view provider_access with (security_invoker = true) as
select way.*
from provider_ways as way
join users as u on u.id = way.user_id
where u.is_active;

grant select on provider_access to lyss_definer;

comment on view provider_access is 'Who may use which provider, and by which distribution.';
comment on column provider_access.user_id is 'The user who may use the provider.';
comment on column provider_access.provider_id is 'The provider.';
comment on column provider_access.distribution_id is
  'The distribution that gives access; null for a personal provider.';
comment on column provider_access.distributed_by is
  'The user who distributed it; null for a personal provider.';

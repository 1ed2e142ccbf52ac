-- Users 1 to 5 are administrators; every hundredth user has left. Nobody can log in.
insert into users (id, username, email, hashed_password, role, is_active, created_at)
overriding system value
select
  i,
  given[1 + i % 20] || '.' || family[1 + i / 20 % 20] || '.' || i,
  given[1 + i % 20] || '.' || family[1 + i / 20 % 20] || '.' || i || '@volume.invalid',
  '!',
  case when i <= 5 then 'admin' else 'user' end,
  i % 100 <> 99,
  first_month
from
  volume_size,
  (
    values (
      string_to_array(
        'wei fang min jing lei yan tao mei jun hua anna ben clara daniel eva '
        'felix grace hugo ines jonas', ' '),
      string_to_array(
        'wang li zhang liu chen yang huang zhao wu zhou adams baker clark davis '
        'evans ford green hill irwin jones', ' ')
    )
  ) as names (given, family),
  generate_series(1, users) as i;

-- Organization providers come first; the personal ones belong to anybody but the administrators.
insert into provider_configs
  (id, name, provider_type, scope, created_by, api_key, is_active, created_at)
overriding system value
select
  i,
  case when i <= organization_providers then 'Team ' else 'Personal ' end || i,
  (array['openai', 'anthropic', 'ollama', 'custom'])[1 + i % 4],
  case when i <= organization_providers then 'organization' else 'personal' end,
  case
    when i <= organization_providers then 1 + i % 5
    else (6 + i::bigint * 7919 % (users - 5))::integer
  end,
  'volume:' || encode(sha256(i::text::bytea), 'base64'),
  i % 50 <> 49,
  first_month
from volume_size, generate_series(1, organization_providers + personal_providers) as i;

-- 20 to each user; one in twenty was revoked.
set seed to 0.1;
insert into provider_distributions
  (provider_id, user_id, distributed_by, distributed_at, valid_from, is_active)
select
  provider,
  u,
  1 + provider % 5,
  first_month + random() * (until - first_month),
  first_month,
  random() >= 0.05
from
  volume_size,
  generate_series(1, users) as u,
  generate_series(0, 19) as k,
  pg_temp.given_provider(u, k, organization_providers) as provider;

-- Triggers keep these, which bulk goes without.
insert into access_periods (kind, id, active_from)
select 'user', id, created_at from users where is_active
union all
select 'provider', id, created_at from provider_configs where is_active
union all
select 'distribution', id, valid_from from provider_distributions where is_active;

do $$ begin
  perform
    setval(pg_get_serial_sequence('users', 'id'), users),
    setval(
      pg_get_serial_sequence('provider_configs', 'id'),
      organization_providers + personal_providers)
  from volume_size;
end $$;

analyze users, provider_configs, provider_distributions, access_periods;

-- Limits beside the quota and the rate limit of tokens and channels: how much of a unit may be used in a
-- period, by whom. A request is reserved against all that apply to it, or refused.
--
--   * A budget without an id of its subject is one for each: every user, every group, every token,
--     every channel of the tenant has it alone.
--   * Nobody sets what binds them: system work sets the tenant's, the tenant's administrators those of
--     groups, users, tokens and channels, and users those of their own tokens.
--   * The budget of a personal or a group's channel names owner or group too, so that only those see it whom
--     it concerns (check_new_budget).
--   * Days and months begin where the tenant's settings say. Requests at once have no period.
create table budgets (
  tenant_id uuid not null,
  id uuid not null,
  name varchar(100) not null,
  set_by varchar(10) not null,
  subject varchar(10) not null,
  group_id uuid,
  user_id uuid,
  token_id uuid,
  channel_id uuid,
  -- what the subject's counters are found by; null for each
  subject_id uuid generated always as (
    case subject
      when 'tenant' then tenant_id
      when 'group' then group_id
      when 'user' then user_id
      when 'token' then token_id
      else channel_id
    end
  ) stored,
  model varchar(200),
  unit varchar(10) not null,
  currency char(3),
  period varchar(10) not null,
  hard_limit numeric,
  soft_limit numeric,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  constraint budgets_tenant_id_id_pk primary key (tenant_id, id),
  constraint budgets_tenant_id_token_id_user_id_fk
    foreign key (tenant_id, token_id, user_id) references user_tokens (tenant_id, id, user_id)
    on delete cascade,
  constraint budgets_tenant_id_channel_id_fk foreign key (tenant_id, channel_id)
    references provider_channels (tenant_id, id) on delete cascade,
  constraint budgets_name_check check (is_trimmed(name)),
  constraint budgets_subject_check
    check (subject in ('tenant', 'group', 'user', 'token', 'channel')),
  constraint budgets_set_by_subject_check check (
    set_by = 'platform'
    or set_by = 'tenant' and subject <> 'tenant'
    or set_by = 'user' and subject = 'token'
  ),
  constraint budgets_group_id_subject_channel_id_check
    check (group_id is null or subject = 'group' or channel_id is not null),
  constraint budgets_channel_id_subject_check check (channel_id is null or subject = 'channel'),
  -- a token's budget names the owner too, so that policies and the foreign key can
  constraint budgets_subject_token_id_user_id_set_by_channel_id_check check (
    case subject
      when 'user' then token_id is null
      when 'token' then (user_id is not null) = (token_id is not null or set_by = 'user')
      when 'channel' then token_id is null and (user_id is null or channel_id is not null)
      else token_id is null and user_id is null
    end
  ),
  constraint budgets_model_check check (is_trimmed(model)),
  constraint budgets_unit_check
    check (unit in ('requests', 'at_once', 'tokens', 'amount', 'cost')),
  constraint budgets_unit_currency_check check ((unit = 'cost') = (currency is not null)),
  constraint budgets_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint budgets_period_check check (period in ('total', 'minute', 'hour', 'day', 'month')),
  constraint budgets_unit_period_check check (unit <> 'at_once' or period = 'total'),
  constraint budgets_hard_limit_check check (hard_limit >= 0 and hard_limit < 'infinity'),
  constraint budgets_soft_limit_check check (soft_limit >= 0 and soft_limit < 'infinity'),
  constraint budgets_hard_limit_soft_limit_check check (
    (hard_limit is not null or soft_limit is not null)
    and (hard_limit is null or soft_limit is null or soft_limit <= hard_limit)
  )
);

-- serves: quota_limits. Budgets for each are found by the tenant, and those for each token of a user by the user,
-- so that nobody reads what binds others alone
create index idx_budgets_subject
  on budgets (tenant_id, (coalesce(subject_id, user_id, tenant_id)));

-- serves: the foreign key, when a token goes
create index idx_budgets_token on budgets (tenant_id, token_id, user_id);

-- serves: the foreign key, when a channel is deleted
create index idx_budgets_channel on budgets (tenant_id, channel_id);

alter table budgets enable row level security;
alter table budgets force row level security;

comment on table budgets is 'How much may be used in a period, by whom.';
comment on column budgets.tenant_id is 'The tenant.';
comment on column budgets.id is 'Id, a UUID of version 7 that the application made.';
comment on column budgets.name is 'Name for people; not unique.';
comment on column budgets.set_by is
  'Who may change it: platform, system work; tenant, its administrators; user, the token''s owner.';
comment on column budgets.subject is 'Whom it binds: tenant, group, user, token or channel.';
comment on column budgets.group_id is 'The group, or the one that has the channel; null for each, or where there is none.';
comment on column budgets.user_id is
  'The user, or the owner of token or channel; null for each, or where there is none.';
comment on column budgets.token_id is 'The token; null for each, or where the subject is no token.';
comment on column budgets.channel_id is
  'The channel; null for each, or where the subject is no channel.';
comment on column budgets.subject_id is 'Id of the subject; null for each.';
comment on column budgets.model is 'The model that is counted; null for all models together.';
comment on column budgets.unit is
  'What is counted: requests; at_once, requests that run; tokens; amount, the host''s unit; cost.';
comment on column budgets.currency is
  'Currency of a budget of cost; what was priced in another is not counted.';
comment on column budgets.period is
  'total, or what a calendar has: minute, hour, day or month, in the time zone of the tenant.';
comment on column budgets.hard_limit is 'How much may be used in a period; null for no limit.';
comment on column budgets.soft_limit is
  'How much may be used before budget.soft_limit_reached is published; null for never.';
comment on column budgets.created_at is 'Time of creation.';
comment on column budgets.updated_at is 'Time of the last change; kept by a trigger.';

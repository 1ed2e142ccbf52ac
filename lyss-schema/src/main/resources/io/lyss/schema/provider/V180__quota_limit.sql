-- A limit that applies to a request, as quota_limits() finds it: the quota and the rate limit of the
-- token and of the channel, the calls of the tenant, and budgets.
create type quota_limit as (
  limit_id uuid,
  holder_id uuid,
  measure text,
  subject text,
  unit text,
  currency text,
  period text,
  period_start timestamptz,
  -- when the period ends is computed where somebody asks: that costs more than all the rest
  time_zone text,
  hard_limit numeric,
  soft_limit numeric,
  user_id uuid,
  group_id uuid,
  -- how much a request needs; null where nobody can say before it has run
  needed numeric
);

comment on type quota_limit is 'A limit that applies to a request, and how much the request needs.';

-- What creates a budget or a channel, or adds to a quota, bypasses the policies from now on, so it gets another owner. The checks of a
-- new budget are part of its function: its table has no trigger for them any more.
drop trigger if exists check_new_budget on budgets;
drop function if exists check_new_budget();
drop function if exists create_budget(
  uuid, uuid, text, text, uuid, uuid, text, text, text, text, numeric, numeric);
drop function if exists create_channel(
  uuid, uuid, text, uuid, uuid, text, bigint, text, jsonb, jsonb, integer, integer, bigint, integer);
drop function if exists add_channel_quota(uuid, uuid, uuid, bigint);
drop function if exists add_token_quota(uuid, uuid, uuid, bigint);

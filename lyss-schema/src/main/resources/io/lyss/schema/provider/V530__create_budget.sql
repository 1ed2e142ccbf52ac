-- What creates a budget or a channel, or adds to a quota, bypasses the policies from now on, so it gets another
-- owner. The checks of a new budget are part of its function: its table has no trigger for them any more.
drop trigger if exists check_new_budget on budgets;
drop function if exists check_new_budget();
drop function if exists create_budget(
  uuid, uuid, text, text, uuid, uuid, text, text, text, text, numeric, numeric);
drop function if exists create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings);
drop function if exists add_channel_quota(uuid, uuid, uuid, bigint);
drop function if exists add_token_quota(uuid, uuid, uuid, bigint);

-- nor do users, or system work, insert such rows themselves
drop policy if exists budgets_insert on budgets;
drop policy if exists budgets_system_insert on budgets;
drop policy if exists provider_channels_insert on provider_channels;
drop policy if exists provider_channels_system_insert on provider_channels;
drop policy if exists provider_types_system_insert on provider_types;

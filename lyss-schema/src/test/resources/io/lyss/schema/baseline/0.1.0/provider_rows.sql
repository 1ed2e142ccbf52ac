insert into model_prices (
  tenant_id, id, provider_type, model, currency, unit_prices, effective_from
) values (
  platform_tenant_id(), '00000000-0000-7000-8000-00000000d0d0', 'openai', 'gpt', 'USD',
  '{"input": 2, "output": 4}', '2026-01-01T00:00:00Z'
);
insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
  (platform_tenant_id(), 'openai', 'gpt', '2026-01-01T00:00:00Z');
set session_replication_role = replica; -- so no entry of the audit log tells of it
insert into scope_keys (name, inner_pad, outer_pad)
values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
set session_replication_role = origin;
insert into provider_channels
  (tenant_id, id, name, type, key, config_scope, owner_id, group_id, models)
select '0a000000-0000-7000-8000-000000000000', c.id::uuid, c.name, t.id, 'test:' || repeat('A', 40), c.config_scope,
  c.owner_id::uuid, c.group_id::uuid, '["m"]'
from provider_types as t, (values
  ('00000000-0000-7000-8000-0000000000c1', 'of all', 'tenant', null, null),
  ('00000000-0000-7000-8000-0000000000c2', 'of readers', 'group', null,
    '00000000-0000-7000-8000-0000000000b1'),
  ('00000000-0000-7000-8000-0000000000c3', 'of writers', 'group', null,
    '00000000-0000-7000-8000-0000000000b2'),
  ('00000000-0000-7000-8000-0000000000c4', 'of Ann', 'personal',
    '00000000-0000-7000-8000-0000000000a2', null),
  ('00000000-0000-7000-8000-0000000000c5', 'of Bob', 'personal',
    '00000000-0000-7000-8000-0000000000a3', null)
) as c (id, name, config_scope, owner_id, group_id)
where t.name = 'openai';

insert into channel_health
  (tenant_id, channel_id, model, config_scope, owner_id, group_id, failures, retry_at, probe_until)
select c.tenant_id, c.id, h.model, c.config_scope, c.owner_id, c.group_id, h.failures,
  case when h.failures > 0 then timestamptz '2999-01-01 00:00:00+00' end, null
from provider_channels as c, (values ('', 0), ('m', 1)) as h (model, failures)
where c.tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into user_tokens
  (tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix, restricted_to_channels, status,
    revoked_at)
values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000a2',
    'Ann''s', repeat('1', 64), '0123abcd', 'aaaaaa', true, 1, null),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-0000000000a2',
    'revoked', repeat('2', 64), '0123abcd', 'bbbbbb', false, 2, current_timestamp),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-0000000000a3',
    'Bob''s', repeat('3', 64), '0123abcd', 'cccccc', false, 1, null);

insert into user_token_channels (tenant_id, token_id, channel_id, user_id) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c1',
    '00000000-0000-7000-8000-0000000000a2');

insert into quota_reservations
  (tenant_id, id, user_id, channel_id, provider_type, model, amount, lines, state, settled_amount, expires_at,
    created_at)
values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'reserved', null,
    '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'settled', 2,
    '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00');

insert into known_users (tenant_id, user_id, status, changed_at)
values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2', 'active', current_timestamp),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3', 'active', current_timestamp);

insert into tenant_settings (tenant_id, max_api_calls, changed_at, limit_changed_at)
values ('0a000000-0000-7000-8000-000000000000', 1000, current_timestamp, current_timestamp);

insert into budgets
  (tenant_id, id, name, set_by, subject, group_id, user_id, token_id, channel_id, unit, period,
    hard_limit)
select '0a000000-0000-7000-8000-000000000000', b.id::uuid, b.name, b.set_by, b.subject, b.group_id::uuid, b.user_id::uuid,
  b.token_id::uuid, b.channel_id::uuid, 'amount', 'month', 100
from (values
  ('00000000-0000-7000-8000-0000000000e1', 'of all', 'platform', 'tenant', null, null, null,
    null),
  ('00000000-0000-7000-8000-0000000000e2', 'of each', 'tenant', 'user', null, null, null, null),
  ('00000000-0000-7000-8000-0000000000e3', 'of readers', 'tenant', 'group',
    '00000000-0000-7000-8000-0000000000b1', null, null, null),
  ('00000000-0000-7000-8000-0000000000e4', 'of Bob', 'tenant', 'user', null,
    '00000000-0000-7000-8000-0000000000a3', null, null),
  ('00000000-0000-7000-8000-0000000000e5', 'of Ann''s token', 'user', 'token', null,
    '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d1', null),
  ('00000000-0000-7000-8000-0000000000e6', 'of a channel', 'tenant', 'channel', null, null, null,
    '00000000-0000-7000-8000-0000000000c1')
) as b (id, name, set_by, subject, group_id, user_id, token_id, channel_id);

insert into quota_counters
  (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
select '0a000000-0000-7000-8000-000000000000', b.id, coalesce(b.subject_id, b.id), 'budget', 0, b.user_id, b.group_id,
  '-infinity'
from budgets as b
where b.tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
select tenant_id, id, 'reserve', user_id, lines, created_at from quota_reservations
where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into usage_records
  (tenant_id, id, user_id, channel_id, model, prompt_tokens, completion_tokens, amount, currency,
    cost, reservation_id, recorded_at, stamp)
select tenant_id, id, user_id, channel_id, model, 1, 1, 2, 'USD', case state when 'settled' then 0.5 end, id,
  uuid_time(id), usage_stamp()
from quota_reservations
where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into usage_adjustments
  (tenant_id, usage_id, number, usage_recorded_at, user_id, requests, cost, reason, stamp)
select tenant_id, id, 1, recorded_at, user_id, 0, 1, 'seed', stamp from usage_records
where tenant_id = '0a000000-0000-7000-8000-000000000000' and id = '00000000-0000-7000-8000-0000000000f2';

insert into usage_quarter_hours
  (tenant_id, quarter_hour, user_id, channel_id, model, outcome, requests, unpriced,
    prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
    time_to_first_token_ms)
select tenant_id, recorded_at, user_id, channel_id, model, outcome, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0
from usage_records where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into usage_days
select tenant_id, quarter_hour::date, user_id, token_id, channel_id, group_id, provider_type,
  model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost,
  timed, duration_ms, streamed, time_to_first_token_ms
from usage_quarter_hours where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into usage_totals
  (tenant_id, day, channel_id, model, outcome, requests, unpriced, prompt_tokens,
    completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms)
select tenant_id, day, channel_id, model, outcome, 2, 2, 2, 2, 4, 0, 0, 0, 0, 0
from usage_days where tenant_id = '0a000000-0000-7000-8000-000000000000' limit 1;
insert into model_prices (
  tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to
) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d1', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d2', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-07-01T00:00:00Z', null);
insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
  ('0a000000-0000-7000-8000-000000000000', 'openai', 'gpt', '2026-01-01T00:00:00Z');
insert into provider_channels
  (tenant_id, id, name, type, key, config_scope, owner_id, group_id, models)
select '0b000000-0000-7000-8000-000000000000', c.id::uuid, c.name, t.id, 'test:' || repeat('A', 40), c.config_scope,
  c.owner_id::uuid, c.group_id::uuid, '["m"]'
from provider_types as t, (values
  ('00000000-0000-7000-8000-0000000000c1', 'of all', 'tenant', null, null),
  ('00000000-0000-7000-8000-0000000000c2', 'of readers', 'group', null,
    '00000000-0000-7000-8000-0000000000b1'),
  ('00000000-0000-7000-8000-0000000000c3', 'of writers', 'group', null,
    '00000000-0000-7000-8000-0000000000b2'),
  ('00000000-0000-7000-8000-0000000000c4', 'of Ann', 'personal',
    '00000000-0000-7000-8000-0000000000a2', null),
  ('00000000-0000-7000-8000-0000000000c5', 'of Bob', 'personal',
    '00000000-0000-7000-8000-0000000000a3', null)
) as c (id, name, config_scope, owner_id, group_id)
where t.name = 'openai';

insert into channel_health
  (tenant_id, channel_id, model, config_scope, owner_id, group_id, failures, retry_at, probe_until)
select c.tenant_id, c.id, h.model, c.config_scope, c.owner_id, c.group_id, h.failures,
  case when h.failures > 0 then timestamptz '2999-01-01 00:00:00+00' end, null
from provider_channels as c, (values ('', 0), ('m', 1)) as h (model, failures)
where c.tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into user_tokens
  (tenant_id, id, user_id, name, key_hash, pepper_id, key_prefix, restricted_to_channels, status,
    revoked_at)
values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000a2',
    'Ann''s', repeat('1', 64), '0123abcd', 'aaaaaa', true, 1, null),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2', '00000000-0000-7000-8000-0000000000a2',
    'revoked', repeat('2', 64), '0123abcd', 'bbbbbb', false, 2, current_timestamp),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3', '00000000-0000-7000-8000-0000000000a3',
    'Bob''s', repeat('3', 64), '0123abcd', 'cccccc', false, 1, null);

insert into user_token_channels (tenant_id, token_id, channel_id, user_id) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000c1',
    '00000000-0000-7000-8000-0000000000a2');

insert into quota_reservations
  (tenant_id, id, user_id, channel_id, provider_type, model, amount, lines, state, settled_amount, expires_at,
    created_at)
values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f1', '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'reserved', null,
    '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f2', '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000c1', 'openai', 'm', 1, '{}', 'settled', 2,
    '2999-01-01 00:00:00+00', '2998-12-31 12:00:00+00');

insert into known_users (tenant_id, user_id, status, changed_at)
values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2', 'active', current_timestamp),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3', 'active', current_timestamp);

insert into tenant_settings (tenant_id, max_api_calls, changed_at, limit_changed_at)
values ('0b000000-0000-7000-8000-000000000000', 1000, current_timestamp, current_timestamp);

insert into budgets
  (tenant_id, id, name, set_by, subject, group_id, user_id, token_id, channel_id, unit, period,
    hard_limit)
select '0b000000-0000-7000-8000-000000000000', b.id::uuid, b.name, b.set_by, b.subject, b.group_id::uuid, b.user_id::uuid,
  b.token_id::uuid, b.channel_id::uuid, 'amount', 'month', 100
from (values
  ('00000000-0000-7000-8000-0000000000e1', 'of all', 'platform', 'tenant', null, null, null,
    null),
  ('00000000-0000-7000-8000-0000000000e2', 'of each', 'tenant', 'user', null, null, null, null),
  ('00000000-0000-7000-8000-0000000000e3', 'of readers', 'tenant', 'group',
    '00000000-0000-7000-8000-0000000000b1', null, null, null),
  ('00000000-0000-7000-8000-0000000000e4', 'of Bob', 'tenant', 'user', null,
    '00000000-0000-7000-8000-0000000000a3', null, null),
  ('00000000-0000-7000-8000-0000000000e5', 'of Ann''s token', 'user', 'token', null,
    '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d1', null),
  ('00000000-0000-7000-8000-0000000000e6', 'of a channel', 'tenant', 'channel', null, null, null,
    '00000000-0000-7000-8000-0000000000c1')
) as b (id, name, set_by, subject, group_id, user_id, token_id, channel_id);

insert into quota_counters
  (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
select '0b000000-0000-7000-8000-000000000000', b.id, coalesce(b.subject_id, b.id), 'budget', 0, b.user_id, b.group_id,
  '-infinity'
from budgets as b
where b.tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
select tenant_id, id, 'reserve', user_id, lines, created_at from quota_reservations
where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into usage_records
  (tenant_id, id, user_id, channel_id, model, prompt_tokens, completion_tokens, amount, currency,
    cost, reservation_id, recorded_at, stamp)
select tenant_id, id, user_id, channel_id, model, 1, 1, 2, 'USD', case state when 'settled' then 0.5 end, id,
  uuid_time(id), usage_stamp()
from quota_reservations
where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into usage_adjustments
  (tenant_id, usage_id, number, usage_recorded_at, user_id, requests, cost, reason, stamp)
select tenant_id, id, 1, recorded_at, user_id, 0, 1, 'seed', stamp from usage_records
where tenant_id = '0b000000-0000-7000-8000-000000000000' and id = '00000000-0000-7000-8000-0000000000f2';

insert into usage_quarter_hours
  (tenant_id, quarter_hour, user_id, channel_id, model, outcome, requests, unpriced,
    prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed,
    time_to_first_token_ms)
select tenant_id, recorded_at, user_id, channel_id, model, outcome, 1, 1, 1, 1, 2, 0, 0, 0, 0, 0
from usage_records where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into usage_days
select tenant_id, quarter_hour::date, user_id, token_id, channel_id, group_id, provider_type,
  model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost,
  timed, duration_ms, streamed, time_to_first_token_ms
from usage_quarter_hours where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into usage_totals
  (tenant_id, day, channel_id, model, outcome, requests, unpriced, prompt_tokens,
    completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms)
select tenant_id, day, channel_id, model, outcome, 2, 2, 2, 2, 4, 0, 0, 0, 0, 0
from usage_days where tenant_id = '0b000000-0000-7000-8000-000000000000' limit 1;
insert into model_prices (
  tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to
) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d1', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d2', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-07-01T00:00:00Z', null);
insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
  ('0b000000-0000-7000-8000-000000000000', 'openai', 'gpt', '2026-01-01T00:00:00Z');
insert into outbox_turns (tenant_id, key) values ('0a000000-0000-7000-8000-000000000000', 'user:1');
insert into outbox_keys (tenant_id, key, failures) values ('0a000000-0000-7000-8000-000000000000', 'user:1', 1);
insert into outbox_events (tenant_id, key, type) values ('0a000000-0000-7000-8000-000000000000', 'user:1', 'user.left');
insert into consumed_events (tenant_id, consumer, event_id)
values ('0a000000-0000-7000-8000-000000000000', 'test', '00000000-0000-7000-8000-0000000000e1');
insert into given_up_events
  (tenant_id, id, key, type, payload, created_at, failures, given_up_because)
values ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e2', 'user:1', 'user.left', '{}', now(), 7,
  'no such user');
insert into legal_holds (tenant_id, subject_id, reason)
values ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000ef', 'case 12');
insert into erasures (tenant_id, user_id, reason)
values ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000ef', 'asked for it');

insert into audit_logs (tenant_id, id, actor_id, action, resource_type, source) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f1',
    '00000000-0000-7000-8000-0000000000a2', 'export', 'conversation', 'chat'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f2',
    '00000000-0000-7000-8000-0000000000a3', 'export', 'conversation', 'chat'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f3', null, 'sweep', 'user', 'user');

insert into audit_seals
  (tenant_id, number, month, from_stamp, to_stamp, entries, digest, hash)
values ('0a000000-0000-7000-8000-000000000000', 1, '2026-01-01', 0, 1, 1, sha256(''), sha256(''));
insert into known_tenants (tenant_id, status, changed_at)
values ('0a000000-0000-7000-8000-000000000000', 'active', current_timestamp);
insert into outbox_turns (tenant_id, key) values ('0b000000-0000-7000-8000-000000000000', 'user:1');
insert into outbox_keys (tenant_id, key, failures) values ('0b000000-0000-7000-8000-000000000000', 'user:1', 1);
insert into outbox_events (tenant_id, key, type) values ('0b000000-0000-7000-8000-000000000000', 'user:1', 'user.left');
insert into consumed_events (tenant_id, consumer, event_id)
values ('0b000000-0000-7000-8000-000000000000', 'test', '00000000-0000-7000-8000-0000000000e1');
insert into given_up_events
  (tenant_id, id, key, type, payload, created_at, failures, given_up_because)
values ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e2', 'user:1', 'user.left', '{}', now(), 7,
  'no such user');
insert into legal_holds (tenant_id, subject_id, reason)
values ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000ef', 'case 12');
insert into erasures (tenant_id, user_id, reason)
values ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000ef', 'asked for it');

insert into audit_logs (tenant_id, id, actor_id, action, resource_type, source) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f1',
    '00000000-0000-7000-8000-0000000000a2', 'export', 'conversation', 'chat'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f2',
    '00000000-0000-7000-8000-0000000000a3', 'export', 'conversation', 'chat'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000f3', null, 'sweep', 'user', 'user');

insert into audit_seals
  (tenant_id, number, month, from_stamp, to_stamp, entries, digest, hash)
values ('0b000000-0000-7000-8000-000000000000', 1, '2026-01-01', 0, 1, 1, sha256(''), sha256(''));
insert into known_tenants (tenant_id, status, changed_at)
values ('0b000000-0000-7000-8000-000000000000', 'active', current_timestamp);

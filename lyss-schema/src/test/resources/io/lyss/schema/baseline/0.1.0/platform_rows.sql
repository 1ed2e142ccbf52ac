alter table users disable trigger record_change;
alter table provider_configs disable trigger record_change;
alter table provider_distributions disable trigger record_change;
alter table conversations disable trigger record_change;
alter table model_prices disable trigger record_change;
insert into users (id, username, email, hashed_password, role, is_active)
overriding system value values
  (1, 'ada', 'ada@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-1', 'admin', true),
  (2, 'alice', 'alice@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-2', 'user', true),
  (3, 'bob', 'bob@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-3', 'user', true),
  (4, 'carol', 'carol@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-4', 'user', false),
  (5, 'dan', 'dan@example.org', '$2b$10$abcdefghijklmnopqrstuvwxyz-5', 'user', true);

insert into provider_configs (id, name, provider_type, scope, created_by, api_key, is_active)
overriding system value values
  (1, 'shared', 'openai', 'organization', 1, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (2, 'undistributed', 'openai', 'organization', 1, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (3, 'inactive', 'openai', 'organization', 1, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', false),
  (4, 'revoked', 'anthropic', 'organization', 1, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (5, 'my own', 'ollama', 'personal', 2, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (6, 'my own', 'ollama', 'personal', 3, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (7, 'my own', 'ollama', 'personal', 4, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (8, 'my own', 'ollama', 'personal', 1, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true),
  (9, 'of dan', 'custom', 'organization', 5, 'test:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', true);

insert into provider_distributions (id, provider_id, user_id, distributed_by, is_active)
overriding system value values
  (1, 1, 2, 1, true),
  (2, 1, 3, 1, true),
  (3, 1, 4, 1, true),
  (4, 3, 2, 1, true),
  (5, 4, 2, 1, false),
  (6, 4, 3, 1, true),
  (7, 9, 3, 5, true);

insert into conversations (id, user_id, provider_id, title)
overriding system value values
  (1, 2, 1, 'The weather tomorrow'),
  (2, 2, 5, '天气预报'),
  (3, 3, 1, 'The weather yesterday'),
  (4, 3, 6, '天气很好'),
  (5, 4, 1, 'Weather of better days'),
  (6, 1, 8, 'Weather for administrators'),
  (7, 5, 9, 'Of another time');

insert into messages
  (id, conversation_id, user_id, sequence, role, content, idempotency_key)
overriding system value
select m.*, gen_random_uuid()
from (
  values
    (1, 1, 2, 1, 'user', 'Will the weather be fine?'),
    (2, 1, 2, 2, 'assistant', 'Alice, it will rain.'),
    (3, 2, 2, 1, 'user', '明天天气怎么样？'),
    (4, 2, 2, 2, 'assistant', '下雨，爱丽丝。'),
    (5, 3, 3, 1, 'user', 'Was the weather fine?'),
    (6, 3, 3, 2, 'assistant', 'Bob, it was raining.'),
    (7, 4, 3, 1, 'user', '昨天天气怎么样？'),
    (8, 5, 4, 1, 'user', 'How was the weather for carol?'),
    (9, 6, 1, 1, 'user', 'How is the weather for administrators?')
) as m;

update conversations as c
set message_count = (select count(*) from messages as m where m.conversation_id = c.id);

insert into usage_statistics
  (id, user_id, provider_id, conversation_id, tokens_used, cost, recorded_at)
overriding system value values
  (1, 2, 1, 1, 10, 0.1, current_timestamp),
  (2, 2, 5, 2, 20, 0.2, current_timestamp),
  (3, 3, 1, 3, 400, 4, current_timestamp),
  (4, 3, 6, 4, 800, 8, current_timestamp),
  (5, 4, 1, 5, 1600, null, current_timestamp),
  (6, 1, 8, 6, 3200, 32, current_timestamp);

-- computed with a price that is another one now
update usage_statistics set model = 'm', price_id = gen_random_uuid() where id = 6;
insert into model_prices
  (id, provider_type, model, currency, unit_prices, effective_from)
select gen_random_uuid(), t.provider_type, 'm', 'EUR', '{"input": 1000000}', '2020-01-01'
from provider_configs as t where t.id = (select provider_id from usage_statistics where id = 6);

insert into usage_adjustments
  (usage_id, number, usage_recorded_at, user_id, provider_id, requests, currency, cost, reason)
values
  (1, 1, current_timestamp, 2, 1, 0, 'USD', 0, 'seed'),
  (4, 1, current_timestamp, 3, 6, 0, 'USD', 0, 'seed');

-- which a refresh adds to
insert into usage_quarter_hours
select date_bin('15 minutes', recorded_at, 'epoch'), user_id, provider_id, model, outcome,
  currency, 0, 0, 0, 0, 0, 0, 0, 0
from usage_statistics where id in (1, 4);
insert into usage_days
select (recorded_at at time zone 'UTC')::date, user_id, provider_id, model, outcome, currency,
  0, 0, 0, 0, 0, 0, 0, 0
from usage_statistics where id in (1, 4);
insert into usage_totals
select (recorded_at at time zone 'UTC')::date, provider_id, model, outcome, currency,
  0, 0, 0, 0, 0, 0, 0, 0
from usage_statistics where id in (1, 4);
insert into usage_of_providers
select provider_id, user_id, currency, 0, 0, 0, 0, recorded_at, recorded_at
from usage_statistics where id in (1, 4);
insert into model_prices
  (id, provider_type, model, currency, unit_prices, effective_from, effective_to)
values
  ('00000000-0000-7000-8000-0000000000d2', 'openai', 'gpt', 'USD', '{"input": 1, "output": 2}',
    '2026-07-01T00:00:00Z', null);

insert into audit_logs (id, user_id, action, resource_type, resource_id, changes, ip_address)
overriding system value values
  (1, 1, 'create', 'provider', 1, '{}', '192.0.2.1'),
  (2, 2, 'create', 'conversation', 1, '{}', '192.0.2.2'),
  (3, 3, 'create', 'conversation', 3, '{}', '192.0.2.3'),
  (4, 4, 'login', 'user', 4, '{}', '192.0.2.4'),
  (5, 5, 'login', 'user', 5, '{}', '192.0.2.5'),
  (6, null, 'row_insert', 'users', null, '{"reason": "seed"}', null);

alter table users alter column id restart with 101;
alter table provider_configs alter column id restart with 101;
alter table provider_distributions alter column id restart with 101;
alter table conversations alter column id restart with 101;
alter table messages alter column id restart with 101;
alter table usage_statistics alter column id restart with 101;
alter table audit_logs alter column id restart with 101;

alter table users enable trigger record_change;
alter table provider_configs enable trigger record_change;
alter table provider_distributions enable trigger record_change;
alter table conversations enable trigger record_change;
alter table model_prices enable trigger record_change;

refresh materialized view mv_provider_usage_daily;
set session_replication_role = replica; -- so no entry of the audit log tells of it
insert into scope_keys (name, inner_pad, outer_pad)
values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
set session_replication_role = origin;
insert into audit_logs (action, resource_type, created_at) values ('a', 'r', '1990-01-01');insert into audit_seals values (1, '2026-07-01', 0, 1, 1, false, sha256(''), now(), sha256(''));insert into access_changes (stamp, kind, id) values ('3', 'user', 2);insert into legal_holds (user_id, reason) values (5, 'case 12');insert into erasures (user_id, reason) values (5, 'asked for it');insert into graduations (tenant_id, currency, next_xid) values ('00000000-0000-7000-8000-0000000000e1', 'EUR', 9);insert into graduated_ids values ('user', 2, '00000000-0000-7000-8000-0000000000e2');
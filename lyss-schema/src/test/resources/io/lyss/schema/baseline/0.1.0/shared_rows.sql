insert into settings (tenant_id, key, value) values
  (platform_tenant_id(), 'chat.model', '"global"'),
  (platform_tenant_id(), 'chat.limit', '10');
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
insert into roles (tenant_id, id, name) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'acme support'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2', 'acme billing');

insert into role_permissions (tenant_id, role_id, permission_name) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'user.read'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'audit.read_all'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2', 'usage.read_all');

insert into user_roles (tenant_id, id, user_id, role_id, built_in_role) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c01',
    '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000c1', null),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c02',
    '00000000-0000-7000-8000-0000000000a3', '00000000-0000-7000-8000-0000000000c1', null),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c03',
    '00000000-0000-7000-8000-0000000000a3', null, 'tenant_admin');

insert into settings (tenant_id, key, value) values
  ('0a000000-0000-7000-8000-000000000000', 'chat.model', '"acme"'),
  ('0a000000-0000-7000-8000-000000000000', 'chat.prompt', '"acme"');
insert into model_prices (
  tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to
) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d1', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-00000000d0d2', 'openai', 'gpt', 'USD',
    '{"input": 1, "output": 2}', '2026-07-01T00:00:00Z', null);
insert into model_price_lists (tenant_id, provider_type, model, changed_at) values
  ('0a000000-0000-7000-8000-000000000000', 'openai', 'gpt', '2026-01-01T00:00:00Z');
insert into roles (tenant_id, id, name) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'rival support'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2', 'rival billing');

insert into role_permissions (tenant_id, role_id, permission_name) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'user.read'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1', 'audit.read_all'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2', 'usage.read_all');

insert into user_roles (tenant_id, id, user_id, role_id, built_in_role) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c01',
    '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000c1', null),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c02',
    '00000000-0000-7000-8000-0000000000a3', '00000000-0000-7000-8000-0000000000c1', null),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-000000000c03',
    '00000000-0000-7000-8000-0000000000a3', null, 'tenant_admin');

insert into settings (tenant_id, key, value) values
  ('0b000000-0000-7000-8000-000000000000', 'chat.model', '"rival"'),
  ('0b000000-0000-7000-8000-000000000000', 'chat.prompt', '"rival"');
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

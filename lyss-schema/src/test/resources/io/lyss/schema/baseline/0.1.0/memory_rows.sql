set session_replication_role = replica; -- so no entry of the audit log tells of it
insert into scope_keys (name, inner_pad, outer_pad)
values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
set session_replication_role = origin;
insert into user_memories (tenant_id, id, user_id, memory_text) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a2', 'Drinks tea at acme'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2',
    '00000000-0000-7000-8000-0000000000a2', 'Drinks coffee at acme'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a3', 'Drinks tea at acme'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d4',
    '00000000-0000-7000-8000-0000000000a3', 'Plays chess'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d5',
    '00000000-0000-7000-8000-0000000000a1', 'Counts beans');

insert into user_memories (tenant_id, id, user_id, memory_text, status, embed_at) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3',
    '00000000-0000-7000-8000-0000000000a2', 'Drank milk', 'archived', null);

insert into memory_versions (tenant_id, user_id, memory_id, version, memory_text) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at acme'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at acme');

insert into tenant_retention (tenant_id, keep_days) values ('0a000000-0000-7000-8000-000000000000', 30);

insert into memory_associations (tenant_id, id, user_id, memory_id, related_memory_id) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e1',
    '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d2'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e1',
    '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d4');
insert into user_memories (tenant_id, id, user_id, memory_text) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a2', 'Drinks tea at rival'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2',
    '00000000-0000-7000-8000-0000000000a2', 'Drinks coffee at rival'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a3', 'Drinks tea at rival'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d4',
    '00000000-0000-7000-8000-0000000000a3', 'Plays chess'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d5',
    '00000000-0000-7000-8000-0000000000a1', 'Counts beans');

insert into user_memories (tenant_id, id, user_id, memory_text, status, embed_at) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3',
    '00000000-0000-7000-8000-0000000000a2', 'Drank milk', 'archived', null);

insert into memory_versions (tenant_id, user_id, memory_id, version, memory_text) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at rival'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000d1', 1, 'Drinks water at rival');

insert into tenant_retention (tenant_id, keep_days) values ('0b000000-0000-7000-8000-000000000000', 30);

insert into memory_associations (tenant_id, id, user_id, memory_id, related_memory_id) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e1',
    '00000000-0000-7000-8000-0000000000a2',
    '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d2'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000e1',
    '00000000-0000-7000-8000-0000000000a3',
    '00000000-0000-7000-8000-0000000000d1', '00000000-0000-7000-8000-0000000000d4');
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

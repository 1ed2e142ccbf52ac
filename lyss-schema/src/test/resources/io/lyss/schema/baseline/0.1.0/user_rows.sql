set session_replication_role = replica; -- so no entry of the audit log tells of it
insert into scope_keys (name, inner_pad, outer_pad)
values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
set session_replication_role = origin;
insert into tenants (id, name, slug) values ('0a000000-0000-7000-8000-000000000000', 'The acme company', 'acme');

insert into users (tenant_id, id, email, password_hash, role) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a1', 'ada@example.org', '!', 'tenant_admin'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2', 'ann@example.org', '!', 'end_user'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3', 'bob@example.org', '!', 'end_user'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a4', 'root@example.org', '!', 'super_admin');

insert into user_groups (tenant_id, id, name, created_by) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000b1', 'readers',
    '00000000-0000-7000-8000-0000000000a1'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000b2', 'writers',
    '00000000-0000-7000-8000-0000000000a1');

insert into user_group_members (tenant_id, id, group_id, user_id, role) values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1',
    '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a2', 'member'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2',
    '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a3', 'admin'),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c3',
    '00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a3', 'member');
insert into tenants (id, name, slug) values ('0b000000-0000-7000-8000-000000000000', 'The rival company', 'rival');

insert into users (tenant_id, id, email, password_hash, role) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a1', 'ada@example.org', '!', 'tenant_admin'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a2', 'ann@example.org', '!', 'end_user'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a3', 'bob@example.org', '!', 'end_user'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000a4', 'root@example.org', '!', 'super_admin');

insert into user_groups (tenant_id, id, name, created_by) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000b1', 'readers',
    '00000000-0000-7000-8000-0000000000a1'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000b2', 'writers',
    '00000000-0000-7000-8000-0000000000a1');

insert into user_group_members (tenant_id, id, group_id, user_id, role) values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c1',
    '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a2', 'member'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c2',
    '00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a3', 'admin'),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000c3',
    '00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a3', 'member');
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

set session_replication_role = replica; -- so no entry of the audit log tells of it
insert into scope_keys (name, inner_pad, outer_pad)
values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
set session_replication_role = origin;
insert into conversations (tenant_id, id, user_id, title, message_count, status, deleted_at)
values
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a2', 'Ann of acme', 1, 'active', null),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2',
    '00000000-0000-7000-8000-0000000000a2', 'Over', 1, 'deleted', current_timestamp),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3',
    '00000000-0000-7000-8000-0000000000a3', 'Bob of acme', 1, 'active', null),
  ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d4',
    '00000000-0000-7000-8000-0000000000a2', '-', 1, 'purged', null);

insert into shared_segments (tenant_id, conversation_id, user_id,
  shared_id, first_sequence, last_sequence, first_at, last_at)
values ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
  '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d4', 1, 1,
  current_timestamp, current_timestamp);

insert into conversation_messages
  (tenant_id, id, conversation_id, user_id, sequence, role, content)
select tenant_id, id, id, user_id, 1, 'user', 'said in ' || title from conversations
where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into conversation_summaries
  (tenant_id, id, conversation_id, user_id, summary_text, up_to_sequence)
select tenant_id, id, id, user_id, 'about ' || title, 1 from conversations
where tenant_id = '0a000000-0000-7000-8000-000000000000';

insert into conversations (tenant_id, id, user_id, title, expires_at)
values ('0a000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d5',
  '00000000-0000-7000-8000-0000000000a2', 'Has expired', 'infinity');
set local session_replication_role = replica;
update conversations set expires_at = current_timestamp - interval '1 second'
where title = 'Has expired';
set local session_replication_role = origin;

insert into tenant_retention (tenant_id, keep_days) values ('0a000000-0000-7000-8000-000000000000', 30);

insert into message_ratings (tenant_id, conversation_id, user_id, sequence, value)
select tenant_id, id, user_id, 1, 1 from conversations
where tenant_id = '0a000000-0000-7000-8000-000000000000';
insert into conversations (tenant_id, id, user_id, title, message_count, status, deleted_at)
values
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
    '00000000-0000-7000-8000-0000000000a2', 'Ann of rival', 1, 'active', null),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d2',
    '00000000-0000-7000-8000-0000000000a2', 'Over', 1, 'deleted', current_timestamp),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d3',
    '00000000-0000-7000-8000-0000000000a3', 'Bob of rival', 1, 'active', null),
  ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d4',
    '00000000-0000-7000-8000-0000000000a2', '-', 1, 'purged', null);

insert into shared_segments (tenant_id, conversation_id, user_id,
  shared_id, first_sequence, last_sequence, first_at, last_at)
values ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d1',
  '00000000-0000-7000-8000-0000000000a2', '00000000-0000-7000-8000-0000000000d4', 1, 1,
  current_timestamp, current_timestamp);

insert into conversation_messages
  (tenant_id, id, conversation_id, user_id, sequence, role, content)
select tenant_id, id, id, user_id, 1, 'user', 'said in ' || title from conversations
where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into conversation_summaries
  (tenant_id, id, conversation_id, user_id, summary_text, up_to_sequence)
select tenant_id, id, id, user_id, 'about ' || title, 1 from conversations
where tenant_id = '0b000000-0000-7000-8000-000000000000';

insert into conversations (tenant_id, id, user_id, title, expires_at)
values ('0b000000-0000-7000-8000-000000000000', '00000000-0000-7000-8000-0000000000d5',
  '00000000-0000-7000-8000-0000000000a2', 'Has expired', 'infinity');
set local session_replication_role = replica;
update conversations set expires_at = current_timestamp - interval '1 second'
where title = 'Has expired';
set local session_replication_role = origin;

insert into tenant_retention (tenant_id, keep_days) values ('0b000000-0000-7000-8000-000000000000', 30);

insert into message_ratings (tenant_id, conversation_id, user_id, sequence, value)
select tenant_id, id, user_id, 1, 1 from conversations
where tenant_id = '0b000000-0000-7000-8000-000000000000';
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

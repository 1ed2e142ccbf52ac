-- The audit log, partitioned by month (in UTC). Rows are added and never changed: no role has a
-- right to, and a trigger refuses it to the owner too. Retention drops whole partitions.
--
--   * Partitions are months and a default one, as for usage.
--   * A user who appears here cannot be deleted: "set null" would be a change of the log.
--   * resource_id has room for the ids of conversations and messages.
--   * The first four indexes end in the time, as every list is newest first.
--   * What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain audit_logs_action as varchar(50)
  constraint audit_logs_action_check check (not_blank(value));

create domain audit_logs_resource_type as varchar(50)
  constraint audit_logs_resource_type_check check (not_blank(value));

create domain audit_logs_changes as jsonb
  constraint audit_logs_changes_check check (jsonb_typeof(value) = 'object');

create table audit_logs (
  id bigint generated always as identity,
  user_id integer,
  action audit_logs_action not null,
  resource_type audit_logs_resource_type not null,
  resource_id bigint,
  changes audit_logs_changes not null default '{}',
  ip_address inet,
  user_agent text,
  created_at timestamptz not null default current_timestamp,
  seal_stamp bigint not null default audit_stamp(),
  constraint audit_logs_id_created_at_pk primary key (id, created_at),
  constraint audit_logs_user_id_fk foreign key (user_id) references users (id)
    on delete restrict
) partition by range (created_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table audit_logs_default partition of audit_logs default;

-- serves: what a user did, newest first; the policy
create index idx_audit_logs_user_created on audit_logs (user_id, created_at, id);

-- serves: what happened to a resource, newest first
create index idx_audit_logs_resource_created
  on audit_logs (resource_type, resource_id, created_at, id);

-- serves: where an action was taken, newest first
create index idx_audit_logs_action_created on audit_logs (action, created_at, id);

-- serves: the whole log, newest first, for an administrator
create index idx_audit_logs_created_at on audit_logs (created_at, id);

-- serves: seal_entries, verify_audit_log
create index idx_audit_logs_seal_stamp on audit_logs (seal_stamp);

alter table audit_logs enable row level security;
alter table audit_logs force row level security;
alter table audit_logs_default enable row level security;
alter table audit_logs_default force row level security;

comment on table audit_logs is 'Who did what to which resource; append-only, partitioned by month.';
comment on column audit_logs.id is 'Id of the entry; unique together with created_at.';
comment on column audit_logs.user_id is 'Who did it; null for system work.';
comment on column audit_logs.action is
  'What was done: login, ...; by the database row_insert, row_update, row_delete, read_secret, drop_partition.';
comment on column audit_logs.resource_type is
  'The kind of resource: user, provider, conversation, ...';
comment on column audit_logs.resource_id is 'Which one; null where the whole kind is meant.';
comment on column audit_logs.changes is
  'What changed, a JSON object; what the database enters has key, before, after, redacted, login, reason.';
comment on column audit_logs.ip_address is 'Where the request came from.';
comment on column audit_logs.user_agent is 'What the request was made with.';
comment on column audit_logs.created_at is 'Time of the entry; decides the partition.';
comment on column audit_logs.seal_stamp is
  'The transaction that made the entry, by which it is known in which seal it is.';
comment on table audit_logs_default is
  'Entries of months that have no partition; should be empty.';

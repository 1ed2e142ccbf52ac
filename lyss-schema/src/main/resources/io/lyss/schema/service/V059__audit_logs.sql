-- The audit log, partitioned by month (in UTC). Rows are added and never changed: no role has a right
-- to, and a trigger refuses it to the owner too. Retention drops whole partitions.
--
--   * An entry without a source is the database's own, made in the transaction of the change that it
--     tells of. Nobody else can make one.
--   * One with an event tells what another service has published, in that service's words.
--   * Partitions are months and a default one. Each index ends in the time, as every list is newest first.
--   * What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain audit_logs_action as varchar(100)
  constraint audit_logs_action_check check (not_blank(value));

create domain audit_logs_resource_type as varchar(50)
  constraint audit_logs_resource_type_check check (not_blank(value));

create domain audit_logs_changes as jsonb
  constraint audit_logs_changes_check check (jsonb_typeof(value) = 'object');

create domain audit_logs_source as varchar(50)
  constraint audit_logs_source_check check (value ~ '^[a-z][a-z0-9_-]*$');

create table audit_logs (
  tenant_id uuid not null,
  id uuid not null,
  actor_id uuid,
  action audit_logs_action not null,
  resource_type audit_logs_resource_type not null,
  resource_id varchar(200),
  changes audit_logs_changes not null default '{}',
  reason text,
  source audit_logs_source,
  event_id uuid,
  ip_address inet,
  user_agent text,
  created_at timestamptz not null default current_timestamp,
  seal_stamp bigint not null default audit_stamp(),
  constraint audit_logs_tenant_id_id_created_at_pk primary key (tenant_id, id, created_at),
  constraint audit_logs_source_event_id_check check (source is not null or event_id is null),
  constraint audit_logs_created_at_check check (isfinite(created_at))
) partition by range (created_at);

-- Takes the rows of months without a partition. It should stay empty: table_health watches it.
create table audit_logs_default partition of audit_logs default;

-- serves: what a user did, newest first
create index idx_audit_logs_actor on audit_logs (tenant_id, actor_id, created_at, id);

-- serves: what happened to a resource, newest first
create index idx_audit_logs_resource
  on audit_logs (tenant_id, resource_type, resource_id, created_at, id);

-- serves: where an action was taken, newest first
create index idx_audit_logs_action on audit_logs (tenant_id, action, created_at, id);

-- serves: the whole log of a tenant, newest first
create index idx_audit_logs_created_at on audit_logs (tenant_id, created_at, id);

-- serves: seal_entries, verify_audit_log
create index idx_audit_logs_seal_stamp on audit_logs (seal_stamp, tenant_id);

alter table audit_logs enable row level security;
alter table audit_logs force row level security;
alter table audit_logs_default enable row level security;
alter table audit_logs_default force row level security;

comment on table audit_logs is
  'Who in which tenant did what to which resource; append-only, partitioned by month.';
comment on column audit_logs.tenant_id is 'The tenant; nil for the whole platform.';
comment on column audit_logs.id is 'Id, a UUID of version 7.';
comment on column audit_logs.actor_id is 'The user who did it; null for system work.';
comment on column audit_logs.action is
  'What was done: row_insert, row_update, row_delete, read_secret, drop_partition, export_tenant, import_tenant by the database; login, ...; or the type of the event.';
comment on column audit_logs.resource_type is 'The table, or another kind of resource.';
comment on column audit_logs.resource_id is 'Which one; null where the whole kind is meant.';
comment on column audit_logs.changes is
  'What changed, a JSON object; what the database enters has key, before, after, redacted, login. No secrets.';
comment on column audit_logs.reason is 'Why, where system work or an administrator did it.';
comment on column audit_logs.source is
  'The part of the host, or the service, that tells of it: login, chat, ...; null where the database itself does.';
comment on column audit_logs.event_id is 'The event that it was recorded from; null for none.';
comment on column audit_logs.ip_address is 'Where the request came from.';
comment on column audit_logs.user_agent is 'What the request was made with.';
comment on column audit_logs.created_at is
  'Time of the entry, or of the event; decides the partition.';
comment on column audit_logs.seal_stamp is
  'The transaction that made the entry, by which it is known in which seal it is.';
comment on table audit_logs_default is
  'Entries of months that have no partition; should be empty.';

-- The outbox: what has happened in this database, for others to learn of. An event is written in
-- the transaction of the change that it tells of, so that neither exists without the other; a
-- worker of the host reads it afterwards and delivers it to its consumers.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain outbox_events_type as varchar(100)
  constraint outbox_events_type_check check (value ~ '^[a-z_]+\.[a-z_]+$');

create domain outbox_events_payload as jsonb
  constraint outbox_events_payload_check check (jsonb_typeof(value) = 'object');

create table outbox_events (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  key varchar(300) not null,
  position bigint generated always as identity,
  type outbox_events_type not null,
  payload outbox_events_payload not null default '{}',
  actor_id uuid,
  reason text,
  created_at timestamptz not null default current_timestamp,
  constraint outbox_events_tenant_id_id_pk primary key (tenant_id, id),
  -- serves: the events of a key, in order
  constraint outbox_events_tenant_id_key_position_key unique (tenant_id, key, position)
);

alter table outbox_events enable row level security;
alter table outbox_events force row level security;

comment on table outbox_events is
  'What has happened and was not delivered yet; deleted once it is.';
comment on column outbox_events.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_events.id is 'Id, by which a consumer knows what it has seen.';
comment on column outbox_events.key is 'What it is about; events of one key are read in order.';
comment on column outbox_events.position is 'Order within the key; gaps mean nothing.';
comment on column outbox_events.type is 'What has happened, such as tenant.suspended.';
comment on column outbox_events.payload is 'Particulars, a JSON object; no secrets.';
comment on column outbox_events.actor_id is 'The user of the scope that did it; null for none.';
comment on column outbox_events.reason is 'Why, where system work or an administrator did it.';
comment on column outbox_events.created_at is 'Time of the transaction.';

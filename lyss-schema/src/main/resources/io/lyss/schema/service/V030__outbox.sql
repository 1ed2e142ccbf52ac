-- The outbox: what has happened in this database, for others to learn of. An event is written in the
-- transaction of the change that it tells of, so that neither is there without the other; a worker of
-- the host reads it afterwards and tells whom it concerns.
--
-- Events of one key are read in the order in which they were committed, by one worker at a time. The
-- row in outbox_keys stands for that: whoever publishes an event locks it until its transaction ends,
-- and whoever reads holds it by a claim, which expires.

-- The tenant of what belongs to no tenant but to the whole platform.
create function platform_tenant_id() returns uuid
language sql immutable parallel safe
return '00000000-0000-0000-0000-000000000000'::uuid;

comment on function platform_tenant_id() is
  'The tenant of what belongs to no tenant but to the whole platform: the nil UUID.';

create table outbox_keys (
  tenant_id uuid not null,
  key varchar(200) not null,
  next_at timestamptz not null default current_timestamp,
  claim uuid,
  failures integer not null default 0,
  last_error text,
  constraint outbox_keys_tenant_id_key_pk primary key (tenant_id, key),
  constraint outbox_keys_key_check check (key <> ''),
  constraint outbox_keys_failures_check check (failures >= 0)
);

-- serves: claim_events, which takes those first that have waited longest
create index idx_outbox_keys_next_at on outbox_keys (next_at);

-- serves: the keys that a worker holds
create index idx_outbox_keys_claim on outbox_keys (claim) where claim is not null;

alter table outbox_keys enable row level security;
alter table outbox_keys force row level security;

comment on table outbox_keys is 'What has events to be read; each by one worker at a time.';
comment on column outbox_keys.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_keys.key is 'What the events are about, such as user:<id>.';
comment on column outbox_keys.next_at is
  'When it can be claimed: now, after a pause, or once the claim on it has expired.';
comment on column outbox_keys.claim is 'Who reads it at present.';
comment on column outbox_keys.failures is 'How often in a row its first event could not be handled.';
comment on column outbox_keys.last_error is 'Why, the last time.';

create table outbox_events (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  key varchar(200) not null,
  position bigint generated always as identity,
  type varchar(100) not null,
  payload jsonb not null default '{}',
  actor_id uuid,
  reason text,
  created_at timestamptz not null default current_timestamp,
  constraint outbox_events_tenant_id_id_pk primary key (tenant_id, id),
  -- serves: the events of a key, in order
  constraint outbox_events_tenant_id_key_position_key unique (tenant_id, key, position),
  constraint outbox_events_type_check check (type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint outbox_events_payload_check check (jsonb_typeof(payload) = 'object')
);

alter table outbox_events enable row level security;
alter table outbox_events force row level security;

comment on table outbox_events is 'What has happened and was not told yet; goes once it is.';
comment on column outbox_events.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_events.id is 'Identity, by which a consumer knows what it has seen.';
comment on column outbox_events.key is 'What it is about; events of one key are read in order.';
comment on column outbox_events.position is 'Order within the key; gaps mean nothing.';
comment on column outbox_events.type is 'What has happened, such as tenant.suspended.';
comment on column outbox_events.payload is 'Particulars, a JSON object; no secrets.';
comment on column outbox_events.actor_id is 'The user of the scope that did it; null for none.';
comment on column outbox_events.reason is 'Why, where system work or an administrator did it.';
comment on column outbox_events.created_at is 'Time of the transaction.';

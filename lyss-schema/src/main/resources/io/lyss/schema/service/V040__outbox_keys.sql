-- What the events of the outbox are about. Events of one key are read in the order in which they
-- were committed, by one worker at a time. The row of the key is the lock: a transaction that
-- publishes an event locks it until its end, and a worker that reads holds it by a claim, which
-- expires.
create table outbox_keys (
  tenant_id uuid not null,
  key varchar(200) not null,
  next_at timestamptz not null default current_timestamp,
  claim uuid,
  failures integer not null default 0,
  last_error text,
  constraint outbox_keys_tenant_id_key_pk primary key (tenant_id, key),
  constraint outbox_keys_key_check check (trim_blank(key) <> ''),
  constraint outbox_keys_failures_check check (failures >= 0)
);

-- serves: claim_events, which takes those first that have waited longest
create index idx_outbox_keys_next_at on outbox_keys (next_at);

-- serves: the keys that a worker holds
create index idx_outbox_keys_claim on outbox_keys (claim) where claim is not null;

alter table outbox_keys enable row level security;
alter table outbox_keys force row level security;

comment on table outbox_keys is
  'What the events of the outbox are about; each key is read by one worker at a time.';
comment on column outbox_keys.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_keys.key is 'What the events are about, such as user:<id>.';
comment on column outbox_keys.next_at is
  'When it can be claimed: now, after a pause, or once the claim on it has expired.';
comment on column outbox_keys.claim is 'Claim of the worker that reads it; null for none.';
comment on column outbox_keys.failures is
  'How often in a row its first event could not be handled.';
comment on column outbox_keys.last_error is 'Why it could not be handled, the last time.';

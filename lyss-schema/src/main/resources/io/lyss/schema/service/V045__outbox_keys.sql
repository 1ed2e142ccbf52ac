-- What the events of the outbox are about, and which worker reads them. Events of one key are read
-- in the order in which they were committed, by one worker at a time: it holds the key by a claim,
-- which expires.
--
-- The transaction that publishes the first event makes the row, and others leave it alone: a worker
-- never waits for a publisher. The row goes with the last event, while nobody publishes another.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
-- The key is of the type that outbox_turns has, to which it refers.
create domain outbox_keys_failures as integer
  constraint outbox_keys_failures_check check (value >= 0);

create table outbox_keys (
  tenant_id uuid not null,
  key varchar(300) not null,
  next_at timestamptz not null default clock_timestamp(),
  claim uuid,
  first_position bigint not null default 1,
  failures outbox_keys_failures not null default 0,
  last_error text,
  constraint outbox_keys_tenant_id_key_pk primary key (tenant_id, key),
  constraint outbox_keys_tenant_id_key_fk foreign key (tenant_id, key)
    references outbox_turns (tenant_id, key) on delete cascade,
  constraint outbox_keys_key_check check (not_blank(key))
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
comment on column outbox_keys.first_position is
  'No event of the key that waits has a lower position: what was delivered is not read through again.';
comment on column outbox_keys.failures is
  'How often in a row its first event could not be handled.';
comment on column outbox_keys.last_error is 'Why it could not be handled, the last time.';

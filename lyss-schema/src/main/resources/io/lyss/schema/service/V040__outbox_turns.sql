-- Publishers of a key take turns: a transaction that publishes an event locks the row of its key here
-- until its end, which puts the events of one key into the order in which they are committed. Workers
-- never wait for it, as what they know of a key stands in another table.
--
-- A key holds what names a row: a provider's type of 50 characters and a model of 200, with "price:" before
-- them, and before all that the name of the one receiver for whom it waits.
create table outbox_turns (
  tenant_id uuid not null,
  key varchar(300) not null,
  constraint outbox_turns_tenant_id_key_pk primary key (tenant_id, key)
);

alter table outbox_turns enable row level security;
alter table outbox_turns force row level security;

comment on table outbox_turns is
  'The keys of the outbox, each locked by the transaction that publishes an event of it.';
comment on column outbox_turns.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_turns.key is 'What the events are about, such as user:<id>.';

-- A time before which no key of the outbox can be claimed, in one row. While a long transaction is open,
-- what was delivered stays in the index by which keys are claimed; workers begin behind it. What such a
-- transaction itself has published lies before it, and is looked for once it has ended.
create table outbox_floors (
  tenant_id uuid not null generated always as (platform_tenant_id()) stored,
  floor timestamptz not null default '-infinity',
  late xid8[] not null default '{}',
  candidate timestamptz not null default '-infinity',
  candidate_open xid8[] not null default '{}',
  raised_at timestamptz not null default current_timestamp,
  constraint outbox_floors_tenant_id_pk primary key (tenant_id)
);

insert into outbox_floors default values;

alter table outbox_floors enable row level security;
alter table outbox_floors force row level security;

comment on table outbox_floors is 'Where workers of the outbox begin to look for keys, in one row.';
comment on column outbox_floors.tenant_id is 'Nil, as it is that of all tenants.';
comment on column outbox_floors.floor is
  'No key can be claimed before that time, but for those that late transactions have published.';
comment on column outbox_floors.late is
  'Transactions that are still open though they may have published before floor.';
comment on column outbox_floors.candidate is 'What floor becomes the next time.';
comment on column outbox_floors.candidate_open is
  'The transactions that were open when candidate was chosen: some may have published before it.';
comment on column outbox_floors.raised_at is 'When this was last looked at.';

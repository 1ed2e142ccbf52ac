-- That the organisation becomes a tenant of the service databases, and how far that is: one row, which stays.
--
-- What has changed since a pass is known by the transaction that wrote it: every id of a transaction that a pass may
-- have missed is since_xid or later, as that was the oldest that ran when it began. A subtransaction has a later id than
-- its own transaction, so savepoints hide nothing. A row that is copied twice is the same row.
create table graduations (
  singleton boolean not null default true,
  tenant_id uuid not null,
  currency char(3) not null,
  state varchar(20) not null default 'copying',
  pass integer not null default 1,
  since_xid bigint,
  next_xid bigint not null,
  progress jsonb not null default '{}',
  begun_at timestamptz not null default current_timestamp,
  closed_at timestamptz,
  finished_at timestamptz,
  constraint graduations_singleton_pk primary key (singleton),
  constraint graduations_singleton_check check (singleton),
  constraint graduations_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint graduations_state_check check (state in ('copying', 'closed', 'finished')),
  constraint graduations_pass_check check (pass > 0),
  constraint graduations_since_xid_next_xid_check check (since_xid <= next_xid),
  constraint graduations_progress_check check (jsonb_typeof(progress) = 'object'),
  constraint graduations_state_closed_at_check
    check ((state = 'copying') = (closed_at is null)),
  constraint graduations_state_finished_at_check
    check ((state = 'finished') = (finished_at is not null))
);

alter table graduations enable row level security;
alter table graduations force row level security;

comment on table graduations is 'That the organisation becomes a tenant of the services, and how far that is.';
comment on column graduations.singleton is 'There is one row.';
comment on column graduations.tenant_id is 'The tenant that the organisation becomes.';
comment on column graduations.currency is
  'Currency of costs that were recorded without one, as ISO 4217 has it.';
comment on column graduations.state is
  'copying: the organisation works; closed: nothing is written any more; finished: all is there.';
comment on column graduations.pass is 'The pass that is going on, from 1.';
comment on column graduations.since_xid is
  'The pass copies what this transaction or a later one wrote; null for all.';
comment on column graduations.next_xid is 'The same for the next pass: the oldest transaction that ran when this began.';
comment on column graduations.progress is
  'What of this pass is done: for each kind of row, up to which id (null for all), and how many rows.';
comment on column graduations.begun_at is 'When it was begun.';
comment on column graduations.closed_at is 'Since when nothing is written; null while the organisation works.';
comment on column graduations.finished_at is 'When it was finished; null before.';

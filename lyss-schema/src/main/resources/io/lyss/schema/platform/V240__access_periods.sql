-- When a user, a provider or a distribution was active: what has to be known to say who could use what at
-- some time, and why. A trigger on each of the three tables keeps it, in the transaction of the change,
-- whoever changes something, and nobody else writes it. Periods that are over never change.
--
-- Its id is not a foreign key, as it is that of one of three tables; rows of them are not deleted.
create table access_periods (
  kind varchar(20) not null,
  id integer not null,
  active_from timestamptz not null,
  active_until timestamptz not null default 'infinity',
  begun_by integer,
  ended_at timestamptz,
  ended_by integer,
  constraint access_periods_kind_id_active_from_pk primary key (kind, id, active_from),
  constraint access_periods_kind_check check (kind in ('user', 'provider', 'distribution')),
  constraint access_periods_active_from_active_until_check check (active_from <= active_until)
);

alter table access_periods enable row level security;
alter table access_periods force row level security;

comment on table access_periods is 'When users, providers and distributions were active.';
comment on column access_periods.kind is 'user, provider or distribution: what the id is of.';
comment on column access_periods.id is 'Id of the user, the provider or the distribution.';
comment on column access_periods.active_from is 'From when on it was active.';
comment on column access_periods.active_until is 'Until when, exclusively; infinity where no end is known.';
comment on column access_periods.begun_by is
  'The user who began it: of a distribution, who distributed; null for system work.';
comment on column access_periods.ended_at is
  'When somebody ended it; null for what has not ended, or ended by itself.';
comment on column access_periods.ended_by is
  'The user who ended it; null for system work, and for what ended by itself.';

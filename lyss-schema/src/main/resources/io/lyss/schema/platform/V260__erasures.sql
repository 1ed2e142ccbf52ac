-- Whose erasure was begun or is done here. A row is written in the transaction of the first step and
-- changed in that of each further one, so an erasure that was interrupted goes on where it was. It
-- holds ids and numbers, and is kept: it proves what was done, and after a backup is restored, it
-- tells, beside the journal outside, who has to be erased once more.
create table erasures (
  user_id integer not null,
  reason text not null,
  requested_at timestamptz not null default current_timestamp,
  erased_at timestamptz,
  counts jsonb not null default '{}',
  failed_at timestamptz,
  error text,
  constraint erasures_user_id_pk primary key (user_id),
  constraint erasures_user_id_fk foreign key (user_id) references users (id) on delete restrict,
  constraint erasures_reason_check check (not_blank(reason)),
  constraint erasures_counts_check check (jsonb_typeof(counts) = 'object'),
  constraint erasures_requested_at_erased_at_check check (requested_at <= erased_at)
);

-- serves: finish_erasures, which goes on with the one that has waited longest
create index idx_erasures_unfinished on erasures (failed_at nulls first, requested_at) where erased_at is null;

alter table erasures enable row level security;
alter table erasures force row level security;

comment on table erasures is 'Users whose erasure was begun or is done here.';
comment on column erasures.user_id is 'The user.';
comment on column erasures.reason is 'Why, as the scope said that began it.';
comment on column erasures.requested_at is 'When it was begun, the last time.';
comment on column erasures.erased_at is 'When nothing was left; null while something is.';
comment on column erasures.counts is
  'How many rows were deleted or made anonymous, by table, such as {"conversations": 12}.';
comment on column erasures.failed_at is 'When a step of it failed; null where the last one has not.';
comment on column erasures.error is 'Why that step failed.';

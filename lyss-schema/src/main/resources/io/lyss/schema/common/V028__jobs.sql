-- What is known of each job that a database needs from time to time: when it ran, and how. The jobs
-- themselves are in job_definitions(); a job that never ran and was never set has no row.
create table jobs (
  name varchar(100) not null,
  every interval,
  keep interval,
  hold text,
  started_at timestamptz,
  took interval,
  done bigint,
  error text,
  succeeded_at timestamptz,
  failures integer not null default 0,
  due_at timestamptz,
  constraint jobs_name_pk primary key (name),
  constraint jobs_every_check check (every >= interval '1 second'),
  constraint jobs_keep_check check (keep >= interval '0'),
  constraint jobs_hold_check check (not_blank(hold))
);

alter table jobs enable row level security;
alter table jobs force row level security;

comment on table jobs is 'When each job has run, and how; the view maintenance shows it.';
comment on column jobs.name is 'The job, as in job_definitions().';
comment on column jobs.every is 'How often it is due; null for as often as by default.';
comment on column jobs.keep is 'How long it keeps what it deletes; null for as long as by default.';
comment on column jobs.hold is 'Why it may not run; null where it may.';
comment on column jobs.started_at is 'Time of the last run; null for never.';
comment on column jobs.took is 'How long the last run took.';
comment on column jobs.done is 'How many rows, months or whatever it is about the last run has done.';
comment on column jobs.error is 'Why the last run failed; null where it has not.';
comment on column jobs.succeeded_at is 'Time of the last run that has not failed; null for none.';
comment on column jobs.failures is 'How many runs have failed since the last one that did not.';
comment on column jobs.due_at is 'When it is due; null for at once.';

-- Events that failed for good and were set aside, so that those of their key behind them are delivered. Somebody looks at
-- them here, and takes back what is to be delivered after all.
create table given_up_events (
  tenant_id uuid not null,
  id uuid not null,
  key varchar(300) not null,
  type varchar(100) not null,
  payload jsonb not null,
  actor_id uuid,
  reason text,
  created_at timestamptz not null,
  failures integer not null,
  last_error text,
  given_up_because text not null,
  given_up_at timestamptz not null default current_timestamp,
  constraint given_up_events_tenant_id_id_pk primary key (tenant_id, id),
  constraint given_up_events_failures_check check (failures > 0),
  constraint given_up_events_given_up_because_check check (not_blank(given_up_because))
);

-- serves: the list of them, of all tenants, oldest first
create index idx_given_up_events_given_up_at on given_up_events (given_up_at);

alter table given_up_events enable row level security;
alter table given_up_events force row level security;

comment on table given_up_events is 'Events that could not be handled and were given up; they can be taken back.';
comment on column given_up_events.tenant_id is 'The tenant; nil for the whole platform.';
comment on column given_up_events.id is 'Id of the event, which it keeps where it is taken back.';
comment on column given_up_events.key is 'What it is about.';
comment on column given_up_events.type is 'What has happened, such as tenant.suspended.';
comment on column given_up_events.payload is 'Particulars, a JSON object; no secrets.';
comment on column given_up_events.actor_id is 'The user of the scope that did it; null for none.';
comment on column given_up_events.reason is 'Why, where system work or an administrator did it.';
comment on column given_up_events.created_at is 'Time of the transaction that published it.';
comment on column given_up_events.failures is 'How often in a row it could not be handled.';
comment on column given_up_events.last_error is 'Why it could not be handled, the last time.';
comment on column given_up_events.given_up_because is 'The reason of the system work that gave it up.';
comment on column given_up_events.given_up_at is 'When it was given up.';

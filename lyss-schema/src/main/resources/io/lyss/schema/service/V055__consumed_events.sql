-- Events of other databases that were handled here. An event is delivered at least once; a
-- consumer that enters it here, in the transaction of its own change, handles it once.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain consumed_events_consumer as varchar(100)
  constraint consumed_events_consumer_check check (not_blank(value));

create table consumed_events (
  tenant_id uuid not null,
  consumer consumed_events_consumer not null,
  event_id uuid not null,
  consumed_at timestamptz not null default current_timestamp,
  constraint consumed_events_tenant_id_consumer_event_id_pk
    primary key (tenant_id, consumer, event_id)
);

-- serves: forget_consumed_events
create index idx_consumed_events_consumed_at on consumed_events (consumed_at);

alter table consumed_events enable row level security;
alter table consumed_events force row level security;

comment on table consumed_events is 'Events of other databases that were handled here.';
comment on column consumed_events.tenant_id is 'The tenant of the event.';
comment on column consumed_events.consumer is
  'Who handles it; each consumer handles an event once.';
comment on column consumed_events.event_id is 'Id of the event.';
comment on column consumed_events.consumed_at is 'Time of handling.';

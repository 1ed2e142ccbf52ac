-- Corrections of usage, which is never changed: a price that came late or was wrong. A request that
-- moves to another currency, or to the first that it has, is taken out of the one by one row and put
-- into the other by the next.
--
-- The number makes two corrections at once impossible: the second would have the same.
create table usage_adjustments (
  usage_id bigint not null,
  number integer not null,
  usage_recorded_at timestamptz not null,
  user_id integer not null,
  provider_id integer not null,
  requests smallint not null,
  unpriced smallint not null default 0,
  price_id uuid,
  currency char(3),
  cost numeric(20, 8) not null,
  reason text not null,
  recorded_at timestamptz not null default current_timestamp,
  stamp bigint not null default usage_stamp(),
  constraint usage_adjustments_usage_id_number_pk primary key (usage_id, number),
  constraint usage_adjustments_number_check check (number > 0),
  constraint usage_adjustments_requests_check check (requests in (-1, 0, 1)),
  constraint usage_adjustments_unpriced_check check (unpriced in (-1, 0)),
  constraint usage_adjustments_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint usage_adjustments_cost_check check (cost > '-infinity' and cost < 'infinity'),
  constraint usage_adjustments_reason_check check (is_trimmed(reason))
);

-- serves: what is not rolled up yet
create index idx_usage_adjustments_stamp on usage_adjustments (stamp);

alter table usage_adjustments enable row level security;
alter table usage_adjustments force row level security;

comment on table usage_adjustments is 'What was corrected in the cost of a request, and why.';
comment on column usage_adjustments.usage_id is 'The request: its id in usage_statistics.';
comment on column usage_adjustments.number is 'Which correction of the request it is, from 1.';
comment on column usage_adjustments.usage_recorded_at is 'Time of the request.';
comment on column usage_adjustments.user_id is 'The user who made the request.';
comment on column usage_adjustments.provider_id is 'The provider that served it.';
comment on column usage_adjustments.requests is
  '0: only the cost changes; -1 and 1: the request goes out of one currency and into another.';
comment on column usage_adjustments.unpriced is
  '-1: the request had no price until then.';
comment on column usage_adjustments.price_id is 'The price that it was computed with.';
comment on column usage_adjustments.currency is
  'Currency of the cost; null for what was recorded without one.';
comment on column usage_adjustments.cost is 'What is added to the cost.';
comment on column usage_adjustments.reason is 'Why it was corrected.';
comment on column usage_adjustments.recorded_at is 'Time of the correction.';
comment on column usage_adjustments.stamp is
  'The transaction that wrote it, by which a refresh knows what is new.';

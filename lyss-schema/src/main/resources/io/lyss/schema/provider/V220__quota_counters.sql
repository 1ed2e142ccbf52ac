-- How much of each limit is held and used in its period. Every request counts here, so the rows are
-- narrow, no index has what changes, and pages keep room: PostgreSQL then writes the new row beside the
-- old one and touches no index. The room is for when a long transaction, such as a backup, keeps old rows
-- from going: of 100,000 updates of 2,000 rows 53 % touched no index then, which grew from 30 pages to 80;
-- with full pages it was 11 %, and it grew to 135. Without such a transaction nearly all touch none, either way.
--
--   * Room is what may still be reserved: the limit less what is held and used, and never negative. What
--     was really used may pass the limit: it has been paid.
--   * A limit that many use at once has several slots, each with a share of the room, so that they do
--     not wait for each other. A slot whose share is too small takes from the others (deal_quota), so
--     no request is refused while there is room.
--   * dealt is the limit that the rooms are shares of: the soft limit until it was published as reached,
--     then the hard one. It is null, and room 0, while nothing is dealt: a slot that is new, a limit that was
--     exceeded. Where it differs from the limit as it is now, the limit was changed, and is dealt anew.
--   * A period that is over is counted no more; its slots go on in the next.
--   * user_id and group_id say who sees it: neither, everybody in the tenant.
create table quota_counters (
  tenant_id uuid not null,
  limit_id uuid not null,
  holder_id uuid not null,
  measure varchar(10) not null,
  slot smallint not null,
  user_id uuid,
  group_id uuid,
  period_start timestamptz not null,
  warned numeric,
  dealt numeric,
  room numeric not null default 0,
  held numeric not null default 0,
  used numeric not null default 0,
  constraint quota_counters_tenant_id_limit_id_holder_id_measure_slot_pk
    primary key (tenant_id, limit_id, holder_id, measure, slot),
  constraint quota_counters_room_dealt_check
    check (room >= 0 and (room = 0 or dealt is not null))
) with (fillfactor = 50);

alter table quota_counters enable row level security;
alter table quota_counters force row level security;

comment on table quota_counters is 'How much of each limit is held and used in its period.';
comment on column quota_counters.tenant_id is 'The tenant.';
comment on column quota_counters.limit_id is 'Token, channel, tenant or budget that has the limit.';
comment on column quota_counters.holder_id is
  'For whom it counts: the tenant, the group, the user, the token or the channel.';
comment on column quota_counters.measure is 'Which limit: quota, rate_limit, api_calls or budget.';
comment on column quota_counters.slot is '0 to 31: one of several rows that count together.';
comment on column quota_counters.user_id is 'The user who sees it; null for others.';
comment on column quota_counters.group_id is 'The group whose members see it; null for others.';
comment on column quota_counters.period_start is 'Beginning of the period that is counted.';
comment on column quota_counters.warned is
  'The soft limit that was published as reached in this period; null for none.';
comment on column quota_counters.dealt is 'The limit that the rooms are shares of; null for none.';
comment on column quota_counters.room is 'How much may be reserved from this slot.';
comment on column quota_counters.held is 'How much is held for requests that run.';
comment on column quota_counters.used is 'How much was used, also beyond the limit.';

-- Quota that is reserved for a request while it runs. How much the request uses is known only at its
-- end; until then the reservation holds what was estimated, of every limit that applies, so that
-- concurrent requests never use more than there is. A reservation that nobody settles or releases
-- expires, so that no crash keeps quota for good.
--
-- The application makes one id for each request, so that reserving is idempotent.
--
-- Neither token nor channel is a foreign key: when a channel is deleted meanwhile, what was spent
-- with it stays on record, and a request that runs can still be settled. lines repeats what the ledger
-- (quota_entries) says of the reservation, so that its end need not look for a month's partition.
--
-- A table's checks are prepared anew at each statement that writes, and every request is two of those here. So there
-- are few, and what one column refuses is a domain, which is prepared once a session; functions alone write it.
create domain quota_reservations_amount as bigint
  constraint quota_reservations_amount_check check (value >= 0);

create table quota_reservations (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  provider_type varchar(50) not null,
  model varchar(200) not null,
  amount quota_reservations_amount not null,
  estimate jsonb not null default '{}',
  lines quota_line[] not null,
  state varchar(20) not null default 'reserved',
  settled_amount bigint,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  constraint quota_reservations_tenant_id_id_pk primary key (tenant_id, id),
  constraint quota_reservations_state_settled_amount_check
    check (
      case state
        when 'settled' then coalesce(settled_amount >= 0, false)
        else state in ('reserved', 'released', 'expired') and settled_amount is null
      end
    ),
  -- nobody holds what others could use for longer than a request can take
  constraint quota_reservations_expires_at_created_at_check
    check (expires_at - created_at between interval '1 microsecond' and interval '24 hours')
);

-- serves: expire_reservations
create index idx_quota_reservations_open on quota_reservations (expires_at)
  where state = 'reserved';

-- serves: forget_reservations
create index idx_quota_reservations_over on quota_reservations (expires_at)
  where state <> 'reserved';

alter table quota_reservations enable row level security;
alter table quota_reservations force row level security;

comment on table quota_reservations is 'Quota that is, or was, held for a request while it runs.';
comment on column quota_reservations.tenant_id is 'The tenant.';
comment on column quota_reservations.id is
  'Id, a UUID of version 7 that the application made, once a request.';
comment on column quota_reservations.user_id is 'The user who made the request.';
comment on column quota_reservations.token_id is 'The token that it came with; null for none.';
comment on column quota_reservations.channel_id is 'The channel that it is sent through.';
comment on column quota_reservations.provider_type is
  'The kind of provider, by its name: what prices are found by, also when the channel is gone.';
comment on column quota_reservations.model is 'The model that was asked for.';
comment on column quota_reservations.amount is
  'How much of the quota of token and channel is held, in the unit of the host.';
comment on column quota_reservations.estimate is
  'How many tokens of each kind were expected, a JSON object; empty where nobody could say.';
comment on column quota_reservations.lines is 'What is held of each limit that applied.';
comment on column quota_reservations.state is 'reserved, settled, released or expired.';
comment on column quota_reservations.settled_amount is 'How much was used, once it is settled.';
comment on column quota_reservations.expires_at is 'When it ends by itself.';
comment on column quota_reservations.created_at is 'Time of creation.';

-- The schema lyss_shared, as its migrations make it, without rows: written by ReviewPackTest, to be read and
-- compared. Run by an owner whom bootstrap/010_roles.sql has made it gives the same catalog; to make a
-- database, migrate.

set check_function_bodies = off;
create schema lyss_shared;
set search_path = lyss_shared;
grant usage, create on schema lyss_shared to lyss_definer;
create extension if not exists btree_gist schema public;


-- function not_blank(text)
CREATE OR REPLACE FUNCTION not_blank(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return ascii(p_text) between 33 and 126
    or p_text collate "C" ~ (
      '[^\u0001-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f'
      '\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb'
      '\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]');
end
$function$;
comment on routine not_blank(text) is 'Internal: Whether a text shows something.';


-- type audit_logs_action
create domain audit_logs_action as character varying(100) constraint audit_logs_action_check CHECK (not_blank((VALUE)::text));


-- type audit_logs_changes
create domain audit_logs_changes as jsonb constraint audit_logs_changes_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type audit_logs_resource_type
create domain audit_logs_resource_type as character varying(50) constraint audit_logs_resource_type_check CHECK (not_blank((VALUE)::text));


-- type audit_logs_source
create domain audit_logs_source as character varying(50) constraint audit_logs_source_check CHECK (((VALUE)::text ~ '^[a-z][a-z0-9_-]*$'::text));


-- type consumed_events_consumer
create domain consumed_events_consumer as character varying(100) constraint consumed_events_consumer_check CHECK (not_blank((VALUE)::text));


-- type outbox_events_payload
create domain outbox_events_payload as jsonb constraint outbox_events_payload_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type outbox_events_type
create domain outbox_events_type as character varying(100) constraint outbox_events_type_check CHECK (((VALUE)::text ~ '^[a-z_]+\.[a-z_]+$'::text));


-- type outbox_keys_failures
create domain outbox_keys_failures as integer constraint outbox_keys_failures_check CHECK ((VALUE >= 0));


-- function platform_tenant_id()
CREATE OR REPLACE FUNCTION platform_tenant_id()
 RETURNS uuid
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return '00000000-0000-0000-0000-000000000000'::uuid;
end
$function$;
comment on routine platform_tenant_id() is 'The tenant of what belongs to no tenant but to the whole platform: the nil UUID.';


-- table access_changes
create table access_changes (
  tenant_id uuid not null,
  stamp xid8 not null default pg_current_xact_id(),
  kind character varying(20) not null,
  id uuid not null,
  changed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint access_changes_tenant_id_stamp_kind_id_pk PRIMARY KEY (tenant_id, stamp, kind, id),
  constraint access_changes_kind_check CHECK (((kind)::text = ANY ((ARRAY['user'::character varying, 'token'::character varying, 'all'::character varying])::text[]))),
  constraint access_changes_kind_id_check CHECK ((((kind)::text = 'all'::text) = (id = platform_tenant_id())))
);
alter table access_changes enable row level security;
alter table access_changes force row level security;
comment on table access_changes is 'Internal: Of which user or token answers have changed, for hosts that keep answers.';
comment on column access_changes.tenant_id is 'The tenant; nil for all tenants.';
comment on column access_changes.stamp is 'The transaction that changed it.';
comment on column access_changes.kind is 'user or token: what the id is of; all: anything may have changed.';
comment on column access_changes.id is 'Id of the user or the token; nil for all.';
comment on column access_changes.changed_at is 'When it was changed.';


-- function audit_stamp()
set role lyss_definer;
CREATE OR REPLACE FUNCTION audit_stamp()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_xid constant bigint := pg_current_xact_id()::text::bigint;
  v_stamp bigint;
begin
  select
    v_xid + case
      when w.epoch + v_xid >= w.next_stamp then w.epoch
      else ((w.next_stamp >> 48) + 1) << 48
    end
  into v_stamp
  from audit_watermark as w;
  return v_stamp;
end
$function$;
comment on routine audit_stamp() is 'Internal: The stamp of entries that this transaction makes, by which it is known whether they are sealed.';
reset role;


-- function scope_holds()
CREATE OR REPLACE FUNCTION scope_holds()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN true;
comment on routine scope_holds() is 'Internal: Whether the scope is sealed, or need not be; otherwise it counts as none.';


-- function current_system_reason()
CREATE OR REPLACE FUNCTION current_system_reason()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN scope_holds() THEN NULLIF(current_setting('app.system_reason'::text, true), ''::text) ELSE NULL::text END;
comment on routine current_system_reason() is 'The reason of the system scope that is bound to this transaction; null without one.';


-- function current_user_id()
CREATE OR REPLACE FUNCTION current_user_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN scope_holds() THEN (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::uuid ELSE NULL::uuid END;
comment on routine current_user_id() is 'The user whose scope is bound to this transaction; null without one.';


-- table audit_logs
create table audit_logs (
  tenant_id uuid not null,
  id uuid not null,
  actor_id uuid default current_user_id(),
  action audit_logs_action not null,
  resource_type audit_logs_resource_type not null,
  resource_id character varying(200),
  changes audit_logs_changes not null default '{}'::jsonb,
  reason text default current_system_reason(),
  source audit_logs_source,
  event_id uuid,
  ip_address inet,
  user_agent text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  seal_stamp bigint not null default audit_stamp(),
  constraint audit_logs_tenant_id_id_created_at_pk PRIMARY KEY (tenant_id, id, created_at),
  constraint audit_logs_created_at_check CHECK (isfinite(created_at)),
  constraint audit_logs_source_event_id_check CHECK (((source IS NOT NULL) OR (event_id IS NULL)))
) partition by RANGE (created_at);
create table audit_logs_default partition of audit_logs DEFAULT;
alter table audit_logs_default enable row level security;
alter table audit_logs_default force row level security;
CREATE INDEX idx_audit_logs_action ON lyss_shared.audit_logs USING btree (tenant_id, action, created_at, id);
CREATE INDEX idx_audit_logs_actor ON lyss_shared.audit_logs USING btree (tenant_id, actor_id, created_at, id);
CREATE INDEX idx_audit_logs_created_at ON lyss_shared.audit_logs USING btree (tenant_id, created_at, id);
CREATE INDEX idx_audit_logs_resource ON lyss_shared.audit_logs USING btree (tenant_id, resource_type, resource_id, created_at, id);
CREATE INDEX idx_audit_logs_seal_stamp ON lyss_shared.audit_logs USING btree (seal_stamp, tenant_id);
alter table audit_logs enable row level security;
alter table audit_logs force row level security;
comment on table audit_logs is 'Who in which tenant did what to which resource; append-only, partitioned by month.';
comment on table audit_logs_default is 'Entries of months that have no partition; should be empty.';
comment on column audit_logs.tenant_id is 'The tenant; nil for the whole platform.';
comment on column audit_logs.id is 'Id, a UUID of version 7.';
comment on column audit_logs.actor_id is 'The user who did it; null for system work.';
comment on column audit_logs.action is 'What was done: row_insert, row_update, row_delete, read_secret, drop_partition, export_tenant, import_tenant by the database; login, ...; or the type of the event.';
comment on column audit_logs.resource_type is 'The table, or another kind of resource.';
comment on column audit_logs.resource_id is 'Which one; null where the whole kind is meant.';
comment on column audit_logs.changes is 'What changed, a JSON object; what the database enters has key, before, after, redacted, login. No secrets.';
comment on column audit_logs.reason is 'Why, where system work or an administrator did it.';
comment on column audit_logs.source is 'The part of the host, or the service, that tells of it: login, chat, ...; null where the database itself does; platform without an event is an entry of the organisation that has become the tenant.';
comment on column audit_logs.event_id is 'The event that it was recorded from; null for none.';
comment on column audit_logs.ip_address is 'Where the request came from; in an entry of the database itself, the address of the connection that made the change.';
comment on column audit_logs.user_agent is 'What the request was made with; in an entry of the database itself, the application_name of that connection.';
comment on column audit_logs.created_at is 'Time of the entry, or of the event; decides the partition.';
comment on column audit_logs.seal_stamp is 'The transaction that made the entry, by which it is known in which seal it is.';


-- table audit_seals
create table audit_seals (
  tenant_id uuid not null,
  number bigint not null,
  month date not null,
  from_stamp bigint not null,
  to_stamp bigint not null,
  entries bigint not null,
  dropped boolean not null default false,
  digest bytea not null,
  sealed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  hash bytea not null,
  stands_for int8multirange,
  constraint audit_seals_tenant_id_number_pk PRIMARY KEY (tenant_id, number),
  constraint audit_seals_digest_check CHECK ((octet_length(digest) = 32)),
  constraint audit_seals_dropped_stands_for_check CHECK ((dropped OR (stands_for IS NULL))),
  constraint audit_seals_entries_dropped_check CHECK (((entries = 0) = dropped)),
  constraint audit_seals_from_stamp_to_stamp_check CHECK ((from_stamp <= to_stamp)),
  constraint audit_seals_hash_check CHECK ((octet_length(hash) = 32)),
  constraint audit_seals_number_check CHECK ((number > 0))
);
CREATE INDEX audit_seals_tenant_id_number_idx ON lyss_shared.audit_seals USING btree (tenant_id, number) WHERE dropped;
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
comment on table audit_seals is 'The seals of the audit log, a chain for each tenant; append-only.';
comment on column audit_seals.tenant_id is 'The tenant; nil for the whole platform.';
comment on column audit_seals.number is 'From 1, without a gap within the tenant.';
comment on column audit_seals.month is 'The month of its entries (UTC), by its first day.';
comment on column audit_seals.from_stamp is 'Its entries are those of the month from this stamp on.';
comment on column audit_seals.to_stamp is 'Those with this stamp are in a later one.';
comment on column audit_seals.entries is 'How many entries it closes over; 0 where the month was dropped.';
comment on column audit_seals.dropped is 'Whether it says that the month was dropped: seals before it stand for the entries.';
comment on column audit_seals.digest is 'SHA-256 of the digests of its entries, in their order.';
comment on column audit_seals.sealed_at is 'When it was made.';
comment on column audit_seals.hash is 'SHA-256 of the hash of the seal before and of all that is in this one.';
comment on column audit_seals.stands_for is 'Where a month was dropped: the numbers of all seals of such months, which need not be there any more; else null.';


-- table audit_watermark
create table audit_watermark (
  singleton boolean not null default true,
  epoch bigint not null default 0,
  next_stamp bigint not null default 0,
  sealed_at timestamp with time zone,
  constraint audit_watermark_singleton_pk PRIMARY KEY (singleton),
  constraint audit_watermark_singleton_check CHECK (singleton)
);
alter table audit_watermark enable row level security;
alter table audit_watermark force row level security;
comment on table audit_watermark is 'How far the audit log is sealed, in one row.';
comment on column audit_watermark.singleton is 'True.';
comment on column audit_watermark.epoch is 'What is added to the id of a transaction to make a stamp of it.';
comment on column audit_watermark.next_stamp is 'Entries with a lower stamp are sealed.';
comment on column audit_watermark.sealed_at is 'When seal_entries last ran; null for never.';


-- table consumed_events
create table consumed_events (
  tenant_id uuid not null,
  consumer consumed_events_consumer not null,
  event_id uuid not null,
  consumed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint consumed_events_tenant_id_consumer_event_id_pk PRIMARY KEY (tenant_id, consumer, event_id)
);
CREATE INDEX idx_consumed_events_consumed_at ON lyss_shared.consumed_events USING btree (consumed_at);
alter table consumed_events enable row level security;
alter table consumed_events force row level security;
comment on table consumed_events is 'Events of other databases that were handled here.';
comment on column consumed_events.tenant_id is 'The tenant of the event.';
comment on column consumed_events.consumer is 'Who handles it; each consumer handles an event once.';
comment on column consumed_events.event_id is 'Id of the event.';
comment on column consumed_events.consumed_at is 'Time of handling.';


-- table erasures
create table erasures (
  tenant_id uuid not null,
  user_id uuid not null,
  reason text not null,
  requested_by uuid,
  requested_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  erased_at timestamp with time zone,
  counts jsonb not null default '{}'::jsonb,
  failed_at timestamp with time zone,
  error text,
  awaits text[] not null default '{}'::text[],
  constraint erasures_tenant_id_user_id_pk PRIMARY KEY (tenant_id, user_id),
  constraint erasures_counts_check CHECK ((jsonb_typeof(counts) = 'object'::text)),
  constraint erasures_erased_at_awaits_check CHECK (((erased_at IS NULL) OR (awaits = '{}'::text[]))),
  constraint erasures_reason_check CHECK (not_blank(reason)),
  constraint erasures_requested_at_erased_at_check CHECK ((requested_at <= erased_at))
);
CREATE INDEX idx_erasures_unfinished ON lyss_shared.erasures USING btree (failed_at NULLS FIRST, requested_at) WHERE (erased_at IS NULL);
alter table erasures enable row level security;
alter table erasures force row level security;
comment on table erasures is 'Users of tenants whose erasure was begun or is done here.';
comment on column erasures.tenant_id is 'The tenant.';
comment on column erasures.user_id is 'The user.';
comment on column erasures.reason is 'Why, as the scope said that began it.';
comment on column erasures.requested_by is 'The user of that scope; null for none.';
comment on column erasures.requested_at is 'When it was begun, the last time.';
comment on column erasures.erased_at is 'When nothing was left; null while something is, or while it awaits transactions.';
comment on column erasures.counts is 'How many rows were deleted or made anonymous, by table, such as {"conversations": 12}.';
comment on column erasures.failed_at is 'When a step of it failed; null where the last one has not.';
comment on column erasures.error is 'Why that step failed.';
comment on column erasures.awaits is 'Transactions that were open when nothing was left to erase, and may have written more: virtual transactions as in pg_locks, or prepared ones.';


-- table given_up_events
create table given_up_events (
  tenant_id uuid not null,
  id uuid not null,
  key character varying(300) not null,
  type character varying(100) not null,
  payload jsonb not null,
  actor_id uuid,
  reason text,
  created_at timestamp with time zone not null,
  failures integer not null,
  last_error text,
  given_up_because text not null,
  given_up_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint given_up_events_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint given_up_events_failures_check CHECK ((failures > 0)),
  constraint given_up_events_given_up_because_check CHECK (not_blank(given_up_because))
);
CREATE INDEX idx_given_up_events_given_up_at ON lyss_shared.given_up_events USING btree (given_up_at);
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


-- table jobs
create table jobs (
  name character varying(100) not null,
  every interval,
  keep interval,
  hold text,
  started_at timestamp with time zone,
  took interval,
  done bigint,
  error text,
  succeeded_at timestamp with time zone,
  failures integer not null default 0,
  due_at timestamp with time zone,
  keeps_all boolean,
  constraint jobs_name_pk PRIMARY KEY (name),
  constraint jobs_every_check CHECK ((every >= '00:00:01'::interval)),
  constraint jobs_hold_check CHECK (not_blank(hold)),
  constraint jobs_keep_check CHECK ((keep >= '00:00:00'::interval)),
  constraint jobs_keep_keeps_all_check CHECK (((keep IS NULL) OR (keeps_all IS NULL))),
  constraint jobs_keeps_all_check CHECK (keeps_all)
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
comment on column jobs.keeps_all is 'True where it keeps all; null for as long as keep says.';


-- table known_tenants
create table known_tenants (
  tenant_id uuid not null,
  status character varying(20) not null,
  changed_at timestamp with time zone not null,
  constraint known_tenants_tenant_id_pk PRIMARY KEY (tenant_id),
  constraint known_tenants_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'suspended'::character varying, 'deleted'::character varying])::text[]))),
  constraint known_tenants_tenant_id_check CHECK ((tenant_id <> platform_tenant_id()))
);
alter table known_tenants enable row level security;
alter table known_tenants force row level security;
comment on table known_tenants is 'What the database of tenants has told of a tenant.';
comment on column known_tenants.tenant_id is 'The tenant.';
comment on column known_tenants.status is 'active; suspended and deleted: its users read here, and write nothing.';
comment on column known_tenants.changed_at is 'When it was changed so; what is told later of an earlier change is ignored.';


-- table legal_holds
create table legal_holds (
  tenant_id uuid not null,
  subject_id uuid not null,
  reason text not null,
  held_by uuid,
  held_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint legal_holds_tenant_id_subject_id_pk PRIMARY KEY (tenant_id, subject_id),
  constraint legal_holds_reason_check CHECK (not_blank(reason))
);
alter table legal_holds enable row level security;
alter table legal_holds force row level security;
comment on table legal_holds is 'Users and tenants of whom nothing may be erased for now.';
comment on column legal_holds.tenant_id is 'The tenant.';
comment on column legal_holds.subject_id is 'The user, or the tenant itself for all of its users.';
comment on column legal_holds.reason is 'Why, such as the number of the case.';
comment on column legal_holds.held_by is 'The user of the scope that said so; null for none.';
comment on column legal_holds.held_at is 'Since when.';


-- table lyss_schema_history
create table lyss_schema_history (
  installed_rank integer not null,
  version character varying(50),
  description character varying(200) not null,
  type character varying(20) not null,
  script character varying(1000) not null,
  checksum integer,
  installed_by character varying(100) not null,
  installed_on timestamp without time zone not null default now(),
  execution_time integer not null,
  success boolean not null,
  constraint lyss_schema_history_pk PRIMARY KEY (installed_rank)
);
CREATE INDEX lyss_schema_history_s_idx ON lyss_shared.lyss_schema_history USING btree (success);
comment on table lyss_schema_history is 'LYSS V710: which of its files have been applied.';


-- table model_price_lists
create table model_price_lists (
  tenant_id uuid not null,
  provider_type character varying(50) not null,
  model character varying(200) not null,
  changed_at timestamp with time zone not null,
  constraint model_price_lists_tenant_id_provider_type_model_pk PRIMARY KEY (tenant_id, provider_type, model)
);
alter table model_price_lists enable row level security;
alter table model_price_lists force row level security;
comment on table model_price_lists is 'When the prices of a model were changed.';
comment on column model_price_lists.tenant_id is 'The tenant that they are for; nil for all that have none of their own.';
comment on column model_price_lists.provider_type is 'The kind of provider.';
comment on column model_price_lists.model is 'The model.';
comment on column model_price_lists.changed_at is 'Time of the last change; later than that of each one before, whatever the clock says.';


-- function is_trimmed(text)
CREATE OR REPLACE FUNCTION is_trimmed(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return ascii(p_text) between 33 and 126 and ascii(right(p_text, 1)) between 33 and 126
    or not_blank(p_text) and p_text = trim_blank(p_text);
end
$function$;
comment on routine is_trimmed(text) is 'Internal: Whether a text shows something, and nothing that is blank is at its ends.';


-- function is_unit_prices(jsonb)
CREATE OR REPLACE FUNCTION is_unit_prices(p_json jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return p_json <> '{}'
    and length(p_json::text) <= 65536
    and p_json::text ~ (
      '^\{("[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(>[1-9][0-9]{0,14})?": '
      || '([0-9]{1,9}(\.[0-9]{1,8})?|1000000000(\.0{1,8})?)(, )?)+\}$')
    and not exists (
      select from jsonb_object_keys(p_json) as line
      where line like '%>%' and not p_json ? split_part(line, '>', 1)
    );
end
$function$;
comment on routine is_unit_prices(jsonb) is 'Internal: Whether a JSON value is an object of kinds of tokens, some above a size of the prompt, and their prices.';


-- table model_prices
create table model_prices (
  tenant_id uuid not null,
  id uuid not null,
  provider_type character varying(50) not null,
  model character varying(200) not null,
  currency character(3) not null,
  unit_prices jsonb not null,
  effective_from timestamp with time zone not null,
  effective_to timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint model_prices_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint model_prices_tenant_id_provider_type_model_excl EXCLUDE USING gist (tenant_id WITH =, provider_type WITH =, model WITH =, tstzrange(effective_from, effective_to) WITH &&),
  constraint model_prices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint model_prices_effective_from_effective_to_check CHECK ((isfinite(effective_from) AND ((effective_to IS NULL) OR (isfinite(effective_to) AND (effective_from < effective_to))))),
  constraint model_prices_model_check CHECK (is_trimmed((model)::text)),
  constraint model_prices_provider_type_check CHECK (is_trimmed((provider_type)::text)),
  constraint model_prices_unit_prices_check CHECK (is_unit_prices(unit_prices))
);
CREATE INDEX idx_model_prices_model ON lyss_shared.model_prices USING btree (tenant_id, provider_type, model, effective_from, id);
alter table model_prices enable row level security;
alter table model_prices force row level security;
comment on table model_prices is 'What the models cost, and when.';
comment on column model_prices.tenant_id is 'The tenant that it is for; nil for all that have none of their own.';
comment on column model_prices.id is 'Id, a UUID of version 7 that the application made.';
comment on column model_prices.provider_type is 'The kind of provider, by the name that the provider service has for it.';
comment on column model_prices.model is 'The model, by the provider''s name.';
comment on column model_prices.currency is 'Currency, as ISO 4217 has it.';
comment on column model_prices.unit_prices is 'Price of each kind for a million tokens, of a request for each; "input>200000": above that size of the prompt.';
comment on column model_prices.effective_from is 'The first instant at which the price is in effect.';
comment on column model_prices.effective_to is 'The first instant at which it is no longer in effect; null for no end.';
comment on column model_prices.created_at is 'Time at which it was set.';
comment on column model_prices.updated_at is 'Time of the last change.';


-- table outbox_events
create table outbox_events (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  key character varying(300) not null,
  "position" bigint not null generated always as identity,
  type outbox_events_type not null,
  payload outbox_events_payload not null default '{}'::jsonb,
  actor_id uuid,
  reason text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint outbox_events_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint outbox_events_tenant_id_key_position_key UNIQUE (tenant_id, key, "position")
);
alter table outbox_events enable row level security;
alter table outbox_events force row level security;
comment on table outbox_events is 'What has happened and was not delivered yet; deleted once it is.';
comment on column outbox_events.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_events.id is 'Id, by which a consumer knows what it has seen.';
comment on column outbox_events.key is 'What it is about; events of one key are read in order.';
comment on column outbox_events."position" is 'Order within the key; gaps mean nothing.';
comment on column outbox_events.type is 'What has happened, such as tenant.suspended.';
comment on column outbox_events.payload is 'Particulars, a JSON object; no secrets.';
comment on column outbox_events.actor_id is 'The user of the scope that did it; null for none.';
comment on column outbox_events.reason is 'Why, where system work or an administrator did it.';
comment on column outbox_events.created_at is 'Time of the transaction.';


-- table outbox_floors
create table outbox_floors (
  tenant_id uuid not null generated always as (platform_tenant_id()) stored,
  floor timestamp with time zone not null default '-infinity'::timestamp with time zone,
  late xid8[] not null default '{}'::xid8[],
  candidate timestamp with time zone not null default '-infinity'::timestamp with time zone,
  candidate_open xid8[] not null default '{}'::xid8[],
  raised_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint outbox_floors_tenant_id_pk PRIMARY KEY (tenant_id)
);
alter table outbox_floors enable row level security;
alter table outbox_floors force row level security;
comment on table outbox_floors is 'Where workers of the outbox begin to look for keys, in one row.';
comment on column outbox_floors.tenant_id is 'Nil, as it is that of all tenants.';
comment on column outbox_floors.floor is 'No key can be claimed before that time, but for those that late transactions have published.';
comment on column outbox_floors.late is 'Transactions that are still open though they may have published before floor.';
comment on column outbox_floors.candidate is 'What floor becomes the next time.';
comment on column outbox_floors.candidate_open is 'The transactions that were open when candidate was chosen: some may have published before it.';
comment on column outbox_floors.raised_at is 'When this was last looked at.';


-- table outbox_keys
create table outbox_keys (
  tenant_id uuid not null,
  key character varying(300) not null,
  next_at timestamp with time zone not null default clock_timestamp(),
  claim uuid,
  first_position bigint not null default 1,
  failures outbox_keys_failures not null default 0,
  last_error text,
  constraint outbox_keys_tenant_id_key_pk PRIMARY KEY (tenant_id, key),
  constraint outbox_keys_key_check CHECK (not_blank((key)::text))
);
CREATE INDEX idx_outbox_keys_claim ON lyss_shared.outbox_keys USING btree (claim) WHERE (claim IS NOT NULL);
CREATE INDEX idx_outbox_keys_failures ON lyss_shared.outbox_keys USING btree (failures) WHERE ((failures)::integer > 0);
CREATE INDEX idx_outbox_keys_next_at ON lyss_shared.outbox_keys USING btree (next_at);
alter table outbox_keys enable row level security;
alter table outbox_keys force row level security;
comment on table outbox_keys is 'What the events of the outbox are about; each key is read by one worker at a time.';
comment on column outbox_keys.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_keys.key is 'What the events are about, such as user:<id>.';
comment on column outbox_keys.next_at is 'When it can be claimed: now, after a pause, or once the claim on it has expired.';
comment on column outbox_keys.claim is 'Claim of the worker that reads it; null for none.';
comment on column outbox_keys.first_position is 'No event of the key that waits has a lower position: what was delivered is not read through again.';
comment on column outbox_keys.failures is 'How often in a row its first event could not be handled.';
comment on column outbox_keys.last_error is 'Why it could not be handled, the last time.';


-- table outbox_turns
create table outbox_turns (
  tenant_id uuid not null,
  key character varying(300) not null,
  constraint outbox_turns_tenant_id_key_pk PRIMARY KEY (tenant_id, key)
);
alter table outbox_turns enable row level security;
alter table outbox_turns force row level security;
comment on table outbox_turns is 'The keys of the outbox, each locked by the transaction that publishes an event of it.';
comment on column outbox_turns.tenant_id is 'The tenant; nil for the whole platform.';
comment on column outbox_turns.key is 'What the events are about, such as user:<id>.';


-- table permissions
create table permissions (
  name character varying(100) not null,
  description text not null,
  reach character varying(20) not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint permissions_name_pk PRIMARY KEY (name),
  constraint permissions_name_reach_key UNIQUE (name, reach),
  constraint permissions_description_check CHECK (not_blank(description)),
  constraint permissions_name_check CHECK (((name)::text ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$'::text)),
  constraint permissions_reach_check CHECK (((reach)::text = ANY ((ARRAY['tenant'::character varying, 'platform'::character varying])::text[])))
);
alter table permissions enable row level security;
alter table permissions force row level security;
comment on table permissions is 'What can be permitted; the same for all tenants.';
comment on column permissions.name is 'Primary key: lower-case words between dots, as in channel.create.';
comment on column permissions.description is 'What it permits.';
comment on column permissions.reach is 'tenant: something within a tenant; platform: beyond, never part of a tenant''s own role.';
comment on column permissions.created_at is 'Time of definition.';


-- table role_permissions
create table role_permissions (
  tenant_id uuid not null,
  role_id uuid not null,
  permission_name character varying(100) not null,
  reach character varying(20) not null default 'tenant'::character varying,
  constraint role_permissions_tenant_id_role_id_permission_name_pk PRIMARY KEY (tenant_id, role_id, permission_name),
  constraint role_permissions_reach_tenant_id_check CHECK ((((reach)::text = 'tenant'::text) OR (tenant_id = platform_tenant_id())))
);
alter table role_permissions enable row level security;
alter table role_permissions force row level security;
comment on table role_permissions is 'What each role permits.';
comment on column role_permissions.tenant_id is 'The tenant of the role.';
comment on column role_permissions.role_id is 'The role.';
comment on column role_permissions.permission_name is 'What it permits.';
comment on column role_permissions.reach is 'The reach of the permission; of a tenant''s own role never platform.';


-- function fold_case(text)
CREATE OR REPLACE FUNCTION fold_case(p_text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (lower((p_text COLLATE "und-x-icu")) COLLATE "default");
comment on routine fold_case(text) is 'Internal: A text in lower case, by the rules of Unicode whatever the server''s locale.';


-- table roles
create table roles (
  tenant_id uuid not null,
  id uuid not null,
  name character varying(50) not null,
  name_lower character varying(50) not null generated always as (fold_case((name)::text)) stored,
  description text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint roles_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint roles_name_check CHECK (is_trimmed((name)::text)),
  constraint roles_tenant_id_name_check CHECK (((tenant_id = platform_tenant_id()) = (fold_case((name)::text) = ANY (ARRAY['super_admin'::text, 'tenant_admin'::text, 'end_user'::text]))))
);
CREATE UNIQUE INDEX roles_tenant_id_name_key ON lyss_shared.roles USING btree (tenant_id, name_lower);
alter table roles enable row level security;
alter table roles force row level security;
comment on table roles is 'Roles: the built-in ones of the whole platform, and those of the tenants.';
comment on column roles.tenant_id is 'The tenant; nil for a built-in role.';
comment on column roles.id is 'Id, a UUID of version 7 that the application made; of a built-in role the same everywhere.';
comment on column roles.name is 'Name; unique within the tenant, case does not matter.';
comment on column roles.name_lower is 'The name in lower case, to be looked up by.';
comment on column roles.description is 'What it is for; null for nothing said.';
comment on column roles.created_at is 'Time of creation.';
comment on column roles.updated_at is 'Time of the last change, also of its permissions; kept by a trigger.';


-- table scope_keys
create table scope_keys (
  name character varying(40) not null,
  inner_pad bytea not null,
  outer_pad bytea not null,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  former_pads bytea,
  former_until timestamp with time zone,
  constraint scope_keys_name_pk PRIMARY KEY (name),
  constraint scope_keys_former_pads_check CHECK ((octet_length(former_pads) = 128)),
  constraint scope_keys_inner_pad_check CHECK ((octet_length(inner_pad) = 64)),
  constraint scope_keys_name_check CHECK (((name)::text ~ '^[a-z0-9_-]*$'::text)),
  constraint scope_keys_name_former_pads_former_until_check CHECK (((((name)::text = ''::text) OR (former_pads IS NULL)) AND ((former_pads IS NULL) = (former_until IS NULL)))),
  constraint scope_keys_outer_pad_check CHECK ((octet_length(outer_pad) = 64))
);
alter table scope_keys enable row level security;
alter table scope_keys force row level security;
comment on table scope_keys is 'Keys with which scopes are signed and sealed.';
comment on column scope_keys.name is 'What it is called, as signatures say; empty for the server''s own.';
comment on column scope_keys.inner_pad is 'The key, to 64 bytes with zeros, each xor 0x36.';
comment on column scope_keys.outer_pad is 'The key, to 64 bytes with zeros, each xor 0x5c.';
comment on column scope_keys.created_at is 'When it was added.';
comment on column scope_keys.former_pads is 'Of the server''s own key that was replaced: the two pads of the one before; else null.';
comment on column scope_keys.former_until is 'The one before counts in transactions that began up to then, and in no other; null where there is none.';


-- table settings
create table settings (
  tenant_id uuid not null,
  key character varying(100) collate "C" not null,
  value jsonb not null,
  updated_by uuid,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint settings_tenant_id_key_pk PRIMARY KEY (tenant_id, key),
  constraint settings_key_check CHECK (((key)::text ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$'::text)),
  constraint settings_value_check CHECK ((octet_length((value)::text) <= 65536))
);
alter table settings enable row level security;
alter table settings force row level security;
comment on table settings is 'Settings of the platform and of tenants. Everybody in the tenant reads them: no secrets here.';
comment on column settings.tenant_id is 'The tenant; nil for the whole platform.';
comment on column settings.key is 'Name: lower-case words between dots, as in chat.default_model.';
comment on column settings.value is 'Any JSON, of 64 KiB at most; no secret.';
comment on column settings.updated_by is 'The user who set it last; null for system work.';
comment on column settings.updated_at is 'Time of the last change; kept by a trigger.';


-- table user_roles
create table user_roles (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  role_id uuid,
  built_in_role character varying(20),
  assigned_by uuid,
  assigned_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint user_roles_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint user_roles_tenant_id_user_id_role_id_built_in_role_key UNIQUE NULLS NOT DISTINCT (tenant_id, user_id, role_id, built_in_role),
  constraint user_roles_built_in_role_check CHECK (((built_in_role)::text = ANY ((ARRAY['super_admin'::character varying, 'tenant_admin'::character varying, 'end_user'::character varying])::text[]))),
  constraint user_roles_role_id_built_in_role_check CHECK ((num_nonnulls(role_id, built_in_role) = 1)),
  constraint user_roles_tenant_id_check CHECK ((tenant_id <> platform_tenant_id()))
);
CREATE INDEX idx_user_roles_role ON lyss_shared.user_roles USING btree (tenant_id, role_id, built_in_role, id);
alter table user_roles enable row level security;
alter table user_roles force row level security;
comment on table user_roles is 'Who has which role, beside the one that the user service says; users live in that.';
comment on column user_roles.tenant_id is 'The tenant of the user and of the role.';
comment on column user_roles.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_roles.user_id is 'The user.';
comment on column user_roles.role_id is 'The role, one of the tenant''s own; null for a built-in one.';
comment on column user_roles.built_in_role is 'super_admin, tenant_admin or end_user; null for a role of the tenant''s own.';
comment on column user_roles.assigned_by is 'The user who assigned it; null for system work.';
comment on column user_roles.assigned_at is 'Time of assignment.';


-- view index_health
create view index_health with (security_invoker=true) as
 WITH indexes AS (
         SELECT t.oid AS table_oid,
            t.relname AS table_name,
            i.oid,
            i.relname AS index_name,
            i.relam,
            x_1.indisunique,
            x_1.indkey::smallint[] AS keys,
            x_1.indclass::oid[] AS classes,
            x_1.indcollation::oid[] AS collations,
            x_1.indoption::smallint[] AS options,
            x_1.indnkeyatts,
            x_1.indnatts,
            pg_get_expr(x_1.indexprs, x_1.indrelid) AS expressions,
            COALESCE(pg_get_expr(x_1.indpred, x_1.indrelid), ''::text) AS condition
           FROM pg_index x_1
             JOIN pg_class i ON i.oid = x_1.indexrelid
             JOIN pg_class t ON t.oid = x_1.indrelid
          WHERE t.relnamespace = to_regnamespace('lyss_shared'::text)::oid AND NOT t.relispartition
        )
 SELECT x.table_name::text AS table_name,
    x.index_name::text AS index_name,
    x.indisunique AS is_unique,
    s.partitions,
    s.total_bytes,
    s.scans,
    s.last_scan_at,
    ( SELECT min(o.index_name::text) AS min
           FROM indexes o
          WHERE o.table_oid = x.table_oid AND o.oid <> x.oid AND o.relam = x.relam AND NOT x.indisunique AND x.expressions IS NULL AND o.expressions IS NULL AND o.condition = x.condition AND o.indnkeyatts >= x.indnatts AND o.keys[0:x.indnkeyatts - 1] = x.keys[0:x.indnkeyatts - 1] AND o.classes[0:x.indnkeyatts - 1] = x.classes[0:x.indnkeyatts - 1] AND o.collations[0:x.indnkeyatts - 1] = x.collations[0:x.indnkeyatts - 1] AND o.options[0:x.indnkeyatts - 1] = x.options[0:x.indnkeyatts - 1] AND (o.indnkeyatts > x.indnkeyatts OR o.indisunique OR o.oid < x.oid)) AS covered_by
   FROM indexes x
     CROSS JOIN LATERAL ( SELECT count(c.inhrelid) AS partitions,
            sum(pg_relation_size(COALESCE(c.inhrelid, x.oid)::regclass))::bigint AS total_bytes,
            sum(pg_stat_get_numscans(COALESCE(c.inhrelid, x.oid)))::bigint AS scans,
            max(pg_stat_get_lastscan(COALESCE(c.inhrelid, x.oid))) AS last_scan_at
           FROM ( SELECT) one
             LEFT JOIN pg_inherits c ON c.inhparent = x.oid) s;
comment on view index_health is 'Size and use of each index, its partitions included, and which other index covers it.';
comment on column index_health.table_name is 'The table.';
comment on column index_health.index_name is 'The index of it; that of a partitioned table stands for those of its partitions.';
comment on column index_health.is_unique is 'Whether it keeps rows from being entered twice, so that it is needed if nothing reads it, too.';
comment on column index_health.partitions is 'How many partitions have it; 0 for a plain table.';
comment on column index_health.total_bytes is 'Its size.';
comment on column index_health.scans is 'How often this server has read it since statistics began. If it is 0 on all servers and the index is not unique, the index may only cost.';
comment on column index_health.last_scan_at is 'When it was last read; null for never.';
comment on column index_health.covered_by is 'An index that can replace this one; null for none.';


-- view lock_room
create view lock_room with (security_invoker=true) as
 WITH RECURSIVE parent AS (
         SELECT c.oid,
            c.relname,
            (( SELECT count(*)::numeric + sum(( SELECT count(*) AS count
                           FROM pg_index i
                          WHERE i.indrelid = t.relid))
                   FROM ( SELECT c.oid AS relid
                        UNION
                         SELECT pg_partition_tree.relid
                           FROM pg_partition_tree(c.oid::regclass) pg_partition_tree(relid, parentrelid, isleaf, level)) t))::bigint AS locks
           FROM pg_class c
          WHERE c.relnamespace = to_regnamespace('lyss_shared'::text)::oid AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT c.relispartition
        ), reached AS (
         SELECT parent_1.oid AS root,
            parent_1.oid,
            has_table_privilege('authenticated_users'::name, parent_1.oid, 'delete'::text) AS deletes
           FROM parent parent_1
        UNION
         SELECT reached.root,
            f.conrelid,
            reached.deletes
           FROM reached
             JOIN pg_constraint f ON f.confrelid = reached.oid AND f.contype = 'f'::"char" AND f.conparentid = 0::oid
          WHERE reached.deletes
        ), needed AS (
         SELECT reached.root,
            sum(parent_1.locks)::bigint AS locks
           FROM reached
             JOIN parent parent_1 ON parent_1.oid = reached.oid
          GROUP BY reached.root
        )
 SELECT parent.relname::text AS table_name,
    needed.locks AS needed,
    current_setting('max_locks_per_transaction'::text)::integer AS max_locks_per_transaction,
    needed.locks > (4 * current_setting('max_locks_per_transaction'::text)::integer) AS is_short,
    (ceil(needed.locks::numeric / 64.0) * 64::numeric)::integer AS advised
   FROM needed
     JOIN parent ON parent.oid = needed.root
  ORDER BY needed.locks DESC, parent.relname
 LIMIT 1;
comment on view lock_room is 'How many locks the dearest statement of a request takes, and whether the server has room for it in half of its sessions.';
comment on column lock_room.table_name is 'The table that it reads, or deletes from.';
comment on column lock_room.needed is 'The locks that it takes the first time in a session.';
comment on column lock_room.max_locks_per_transaction is 'As the server has it set.';
comment on column lock_room.is_short is 'Whether half of the sessions that the server admits would fill its table of locks.';
comment on column lock_room.advised is 'What to set max_locks_per_transaction to, where it is short; takes effect with a restart.';


-- function job_definitions()
CREATE OR REPLACE FUNCTION job_definitions()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select job.*
  from pg_partitioned_table as p
  join pg_class as c on c.oid = p.partrelid
  cross join lateral (
    values
      (
        'partitions of ' || c.relname,
        'Makes the partitions of the months ahead, and moves rows of months that had none.',
        format('select keep_partitions(%L)', c.oid::regclass), 1, interval '1 day', null::interval),
      (
        'retention of ' || c.relname,
        'Drops the months that are older than what is kept; all is kept where nothing is said.',
        format('select retain_months(%L, $1)', c.oid::regclass), 1, interval '1 day',
        case c.relname
          when 'audit_logs' then interval '1 year'
          when 'usage_statistics' then interval '2 years'
          when 'usage_records' then interval '2 years'
          when 'quota_entries' then interval '2 years'
        end),
      (
        'statistics of ' || c.relname,
        'Counts all partitions together for the planner, which autovacuum does not.',
        format('select analyze_months(%L)', c.oid::regclass), null, interval '7 days', null)
  ) as job
  where c.relnamespace = to_regnamespace('lyss_shared')
  union all
  values
    (
      'erasures', 'Goes on with erasures of users that were begun, or replayed after a restore.',
      'select finish_erasures()', 1, interval '1 minute', null::interval),
    (
      'statistics of erased persons',
      'Counts anew what the planner knows of tables from which a person was erased: samples of their values are in it.',
      'select coalesce(sum(analyze_persons(s.table_name)), 0)::bigint from stale_statistics() as s',
      null, interval '1 day', null),
    (
      'seals of the audit log', 'Seals new entries, so that nobody changes them unnoticed.',
      'select seal_entries()', 100000, interval '1 hour', null),
    (
      'seals of dropped months', 'Forgets seals of the audit log that a later one stands for.',
      'select forget_seals(10000)', 10000, interval '1 day', null)
  union all
  select * from lyss_shared.own_jobs()
$function$;
comment on routine job_definitions() is 'Internal: The jobs that the database needs.';


-- function may_monitor()
CREATE OR REPLACE FUNCTION may_monitor()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  -- PL/pgSQL keeps the plan, for whoever asks often
  return current_system_reason() is not null
    or pg_has_role(current_user, 'pg_monitor', 'usage')
    or pg_has_role(
      current_user, (select c.relowner from pg_class as c where c.oid = 'audit_logs'::regclass), 'usage');
end
$function$;
comment on routine may_monitor() is 'Internal: Whether the caller has a reason, is a member of pg_monitor, or is the owner of the schema.';


-- function statement_time()
CREATE OR REPLACE FUNCTION statement_time()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN statement_timestamp();
comment on routine statement_time() is 'The time of this statement, by which it decides what has expired.';


-- view maintenance
set role lyss_definer;
create view maintenance as
 SELECT d.name,
    d.does,
    COALESCE(j.every, d.every) AS every,
        CASE
            WHEN j.keeps_all IS NULL THEN COALESCE(j.keep, d.keep)
            ELSE NULL::interval
        END AS keep,
    j.hold,
    j.started_at,
    j.took,
    j.done,
    j.error,
    j.succeeded_at,
    COALESCE(j.failures, 0) AS failures,
    j.due_at,
    j.hold IS NULL AND (COALESCE(j.due_at <= statement_time(), true) OR j.started_at > (statement_time() + '01:00:00'::interval)) AS is_due,
    j.hold IS NULL AND (COALESCE((j.due_at + COALESCE(j.every, d.every)) < statement_time(), true) OR j.failures > 0 AND COALESCE((j.succeeded_at + 2::double precision * COALESCE(j.every, d.every)) < statement_time(), true)) AS is_overdue
   FROM job_definitions() d(name, does, call, batch, every, keep)
     LEFT JOIN jobs j ON j.name::text = d.name
  WHERE may_monitor();
comment on view maintenance is 'Every job that the database needs: what it does, how often, when it ran, and whether it is overdue.';
comment on column maintenance.name is 'The job, as set_job(), hold_job() and reset_job() are told of it.';
comment on column maintenance.does is 'What it does.';
comment on column maintenance.every is 'How often it is due.';
comment on column maintenance.keep is 'How long it keeps what it deletes; null for ever, and for a job that deletes nothing.';
comment on column maintenance.hold is 'Why it may not run; null where it may.';
comment on column maintenance.started_at is 'When it last ran; null for never.';
comment on column maintenance.took is 'How long that took.';
comment on column maintenance.done is 'How many rows, months or whatever it is about that has done.';
comment on column maintenance.error is 'Why that failed; null where it has not.';
comment on column maintenance.succeeded_at is 'When it last ran without failing; null for never.';
comment on column maintenance.failures is 'How many runs have failed since then.';
comment on column maintenance.due_at is 'When it is due; null for at once.';
comment on column maintenance.is_due is 'Whether the next call of run_due_job() may run it.';
comment on column maintenance.is_overdue is 'True: it should have succeeded twice since it last did. run_due_job is called too seldom, or the job fails.';
reset role;


-- view outbox_lag
set role lyss_definer;
create view outbox_lag as
 SELECT e.events,
    o.oldest_at,
    k.keys,
    f.failing_keys,
    f.failures,
    g.given_up
   FROM ( SELECT count(*) AS events
           FROM ( SELECT
                   FROM outbox_events
                 LIMIT 100000) o_1) e
     CROSS JOIN ( SELECT min(first.created_at) AS oldest_at
           FROM (( SELECT o_1.tenant_id,
                    o_1.key,
                    o_1.first_position
                   FROM outbox_keys o_1
                  ORDER BY o_1.next_at
                 LIMIT 1000)
                UNION ALL
                ( SELECT o_1.tenant_id,
                    o_1.key,
                    o_1.first_position
                   FROM outbox_keys o_1
                  WHERE o_1.failures::integer > 0
                  ORDER BY o_1.failures DESC
                 LIMIT 1000)) c
             CROSS JOIN LATERAL ( SELECT o_1.created_at
                   FROM outbox_events o_1
                  WHERE o_1.tenant_id = c.tenant_id AND o_1.key::text = c.key::text AND o_1."position" >= c.first_position
                  ORDER BY o_1."position"
                 LIMIT 1) first) o
     CROSS JOIN ( SELECT count(*) AS keys
           FROM ( SELECT
                   FROM outbox_keys
                 LIMIT 100000) o_1) k
     CROSS JOIN ( SELECT count(*) AS failing_keys,
            COALESCE(max(o_1.failures), 0) AS failures
           FROM ( SELECT o_2.failures::integer AS failures
                   FROM outbox_keys o_2
                  WHERE o_2.failures::integer > 0
                  ORDER BY o_2.failures DESC
                 LIMIT 100000) o_1) f
     CROSS JOIN ( SELECT count(*) AS given_up
           FROM ( SELECT
                   FROM given_up_events
                 LIMIT 100000) o_1) g
  WHERE may_monitor();
comment on view outbox_lag is 'How many events wait to be delivered, since when, what fails, and what was given up: one row. No number is above 100,000, which stands for that many or more.';
comment on column outbox_lag.events is 'How many events wait; 100,000 for so many or more.';
comment on column outbox_lag.oldest_at is 'When the oldest of them was written; null for none. Of more than 1,000 keys, the oldest of 1,000 that can be claimed first and of 1,000 that failed most often.';
comment on column outbox_lag.keys is 'How many keys they have.';
comment on column outbox_lag.failing_keys is 'How many keys have a first event that could not be handled.';
comment on column outbox_lag.failures is 'How often in a row the worst of them has failed.';
comment on column outbox_lag.given_up is 'How many events were given up, and not taken back.';
reset role;


-- view role_details
create view role_details with (security_invoker=true) as
 SELECT r.tenant_id,
    r.id,
    r.name,
    r.name_lower,
    r.description,
    COALESCE(array_agg(p.permission_name::text ORDER BY p.permission_name) FILTER (WHERE p.role_id IS NOT NULL), '{}'::text[]) AS permissions,
    r.created_at,
    r.updated_at
   FROM roles r
     LEFT JOIN role_permissions p ON p.tenant_id = r.tenant_id AND p.role_id = r.id
  GROUP BY r.tenant_id, r.id, r.name, r.name_lower, r.description, r.created_at, r.updated_at;
comment on view role_details is 'Roles with their permissions.';
comment on column role_details.permissions is 'The names of its permissions, sorted.';


-- function default_rows(regclass)
set role lyss_definer;
CREATE OR REPLACE FUNCTION default_rows(p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_rows bigint;
begin
  execute format(
    -- Citus misreads a row without columns.
    'select count(*) from (select 1 from %s where %s limit 1000000) as r',
    p_table, lyss_shared.default_condition(p_table))
  into v_rows;
  return v_rows;
end
$function$;
comment on routine default_rows(regclass) is 'Internal: How many rows of a table came for a month without a partition and are in none yet; at most a million.';
reset role;


-- function partitions_end(regclass)
CREATE OR REPLACE FUNCTION partitions_end(p_table regclass)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  with bounds as materialized (select b.from_time, b.to_time from partition_bounds(p_table) as b)
  select case
    when exists (select from bounds as b where b.from_time <= statement_time() and b.to_time > statement_time()) then (
      select min(b.to_time) from bounds as b
      where b.to_time > statement_time()
        and not exists (select from bounds as n where n.from_time = b.to_time))
    else coalesce(
      (select max(b.to_time) from bounds as b where b.to_time <= statement_time()), statement_time())
  end
$function$;
comment on routine partitions_end(regclass) is 'Internal: Until when a table has partitions without a gap, from now on.';


-- view table_health
create view table_health with (security_invoker=true) as
 SELECT parent.relname::text AS table_name,
    count(child.inhrelid) AS partitions,
    sum(pg_total_relation_size(leaf.oid::regclass))::bigint AS total_bytes,
    sum(pg_stat_get_live_tuples(leaf.oid))::bigint AS live_tuples,
    sum(pg_stat_get_dead_tuples(leaf.oid))::bigint AS dead_tuples,
    COALESCE(sum(pg_relation_size(leaf.oid::regclass)) FILTER (WHERE leaf.oid = partitioned.partdefid), 0::numeric)::bigint AS default_partition_bytes,
        CASE
            WHEN max(partitioned.partdefid) > 0::oid THEN default_rows(parent.oid::regclass)
            ELSE 0::bigint
        END AS default_rows,
        CASE
            WHEN max(partitioned.partrelid) > 0::oid THEN floor(EXTRACT(epoch FROM LEAST(partitions_end(parent.oid::regclass), statement_time() + '100 years'::interval) - statement_time()) / 86400::numeric)::integer
            ELSE NULL::integer
        END AS days_left
   FROM pg_class parent
     LEFT JOIN pg_partitioned_table partitioned ON partitioned.partrelid = parent.oid
     LEFT JOIN pg_inherits child ON child.inhparent = parent.oid
     JOIN pg_class leaf ON leaf.oid = COALESCE(child.inhrelid, parent.oid)
  WHERE parent.relnamespace = to_regnamespace('lyss_shared'::text)::oid AND (parent.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT parent.relispartition
  GROUP BY parent.oid, parent.relname;
comment on view table_health is 'Size and dead rows of each table, its partitions included, and whether partitions are missing.';
comment on column table_health.table_name is 'The table; its partitions have no row of their own.';
comment on column table_health.partitions is 'How many partitions it has; 0 for a plain table.';
comment on column table_health.total_bytes is 'Its size with indexes and long values (TOAST).';
comment on column table_health.live_tuples is 'How many rows it has, as the server estimates.';
comment on column table_health.dead_tuples is 'How many versions of rows wait for vacuum, as the server estimates.';
comment on column table_health.default_partition_bytes is 'Size of the default partition.';
comment on column table_health.default_rows is 'More than 0: rows came for months without a partition; move_default_rows moves them. The count stops at a million.';
comment on column table_health.days_left is 'For how many days there are partitions without a gap. Below 31, create_monthly_partitions is due. Null for a plain table.';


-- view vacuum_horizon
create view vacuum_horizon with (security_invoker=true) as
 SELECT holder,
    name,
    since,
    transactions
   FROM ( SELECT 'transaction'::text AS holder,
            (a.pid || COALESCE(' of '::text || a.usename::text, ''::text)) || COALESCE(', '::text || a.state, ''::text) AS name,
            a.xact_start AS since,
            GREATEST(age(a.backend_xmin), age(a.backend_xid)) AS transactions
           FROM pg_stat_activity a
          WHERE a.pid <> pg_backend_pid() AND (a.datname = current_database() OR a.datname IS NULL)
        UNION ALL
         SELECT 'prepared transaction'::text AS holder,
            p.gid,
            p.prepared,
            age(p.transaction) AS age
           FROM pg_prepared_xacts p
          WHERE p.database = current_database()
        UNION ALL
         SELECT 'replication slot'::text AS holder,
            r.slot_name::text AS slot_name,
            NULL::timestamp with time zone AS since,
            age(r.xmin) AS age
           FROM pg_replication_slots r
        UNION ALL
         SELECT 'replication slot, catalog alone'::text AS holder,
            r.slot_name::text AS slot_name,
            NULL::timestamp with time zone AS since,
            age(r.catalog_xmin) AS age
           FROM pg_replication_slots r) h
  WHERE transactions IS NOT NULL
  ORDER BY transactions DESC;
comment on view vacuum_horizon is 'Transactions and replication slots that keep vacuum from removing dead rows, the oldest first.';
comment on column vacuum_horizon.holder is 'What holds it up: a transaction, a prepared transaction, or a slot.';
comment on column vacuum_horizon.name is 'The process and its login; the name of a prepared transaction or a slot.';
comment on column vacuum_horizon.since is 'When the transaction began; null for a slot.';
comment on column vacuum_horizon.transactions is 'How many transactions have begun since.';


-- function accept_tenant(uuid, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION accept_tenant(p_tenant_id uuid, p_state jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_system();
  if p_state ->> 'status' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a tenant: it has no status or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_tenant_state',
        hint = 'Hand over the payload of an event tenant.*';
  end if;
  insert into known_tenants as k (tenant_id, status, changed_at)
  values (p_tenant_id, p_state ->> 'status', (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id) do update
  set status = excluded.status, changed_at = excluded.changed_at
  where k.changed_at < excluded.changed_at;
  return found;
end
$function$;
comment on routine accept_tenant(uuid, jsonb) is 'Stores a published state of a tenant; false if the stored one is as late.';
reset role;


-- function accept_unsigned_scopes()
CREATE OR REPLACE FUNCTION accept_unsigned_scopes()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return true;
end
$function$;
comment on routine accept_unsigned_scopes() is 'A scope counts whether it is signed or not; called by the owner of the schema.';


-- function access_changes_since(uuid, pg_snapshot)
CREATE OR REPLACE FUNCTION access_changes_since(p_tenant_id uuid, p_known pg_snapshot)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_at_most constant bigint := 1000;
  v_from constant xid8 := pg_snapshot_xmin(p_known);
  v_tenant uuid;
  v_changes text[] := '{}';
begin
  if p_known is null then
    return null;
  end if;
  -- a query for each tenant, because the rows of a tenant lie together
  foreach v_tenant in array array[p_tenant_id, lyss_shared.platform_tenant_id()]
  loop
    -- Most of the time there is no later one, and then none was forgotten either, because the newest is kept.
    perform from lyss_shared.access_changes as c where c.tenant_id = v_tenant and c.stamp >= v_from;
    continue when not found;
    perform from lyss_shared.access_changes as c where c.tenant_id = v_tenant and c.stamp <= v_from;
    if not found then
      return null;
    end if;
    v_changes := v_changes || array(
      select c.stamp || ' ' || c.kind || ':' || c.id
      from lyss_shared.access_changes as c
      where c.tenant_id = v_tenant
        and c.stamp >= v_from and c.stamp < pg_snapshot_xmax(pg_current_snapshot())
        and not pg_visible_in_snapshot(c.stamp, p_known)
      limit v_at_most + 1);
  end loop;
  if cardinality(v_changes) > v_at_most then
    return null;
  end if;
  return array_to_string(v_changes, ',');
end
$function$;
comment on routine access_changes_since(uuid, pg_snapshot) is 'Internal: Returns what has changed for a tenant since a snapshot; null where that is unknown.';


-- function add_entry(uuid, uuid, text, text, text, jsonb, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_entry(p_tenant_id uuid, p_id uuid, p_action text, p_resource_type text, p_resource_id text, p_changes jsonb, p_source text, p_ip_address text, p_user_agent text)
 RETURNS SETOF audit_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_actor constant uuid := current_user_id();
  v_reason constant text := current_system_reason();
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  else
    perform require_active_user(p_tenant_id);
  end if;
  if p_source is null then
    raise exception 'source is null: only the database itself makes entries without one'
      using errcode = 'insufficient_privilege';
  end if;
  if is_reserved_source(p_source) then
    raise exception 'the source % reads like a service of LYSS, whose events are taken in by record_event()', p_source
      using errcode = 'check_violation', constraint = 'audit_logs_source_reserved';
  end if;
  if is_reserved_action(left(p_action, 101)) then
    raise exception 'the action % reads like one of an entry that the database itself makes', p_action
      using errcode = 'check_violation', constraint = 'audit_logs_action_reserved';
  end if;
  return query
    insert into audit_logs as a (
      tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source, ip_address,
      user_agent
    )
    values (
      p_tenant_id, p_id, v_actor, p_action, p_resource_type, p_resource_id, p_changes, v_reason, p_source,
      p_ip_address::inet, p_user_agent
    )
    returning a.*;
end
$function$;
comment on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) is 'Adds an entry to the audit log in the name of the scope, and returns it; fails with 42501 without a source, and with 23514 if that is a service''s of LYSS, or the action one of the database''s.';
reset role;


-- function add_scope_key(text, bytea)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_scope_key(p_name text, p_key bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if current_setting('citus.propagate_set_commands', true) is not null then
    raise exception 'scopes are not signed where Citus distributes a database'
      using errcode = 'feature_not_supported';
  elsif p_name is null or p_name !~ '^[a-z0-9_-]{1,40}$' then
    raise exception 'the name of a key has 1 to 40 lower-case letters, digits, - and _'
      using errcode = 'check_violation', constraint = 'scope_keys_name_check';
  elsif p_key is null or length(p_key) not between 32 and 64 then
    raise exception 'a key has 32 to 64 bytes'
      using errcode = 'check_violation', constraint = 'scope_keys_key';
  end if;
  if not exists (select from scope_keys as k where k.name = '') then
    perform enter_scope_key('', random_key());
  end if;
  perform enter_scope_key(p_name, p_key);
end
$function$;
comment on routine add_scope_key(text, bytea) is 'Adds a key of 32 to 64 bytes with which hosts sign scopes, under a name; for the owner of the schema.';
reset role;


-- function add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_seal(p_chain uuid, p_month date, p_from_stamp bigint, p_to_stamp bigint, p_entries bigint, p_digest bytea, p_stands_for int8multirange)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_last audit_seals;
  v_seal audit_seals;
begin
  select * into v_last from audit_seals as s
  where seal_chain(s) = p_chain
  order by s.number desc
  limit 1;
  -- audit_seals of PLATFORM has no tenant_id
  v_seal := jsonb_populate_record(null::audit_seals, jsonb_build_object(
    'tenant_id', p_chain, 'number', coalesce(v_last.number, 0) + 1, 'month', p_month,
    'from_stamp', p_from_stamp, 'to_stamp', p_to_stamp, 'entries', p_entries,
    'dropped', p_entries = 0));
  v_seal.stands_for := p_stands_for;
  v_seal.digest := p_digest;
  v_seal.sealed_at := statement_time();
  v_seal.hash := seal_hash(coalesce(v_last.hash, ''), v_seal);
  insert into audit_seals select v_seal.*;
end
$function$;
comment on routine add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) is 'Internal: Adds a seal to a chain; without entries, it states that the month was dropped, and which seals it replaces.';
reset role;


-- function add_seals(bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_seals(p_entries bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_old audit_watermark;
  v_next_epoch bigint;
  v_epoch bigint;
  v_next bigint;
  v_group record;
  v_sealed bigint := 0;
begin
  select * into v_old from audit_watermark for no key update;
  v_next_epoch := ((v_old.next_stamp >> 48) + 1) << 48;
  v_epoch := case
    when audit_stamp() >= v_next_epoch
      or exists (select from audit_logs as a where a.seal_stamp >= v_next_epoch) then v_next_epoch
    else v_old.epoch
  end;
  v_next := greatest(
    v_old.next_stamp, v_epoch + pg_snapshot_xmin(pg_current_snapshot())::text::bigint);
  v_next := least(
    v_next,
    (
      select a.seal_stamp + 1
      from audit_logs as a
      where a.seal_stamp >= v_old.next_stamp and a.seal_stamp < v_next
      order by a.seal_stamp
      offset p_entries - 1 limit 1
    ));
  for v_group in
    select entry_chain(a) as chain, date_trunc('month', a.created_at at time zone 'UTC')::date as month,
      count(*) as entries,
      sha256(string_agg(
        entry_digest(a, v_old.next_stamp), '' order by a.seal_stamp, a.created_at, a.id)) as digest
    from audit_logs as a
    where a.seal_stamp >= v_old.next_stamp and a.seal_stamp < v_next
    group by 1, 2
    order by 1, 2
  loop
    perform add_seal(
      p_chain => v_group.chain, p_month => v_group.month, p_from_stamp => v_old.next_stamp,
      p_to_stamp => v_next, p_entries => v_group.entries, p_digest => v_group.digest,
      p_stands_for => null);
    v_sealed := v_sealed + v_group.entries;
  end loop;
  update audit_watermark as w
  set epoch = v_epoch, next_stamp = v_next, sealed_at = statement_time();
  return v_sealed;
end
$function$;
comment on routine add_seals(bigint) is 'Internal: Seals entries of the audit log that are not sealed yet; returns how many, and fewer than asked for once it has sealed all.';
reset role;


-- function allow_owner(text)
CREATE OR REPLACE FUNCTION allow_owner(p_what text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute pg_catalog.format(
    'grant %s to %I', p_what,
    (
      select pg_catalog.pg_get_userbyid(p.proowner) from pg_catalog.pg_proc as p
      where p.oid = 'lyss_shared.trim_blank(text)'::regprocedure
    ));
end
$function$;
comment on routine allow_owner(text) is 'Internal: Grants the owner of the schema a right to what lyss_definer owns, such as "select on maintenance".';


-- function analyze_months(regclass)
CREATE OR REPLACE FUNCTION analyze_months(p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform lyss_shared.refuse_unsealed();
  perform lyss_shared.monthly_table(p_table);
  execute format('analyze (skip_locked) %s', p_table);
  return 1;
end
$function$;
comment on routine analyze_months(regclass) is 'Internal: The job of statistics: analyzes a table that is partitioned by month.';


-- function analyze_persons(text)
CREATE OR REPLACE FUNCTION analyze_persons(p_table text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform lyss_shared.refuse_unsealed();
  perform from lyss_shared.personal_tables() as t
  join pg_class as c on c.oid = to_regclass(format('lyss_shared.%I', t.table_name)) and c.relkind = 'r'
  where t.table_name = p_table;
  if not found then
    raise exception '% is no table about persons', coalesce(p_table, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  execute format('analyze (skip_locked) lyss_shared.%I', p_table);
  return 1;
end
$function$;
comment on routine analyze_persons(text) is 'Internal: Analyzes a table that has personal data and no months.';


-- function answer_jobs()
CREATE OR REPLACE FUNCTION answer_jobs()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  values (
    'changes of access', 'Forgets changes of access that hosts with a cache have heard of long ago.',
    'select forget_access_changes($1)', null::integer, interval '1 hour', interval '1 day')
$function$;
comment on routine answer_jobs() is 'Internal: The jobs of databases that record changes for hosts.';


-- function answer_permission(uuid, uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION answer_permission(p_tenant_id uuid, p_user_id uuid, p_permission text, p_known text)
 RETURNS TABLE(answer text, ends_at timestamp with time zone, answered_at timestamp with time zone, server text, snapshot text, changes text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if p_tenant_id is distinct from require_tenant() or p_user_id is distinct from current_user_id() then
    raise exception 'only answers about the current user are kept: ask has_permission() about others'
      using errcode = 'insufficient_privilege';
  end if;
  answer := case when has_permission(p_tenant_id, p_user_id, p_permission) then 'granted' else 'denied' end;
  answered_at := statement_time();
  server := answering_server();
  snapshot := snapshot_to_keep();
  changes := access_changes_since(p_tenant_id, p_known::pg_snapshot);
  return next;
end
$function$;
comment on routine answer_permission(uuid, uuid, text, text) is 'Whether the current user has a permission, and what a host needs to keep that answer: one row.';
reset role;


-- function answer_personal_data()
CREATE OR REPLACE FUNCTION answer_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "access_changes", "person": "case kind when 'user' then id end", "erasure": "keep",
      "personal": ["id"],
      "other": ["changed_at", "kind", "stamp", "tenant_id"],
      "reason": "Says of an id, for a day, that something about its access has changed.",
      "remains": "Says that nothing of the tenant holds any more that hosts have kept."}
  ]$json$::jsonb
$function$;
comment on routine answer_personal_data() is 'Internal: The personal data in the changes that are recorded for hosts.';


-- function answering_server()
CREATE OR REPLACE FUNCTION answering_server()
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN ((((((date_part('epoch'::text, pg_postmaster_start_time()) * (1000000)::double precision))::bigint || '.'::text) || split_part(pg_relation_filepath('pg_namespace'::regclass), '/'::text, '-2'::integer)) || '.'::text) || ('lyss_shared'::regnamespace)::oid);
comment on routine answering_server() is 'Internal: Identifies this server since its last start, and the database and schema.';


-- function assign_role(uuid, uuid, uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION assign_role(p_tenant_id uuid, p_id uuid, p_user_id uuid, p_role_id uuid, p_built_in_role text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_assigner(p_tenant_id, p_user_id, p_built_in_role);
  insert into user_roles (tenant_id, id, user_id, role_id, built_in_role, assigned_by)
  values (p_tenant_id, p_id, p_user_id, p_role_id, p_built_in_role, current_user_id())
  on conflict (tenant_id, user_id, role_id, built_in_role) do nothing;
  if found then
    perform publish_event(
      p_tenant_id,
      'user:' || p_user_id,
      'role.assigned',
      jsonb_strip_nulls(
        jsonb_build_object('role_id', p_role_id, 'built_in_role', p_built_in_role)));
    return true;
  end if;
  return false;
end
$function$;
comment on routine assign_role(uuid, uuid, uuid, uuid, text) is 'Assigns a role to a user, by its id or a built-in one by its name; false if they had it before.';
reset role;


-- function await_holds(boolean)
CREATE OR REPLACE FUNCTION await_holds(p_sets_one boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_lock constant bigint := hashtextextended('lyss_shared legal holds', 0);
  v_before constant text := current_setting('lock_timeout');
begin
  if not p_sets_one then
    -- a savepoint only where there is somebody to wait for
    if pg_try_advisory_xact_lock_shared(v_lock) then
      return;
    end if;
    begin
      perform pg_advisory_xact_lock_shared(v_lock);
      return;
    exception
      when lock_not_available then
        raise exception 'a legal hold is being set: %', lock_holders(v_lock)
          using errcode = 'lock_not_available', hint = 'Nothing was changed. Try again.';
    end;
  end if;
  for v_try in 1 .. 8 loop
    begin
      set local lock_timeout = '250ms';
      perform pg_advisory_xact_lock(v_lock);
      execute format('set local lock_timeout = %L', v_before);
      return;
    exception
      when lock_not_available then
        null;
    end;
  end loop;
  raise exception 'somebody is deleting for good in an open transaction, so no legal hold can be set now: %',
    lock_holders(v_lock)
    using
      errcode = 'lock_not_available',
      hint = 'Nothing was changed. Try again.';
end
$function$;
comment on routine await_holds(boolean) is 'Internal: From here to the end of the transaction no legal hold is set; with p_sets_one, nothing is deleted for good.';


-- function await_transactions(text[])
CREATE OR REPLACE FUNCTION await_transactions(p_transactions text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  c_pause constant double precision := 0.01;
  v_timeout constant interval := coalesce(
    nullif(current_setting('lock_timeout')::interval, interval '0'), interval '2 s');
  v_still text;
begin
  for v_turn in 0 .. ceil(extract(epoch from v_timeout) / c_pause) loop
    v_still := (
      select string_agg(
        format('process %s has held its transaction open', t.pid)
          || coalesce(' since ' || a.xact_start, ''),
        ', ' order by t.pid)
      from lyss_shared.running_transactions() as t
      left join pg_stat_activity as a using (pid)
      where t.transaction = any (p_transactions));
    if v_still is null then
      return;
    end if;
    perform pg_sleep(c_pause);
  end loop;
  raise exception 'older transactions have not ended, which may not see what was copied: %', v_still
    using
      errcode = 'lock_not_available',
      hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$function$;
comment on routine await_transactions(text[]) is 'Internal: Waits until these of running_transactions() have ended; fails with 55P03 when lock_timeout has passed, and names those that run.';


-- function await_turn(text, text)
CREATE OR REPLACE FUNCTION await_turn(p_name text, p_refusal text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_lock constant bigint := hashtextextended('lyss_shared ' || p_name, 0);
begin
  perform lyss_shared.limit_waiting();
  -- a savepoint only where there is somebody to wait for
  if pg_try_advisory_xact_lock(v_lock) then
    return;
  end if;
  begin
    perform pg_advisory_xact_lock(v_lock);
  exception
    when lock_not_available then
      raise exception '%: %', p_refusal, lyss_shared.lock_holders(v_lock)
        using
          errcode = 'lock_not_available',
          hint = 'Nothing was changed. Try again.';
  end;
end
$function$;
comment on routine await_turn(text, text) is 'Internal: From here to the end of the transaction no other has the turn of this name; fails with 55P03 after lock_timeout, and says who has it.';


-- function await_turn_to_erase()
CREATE OR REPLACE FUNCTION await_turn_to_erase()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform await_turn('purge', 'another transaction erases or purges');
end
$function$;
comment on routine await_turn_to_erase() is 'Internal: From here to the end of the transaction nobody else erases or purges; fails with 55P03 after lock_timeout, and says who does.';


-- function begin_move(regclass, date[], date[])
CREATE OR REPLACE FUNCTION begin_move(p_table regclass, p_months date[], p_new_months date[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_table record;
  v_next_name text;
  v_next regclass;
  v_referenced regclass[];
  v_month timestamp;
begin
  perform lyss_shared.require_movable_rows(p_table);
  select * into v_table from lyss_shared.monthly_table(p_table);
  v_next_name := v_table.name || '_default_next';
  v_next := to_regclass(format('%I.%I', 'lyss_shared', v_next_name));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  perform lyss_shared.lock_tables(
    p_table || v_referenced || v_table.default_partition || v_next,
    array['share update exclusive']
      || array_fill('share row exclusive'::text, array[cardinality(v_referenced) + 1])
      || 'access exclusive'::text);
  if v_next is not null then
    execute format('drop trigger copy_to_month on %s', v_table.default_partition);
    execute format('drop table %s', v_next);
  end if;
  foreach v_month in array p_new_months loop
    perform lyss_shared.make_partition(
      p_table => p_table, p_name => v_table.name || to_char(v_month, '_YYYY_MM'),
      p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'),
      p_from => v_month at time zone 'UTC', p_to => (v_month + interval '1 month') at time zone 'UTC',
      p_filled => true);
  end loop;
  v_next := lyss_shared.make_partition(
    p_table => p_table, p_name => v_next_name, p_comment => null, p_from => null, p_to => null,
    p_filled => true);
  perform lyss_shared.note_move(
    v_next,
    jsonb_build_object('months', p_months || p_new_months, 'block', 0)
      || to_jsonb(lyss_shared.file_of(v_table.default_partition)));
  execute format(
    'create trigger copy_to_month after insert or update or delete on %s
       for each row execute function lyss_shared.copy_to_month(%L, %L, %L, %L)',
    v_table.default_partition, v_table.name, v_table.key,
    array(select to_char(m, 'YYYY_MM') from unnest(p_months || p_new_months) as m)::text,
    (
      select string_agg(format('c.%1$I = ($1).%1$I', a.attname), ' and ' order by a.attnum)
      from pg_constraint as k
      join pg_attribute as a on a.attrelid = k.conrelid and a.attnum = any (k.conkey)
      where k.conrelid = p_table and k.contype = 'p'
    ));
  execute format('alter table %s enable always trigger copy_to_month', v_table.default_partition);
end
$function$;
comment on routine begin_move(regclass, date[], date[]) is 'Internal: Makes the tables to which the rows of a default partition are copied, and the trigger that keeps the copies equal.';


-- function begin_on_nodes()
CREATE OR REPLACE FUNCTION begin_on_nodes()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_catalog.set_config('citus.propagate_set_commands', 'local', true);
  if pg_catalog.to_regprocedure('pg_catalog.create_intermediate_result(text, text)') is null then
    -- This server has Citus, but this database has not.
    return;
  end if;
  if (pg_catalog.get_current_transaction_id()).transaction_number operator(pg_catalog.=) 0 then
    perform pg_catalog.create_intermediate_result('lyss_scope', 'select 1');
    if (pg_catalog.get_current_transaction_id()).transaction_number operator(pg_catalog.=) 0 then
      raise exception 'Citus has begun no distributed transaction, so no scope can be bound'
        using errcode = 'feature_not_supported';
    end if;
  end if;
end
$function$;
comment on routine begin_on_nodes() is 'Internal: Begins a transaction on the nodes of a distributed database, for the scope that is being bound.';


-- function belongs_to_person(text, text, text)
CREATE OR REPLACE FUNCTION belongs_to_person(p_table text, p_tenant text, p_person text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return (select c.belongs from conditions_of_person(p_tenant, p_person) as c where c.table_name = p_table);
end
$function$;
comment on routine belongs_to_person(text, text, text) is 'Internal: The condition of a person''s rows in a table; p_tenant is the condition of the tenant.';


-- function bind_scope(text, text, text, text, text, text)
CREATE OR REPLACE FUNCTION bind_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_unset pg_catalog.int4;
begin
  if not lyss_shared.is_on_citus() then
    -- assigned, because PL/pgSQL computes an assignment in place, while "perform" sets up a query
    v_unset := pg_catalog.num_nulls(
      pg_catalog.set_config('role', p_role, true),
      pg_catalog.set_config('app.current_tenant_id', p_tenant_id, true),
      pg_catalog.set_config('app.current_user_id', p_user_id, true),
      pg_catalog.set_config('app.current_group_ids', p_group_ids, true),
      pg_catalog.set_config('app.current_role', p_user_role, true),
      pg_catalog.set_config('app.system_reason', p_system_reason, true));
  else
    perform pg_catalog.set_config('role', p_role, true);
    perform lyss_shared.begin_on_nodes();
    perform
      lyss_shared.bind_setting('current_tenant_id', p_tenant_id),
      lyss_shared.bind_setting('current_user_id', p_user_id),
      lyss_shared.bind_setting('current_group_ids', p_group_ids),
      lyss_shared.bind_setting('current_role', p_user_role),
      lyss_shared.bind_setting('system_reason', p_system_reason);
  end if;
  -- It would see nothing, and nobody would know why.
  if not lyss_shared.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- A reason that begins with a visible ASCII character is not blank; this check is faster.
    if p_system_reason operator(pg_catalog.!~) '^[!-~]' then
      if lyss_shared.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
        perform lyss_shared.bind_setting('system_reason', '');
      end if;
    end if;
    if p_user_id operator(pg_catalog.<>) '' then
      perform lyss_shared.record_administrator();
    end if;
  end if;
end
$function$;
comment on routine bind_scope(text, text, text, text, text, text) is 'Internal: Binds a scope to the transaction: role, tenant, user, groups, the user''s role, reason.';


-- function bind_sealed(text, text, text, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION bind_sealed(p_tenant_id text, p_suspended_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if not is_on_citus() then
    perform
      set_config('app.current_tenant_id', coalesce(p_tenant_id, ''), true),
      set_config('app.suspended_tenant_id', coalesce(p_suspended_tenant_id, ''), true),
      set_config('app.current_user_id', coalesce(p_user_id, ''), true),
      set_config('app.current_group_ids', coalesce(p_group_ids, ''), true),
      set_config('app.current_role', coalesce(p_user_role, ''), true),
      set_config('app.system_reason', case when not_blank(p_system_reason) then p_system_reason else '' end, true);
    perform set_config('app.scope_seal', scope_seal(), true);
    if current_setting('role') = 'lyss_system' and p_user_id <> '' then
      perform record_administrator();
    end if;
  end if;
end
$function$;
comment on routine bind_sealed(text, text, text, text, text, text) is 'Internal: Binds and seals the settings of a scope whose signature was checked.';
reset role;


-- function bind_setting(text, text)
CREATE OR REPLACE FUNCTION bind_setting(p_name text, p_value text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if p_name is null or p_name operator(pg_catalog.<>) all (array[
    'current_tenant_id', 'current_user_id', 'current_group_ids', 'current_role', 'system_reason',
    'suspended_tenant_id', 'scope_seal'
  ]::pg_catalog.text[]) then
    raise exception '% is no setting of a scope', coalesce(p_name, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if not lyss_shared.is_on_citus() then
    perform pg_catalog.set_config('app.' operator(pg_catalog.||) p_name, p_value, true);
  else
    execute pg_catalog.format('set local app.%I = %L', p_name, coalesce(p_value, ''));
  end if;
end
$function$;
comment on routine bind_setting(text, text) is 'Internal: Binds a setting of the scope to the transaction, on all nodes of a distributed database.';


-- function bind_signed_scope(text, text, text, text, text, text, text)
CREATE OR REPLACE FUNCTION bind_signed_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if not lyss_shared.is_on_citus() then
    perform pg_catalog.set_config('role', p_role, true);
    perform lyss_shared.seal_scope(
      p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
      p_user_role => p_user_role, p_system_reason => p_system_reason, p_signature => p_signature);
  else
    raise exception 'scopes are not signed where Citus distributes a database'
      using errcode = 'feature_not_supported';
  end if;
end
$function$;
comment on routine bind_signed_scope(text, text, text, text, text, text, text) is 'Internal: Binds a scope that a host has signed to the transaction, and seals it.';


-- function bind_tenant_scope(text, text, text, text, text, text)
CREATE OR REPLACE FUNCTION bind_tenant_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_tenant pg_catalog.uuid;
  v_status pg_catalog.varchar;
  v_unset pg_catalog.int4;
begin
  -- assigned, because "perform" sets up a query
  v_unset := pg_catalog.num_nulls(lyss_shared.bind_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason));
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    -- in a variable, because Citus asks all nodes where it does not know the tenant at planning time
    v_tenant := lyss_shared.current_tenant_id();
    select k.status into v_status from lyss_shared.known_tenants as k
    where k.tenant_id operator(pg_catalog.=) v_tenant;
    if v_status operator(pg_catalog.<>) 'active' then
      perform lyss_shared.bind_setting('suspended_tenant_id', p_tenant_id);
    elsif pg_catalog.current_setting('app.suspended_tenant_id', true) operator(pg_catalog.<>) '' then
      -- An earlier scope of this transaction found the tenant suspended; it is active again.
      perform lyss_shared.bind_setting('suspended_tenant_id', '');
    end if;
  end if;
end
$function$;
comment on routine bind_tenant_scope(text, text, text, text, text, text) is 'Internal: Binds a scope to the transaction, and that its tenant is suspended or deleted if it is.';


-- function broken_seal(uuid, bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION broken_seal(p_chain uuid, p_number bigint, p_hash text)
 RETURNS TABLE(number bigint, month date, fault text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_seal audit_seals;
  v_row record;
  v_before bytea := '';
  v_last bigint := 0;
  v_entries record;
  v_there bigint := 0;
  v_gone int8multirange;
  v_missing int8multirange;
  v_run int8range;
  v_compared boolean := p_number is null;
begin
  select s.stands_for into v_gone from audit_seals as s
  where seal_chain(s) = p_chain and s.dropped
  order by s.number desc limit 1;
  v_gone := coalesce(v_gone, '{}');
  for v_row in
    select s as seal,
      -- Seals of dropped months once had no numbers.
      s.dropped
        or coalesce(max(s.number) filter (where s.dropped) over (partition by s.month), 0) > s.number as dropped
    from audit_seals as s
    where seal_chain(s) = p_chain
    order by s.number
  loop
    v_seal := v_row.seal;
    number := v_seal.number;
    month := v_seal.month;
    v_missing := int8multirange(int8range(v_last + 1, v_seal.number)) - v_gone;
    if v_seal.number > v_last + 1 and isempty(v_missing) and not v_gone @> v_seal.number then
      v_missing := int8multirange(int8range(v_seal.number - 1, v_seal.number));
    end if;
    if not isempty(v_missing) then
      select r into v_run from unnest(v_missing) as r order by r limit 1;
      number := lower(v_run);
      fault := 'the seal is missing';
    -- a seal after deleted ones has no predecessor to be checked against
    elsif v_seal.number = v_last + 1 and v_seal.hash <> seal_hash(v_before, v_seal) then
      fault := 'the seal does not follow from the one before';
    elsif v_seal.number = p_number and encode(v_seal.hash, 'hex') is distinct from p_hash then
      fault := 'the seal is another than the one that is known';
    elsif not v_row.dropped and not v_gone @> v_seal.number then
      select count(*) as count,
        sha256(coalesce(
          string_agg(
            entry_digest(a, v_seal.from_stamp), '' order by a.seal_stamp, a.created_at, a.id), '')) as digest
      into v_entries
      from audit_logs as a
      where entry_chain(a) = p_chain
        and a.seal_stamp >= v_seal.from_stamp and a.seal_stamp < v_seal.to_stamp
        and a.created_at >= v_seal.month::timestamp at time zone 'UTC'
        and a.created_at < (v_seal.month + interval '1 month') at time zone 'UTC';
      if v_entries.count <> v_seal.entries then
        fault := format('%s entries were sealed, %s are there', v_seal.entries, v_entries.count);
      elsif v_entries.digest <> v_seal.digest then
        fault := 'an entry is not what was sealed';
      end if;
      v_there := v_there + v_seal.entries;
    end if;
    if fault is not null then
      return next;
      return;
    end if;
    v_compared := v_compared or v_seal.number = p_number;
    v_before := v_seal.hash;
    v_last := v_seal.number;
  end loop;
  month := null;
  number := null;
  if p_number > v_last then
    number := v_last + 1;
    fault := 'the seal is missing';
    return next;
  elsif not v_compared then
    number := p_number;
    fault := 'the seal that is known is of a month that was dropped, and is gone: note a later one';
    return next;
  elsif v_there <> (
    select count(*) from audit_logs as a
    where entry_chain(a) = p_chain and a.seal_stamp < (select w.next_stamp from audit_watermark as w)
  ) then
    fault := 'an entry lies outside of all seals';
    return next;
  end if;
end
$function$;
comment on routine broken_seal(uuid, bigint, text) is 'Internal: The first seal of a chain that does not match, and why; nothing if all match. A known seal is compared, too.';
reset role;


-- function claim_events(integer, integer, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION claim_events(p_keys integer, p_events integer, p_lease interval)
 RETURNS TABLE(claim uuid, tenant_id uuid, id uuid, key character varying, "position" bigint, type character varying, payload jsonb, actor_id uuid, reason text, created_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_claim constant uuid := gen_random_uuid();
  v_now constant timestamptz := wall_time();
  v_floor timestamptz;
  v_idle record;
  v_free record;
begin
  perform require_system_work();
  perform raise_outbox_floor();
  v_floor := outbox_floor();
  for v_idle in
    select due.tenant_id, due.key, due.first_position
    from (
      select * from outbox_keys as d
      where d.next_at between v_floor and v_now
      order by d.next_at
      limit p_keys
    ) as due
    where (
      select e.position from outbox_events as e
      where e.tenant_id = due.tenant_id and e.key = due.key and e.position >= due.first_position
      order by e.position
      limit 1
    ) is null
  loop
    perform remove_key(v_idle.tenant_id, v_idle.key, v_idle.first_position);
  end loop;
  for v_free in
    select f.tenant_id, f.key, first.position
    from outbox_keys as f
    cross join lateral (
      select o.position from outbox_events as o
      where o.tenant_id = f.tenant_id and o.key = f.key and o.position >= f.first_position
      order by o.position
      limit 1
    ) as first
    where f.next_at between v_floor and v_now
    order by f.next_at
    limit p_keys
    for update of f skip locked
  loop
    update outbox_keys as k
    set claim = v_claim, next_at = v_now + p_lease, first_position = v_free.position
    where k.tenant_id = v_free.tenant_id and k.key = v_free.key;
  end loop;
  return query
    select v_claim, e.tenant_id, e.id, e.key, e.position, e.type::varchar, e.payload::jsonb, e.actor_id, e.reason,
      e.created_at
    from outbox_keys as k
    cross join lateral (
      select * from outbox_events as o
      where o.tenant_id = k.tenant_id and o.key = k.key and o.position >= k.first_position
      order by o.position
      limit p_events
    ) as e
    where k.claim = v_claim
    order by e.tenant_id, e.key, e.position;
end
$function$;
comment on routine claim_events(integer, integer, interval) is 'Claims at most p_keys keys for p_lease and returns their first events, in order.';
reset role;


-- function close_audit_logs(timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION close_audit_logs(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_month date;
  v_chain uuid;
begin
  -- which locks the watermark, so that nobody else adds to a chain
  if add_seals(100000) >= 100000 then
    raise exception 'more entries of the audit log are not sealed yet than are sealed in one transaction'
      using
        errcode = 'object_not_in_prerequisite_state',
        hint = 'Call seal_entries() until it returns less than 100000; the job of retention does so by itself.';
  end if;
  for v_chain, v_month in
    select seal_chain(s), s.month from audit_seals as s
    where s.month >= p_from at time zone 'UTC' and s.month < p_to at time zone 'UTC'
    group by 1, 2
    -- unless nothing was added after the month that was dropped before
    having max(s.number) filter (where s.dropped) = max(s.number) is not true
    order by 1, 2
  loop
    perform add_seal(
      p_chain => v_chain, p_month => v_month, p_from_stamp => 0, p_to_stamp => 0, p_entries => 0,
      p_digest => sha256(''),
      p_stands_for => (
        select range_agg(n.numbers)
        from (
          select int8range(s.number, s.number + 1) as numbers
          from audit_seals as s
          where seal_chain(s) = v_chain
            and (
              s.dropped or s.month = v_month
              -- dropped when seals did not yet state which ones they replace
              or exists (
                select from audit_seals as d
                where seal_chain(d) = v_chain and d.dropped and d.month = s.month and d.number > s.number)
            )
          union all
          select unnest(s.stands_for) from audit_seals as s where seal_chain(s) = v_chain and s.dropped
        ) as n
      ));
  end loop;
end
$function$;
comment on routine close_audit_logs(timestamp with time zone, timestamp with time zone) is 'Internal: States by seals that months of the audit log are dropped; these replace the seals of those months.';
reset role;


-- function common_personal_data()
CREATE OR REPLACE FUNCTION common_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "audit_watermark",
      "other": ["epoch", "next_stamp", "sealed_at", "singleton"]},
    {"table": "jobs",
      "other": ["done", "due_at", "error", "every", "failures", "hold", "keep", "keeps_all", "name",
        "started_at", "succeeded_at", "took"]},
    {"table": "lyss_schema_history",
      "other": ["checksum", "description", "execution_time", "installed_by", "installed_on",
        "installed_rank", "script", "success", "type", "version"]},
    {"table": "scope_keys",
      "other": ["created_at", "former_pads", "former_until", "inner_pad", "name", "outer_pad"]}
  ]$json$::jsonb
$function$;
comment on routine common_personal_data() is 'Internal: The tables of all databases have no personal data.';


-- function complete_event(uuid, uuid, text, bigint, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION complete_event(p_claim uuid, p_tenant_id uuid, p_key text, p_position bigint, p_lease interval)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_now constant timestamptz := wall_time();
  v_held record;
begin
  perform require_system_work();
  select k.first_position, k.next_at, k.failures into v_held
  from lock_claim(p_claim, p_tenant_id, p_key) as k;
  if not found then
    return false;
  end if;
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key
    and e.position between v_held.first_position and p_position;
  if exists (
    select from outbox_events as e
    where e.tenant_id = p_tenant_id and e.key = p_key and e.position > p_position
  ) then
    if v_held.failures > 0 or v_held.next_at < v_now + p_lease / 2 then
      update outbox_keys as k
      set next_at = v_now + p_lease, failures = 0, last_error = null
      where k.tenant_id = p_tenant_id and k.key = p_key;
    end if;
  elsif not remove_key(p_tenant_id, p_key, p_position + 1) then
    -- The next event may not be visible yet, and any worker may claim it.
    update outbox_keys as k
    set claim = null, next_at = v_now, first_position = p_position + 1, failures = 0, last_error = null
    where k.tenant_id = p_tenant_id and k.key = p_key;
  end if;
  return true;
end
$function$;
comment on routine complete_event(uuid, uuid, text, bigint, interval) is 'Removes a handled event, and those before it, from the outbox; false if the claim on its key is lost.';
reset role;


-- function conditions_of_person(text, text)
CREATE OR REPLACE FUNCTION conditions_of_person(p_tenant text, p_person text)
 RETURNS TABLE(table_name text, belongs text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  with recursive declared as materialized (
    select t.table_name, t.person, t.parent, t.keys from personal_tables() as t where t.person is not null
  ),
  conditions as (
    select d.table_name, p_tenant || ' and ' || format('%L = %s', p_person, d.person) as belongs
    from declared as d
    where d.parent is null
    union all
    select d.table_name,
      p_tenant || ' and ' || format('%I in (select %I from %I where %s)', d.person, p.keys[1], d.parent, c.belongs)
    from conditions as c
    join declared as p on p.table_name = c.table_name
    join declared as d on d.parent = c.table_name
  )
  select c.table_name, c.belongs from conditions as c
$function$;
comment on routine conditions_of_person(text, text) is 'Internal: The condition of a person''s rows in each table; p_tenant is the condition of the tenant.';


-- function consume_event(uuid, text, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION consume_event(p_tenant_id uuid, p_consumer text, p_event_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  elsif p_tenant_id is distinct from require_tenant() then
    raise exception 'an event is consumed in the scope of its tenant'
      using errcode = 'insufficient_privilege';
  end if;
  perform refuse_suspended_tenant();
  insert into consumed_events (tenant_id, consumer, event_id)
  values (p_tenant_id, p_consumer, p_event_id)
  on conflict (tenant_id, consumer, event_id) do nothing;
  return found;
end
$function$;
comment on routine consume_event(uuid, text, uuid) is 'Enters an event as handled by a consumer; false if it was entered before.';
reset role;


-- function copy_default_rows(regclass, date[], bigint, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION copy_default_rows(p_table regclass, p_months date[], p_from_block bigint, p_to_block bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO, MDY'
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  v_table record;
  v_rest text := lyss_shared.default_condition(p_table);
  v_month timestamp;
  v_of_month text;
  v_copy constant text :=
    'insert into %I.%I
     select * from %s as t
     where t.tableoid = %s and t.ctid >= ''(%s,0)'' and t.ctid < ''(%s,0)'' and (%s)
     on conflict do nothing';
begin
  select * into v_table from lyss_shared.monthly_table(p_table);
  perform lyss_shared.await_turn(
    'move ' || v_table.name, format('rows of %s are being deleted or changed', v_table.default_partition));
  foreach v_month in array p_months loop
    v_of_month := format(
      '%1$I >= %2$L and %1$I < %3$L',
      v_table.key, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
    v_rest := format('(%s) and not (%s)', v_rest, v_of_month);
    perform lyss_shared.insert_late_rows(
      format(
        v_copy, 'lyss_shared', v_table.name || to_char(v_month, '_YYYY_MM'), p_table,
        v_table.default_partition::oid, p_from_block, p_to_block, v_of_month),
      p_table);
  end loop;
  perform lyss_shared.insert_late_rows(
    format(
      v_copy, 'lyss_shared', v_table.name || '_default_next', p_table, v_table.default_partition::oid,
      p_from_block, p_to_block, v_rest),
    p_table);
end
$function$;
comment on routine copy_default_rows(regclass, date[], bigint, bigint) is 'Internal: Copies some blocks of a default partition that is being emptied.';
reset role;


-- function copy_to_month()
set role lyss_definer;
CREATE OR REPLACE FUNCTION copy_to_month()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  c_table constant text := tg_argv[0];
  c_column constant text := tg_argv[1];
  c_months constant text[] := tg_argv[2];
  c_is_its_copy constant text := tg_argv[3];
  c_copy constant text := 'insert into %s select ($1).* on conflict do nothing';
  v_is_old boolean;
  v_row record;
  v_month text;
  v_copies text;
  v_gone bigint;
begin
  foreach v_is_old in array
    case tg_op when 'INSERT' then '{f}' when 'DELETE' then '{t}' else '{t,f}' end::boolean[]
  loop
    if v_is_old then
      v_row := old;
    else
      v_row := new;
    end if;
    execute format('select to_char(($1).%I at time zone ''UTC'', ''YYYY_MM'')', c_column)
      into v_month using v_row;
    v_copies := format(
      '%I.%I', 'lyss_shared',
      c_table || case when v_month = any (c_months) then '_' || v_month else '_default_next' end);
    if not v_is_old then
      execute format(c_copy, v_copies) using v_row;
      continue;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('lyss_shared move ' || c_table, 0));
    execute format('delete from %s as c where %s', v_copies, c_is_its_copy) using v_row;
    get diagnostics v_gone = row_count;
    if v_gone = 0 and current_setting('transaction_isolation') !~ '^read ' then
      begin
        execute format(c_copy, v_copies) using v_row;
        raise exception using errcode = 'triggered_action_exception';
      exception
        when triggered_action_exception or foreign_key_violation then
          null; -- There is no copy; the inserted row is undone with this block.
      end;
    end if;
  end loop;
  return null;
end
$function$;
comment on routine copy_to_month() is 'Trigger function: repeats a change of a row of a default partition, which is being emptied, on its copy; its arguments are the table, the column of the time, the months that have a table, and the condition by which a copy c is that of the row $1.';
reset role;


-- function cost_at(uuid, text, text, jsonb, timestamp with time zone)
CREATE OR REPLACE FUNCTION cost_at(p_tenant_id uuid, p_provider_type text, p_model text, p_counts jsonb, p_at timestamp with time zone)
 RETURNS TABLE(price_id uuid, currency character, cost numeric)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_price record;
begin
  v_price := lyss_shared.price_span(
    p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model, p_at => p_at,
    p_last => p_at);
  if v_price.unit_prices is not null then
    price_id := v_price.price_id;
    currency := v_price.currency;
    cost := lyss_shared.cost_of(v_price.unit_prices, p_counts);
    return next;
  end if;
end
$function$;
comment on routine cost_at(uuid, text, text, jsonb, timestamp with time zone) is 'Internal: What checked counts of tokens cost at an instant, and by which price; nothing if there was no price.';


-- function cost_of(jsonb, jsonb)
CREATE OR REPLACE FUNCTION cost_of(p_unit_prices jsonb, p_counts jsonb)
 RETURNS numeric
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  v_prompt bigint;
  v_sizes bigint[] := '{}';
  v_size bigint;
  v_kind text;
  v_count numeric;
  v_price numeric;
  v_cost numeric := 0;
begin
  if p_unit_prices::text like '%>%' then
    v_prompt := lyss_shared.counted_tokens(p_counts, 'input');
    v_sizes := array(
      select distinct split_part(line, '>', 2)::bigint as size
      from jsonb_object_keys(p_unit_prices) as line
      where line like '%>%'
        and split_part(line, '>', 2)::bigint < v_prompt
      order by size desc
    );
  end if;
  for v_kind, v_count in select e.key, e.value::numeric from jsonb_each_text(p_counts) as e loop
    continue when v_count = 0;
    if split_part(v_kind, '.', 1) <> 'request' then
      v_count := v_count * 0.000001;
    end if;
    v_price := p_unit_prices ->> v_kind;
    while v_price is null loop
      if strpos(v_kind, '.') = 0 then
        return null;
      end if;
      v_kind := substr(v_kind, 1, length(v_kind) - strpos(reverse(v_kind), '.'));
      v_price := p_unit_prices ->> v_kind;
    end loop;
    foreach v_size in array v_sizes loop
      if p_unit_prices ? (v_kind || '>' || v_size) then
        v_price := p_unit_prices ->> (v_kind || '>' || v_size);
        exit;
      end if;
    end loop;
    v_cost := v_cost + v_count * v_price;
  end loop;
  return trim_scale(v_cost);
end
$function$;
comment on routine cost_of(jsonb, jsonb) is 'Internal: What tokens cost by the prices of a model, exactly; null if one of their kinds has no price.';


-- function cost_of_usage(uuid, text, text, jsonb, timestamp with time zone)
CREATE OR REPLACE FUNCTION cost_of_usage(p_tenant_id uuid, p_provider_type text, p_model text, p_counts jsonb, p_at timestamp with time zone)
 RETURNS TABLE(price_id uuid, currency character, cost numeric)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_is_counts constant boolean := is_token_counts(p_counts) is true;
begin
  return query
    select * from cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model,
      p_counts => case when v_is_counts then p_counts end, p_at => p_at);
  if found and not v_is_counts then
    raise exception 'these are no counts of tokens: %', left(p_counts::text, 200)
      using
        errcode = 'check_violation',
        constraint = 'cost_of_counts',
        hint = 'Kinds such as input.cached, and whole numbers of 0 or more';
  end if;
end
$function$;
comment on routine cost_of_usage(uuid, text, text, jsonb, timestamp with time zone) is 'What tokens cost at an instant, and by which price; nothing if there was no price, a null cost if there was none for one of their kinds.';


-- function count_held_rows(regclass, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION count_held_rows(p_table regclass, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS TABLE(subject text, held bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_table record;
  v_subject record;
begin
  v_table := monthly_table(p_table);
  for v_subject in select s.* from held_subjects() as s loop
    subject := v_subject.subject;
    execute format(
      'select count(*) from (select 1 from %s where %I >= $1 and %2$I < $2 and %s limit 1000) as h',
      p_table,
      v_table.key,
      case
        when v_subject.person is null then v_subject.tenant
        else belongs_to_person(v_table.name, v_subject.tenant, v_subject.person)
      end)
    into held using p_from, p_to;
    if held > 0 then
      return next;
    end if;
  end loop;
end
$function$;
comment on routine count_held_rows(regclass, timestamp with time zone, timestamp with time zone) is 'Internal: As held_rows, of the rows that the caller sees.';


-- function counted_tokens(jsonb, text)
CREATE OR REPLACE FUNCTION counted_tokens(p_counts jsonb, p_kind text)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT (COALESCE(sum((e.value)::bigint), (0)::numeric))::bigint AS "coalesce" FROM jsonb_each_text(counted_tokens.p_counts) e(key, value) WHERE ((e.key = counted_tokens.p_kind) OR starts_with(e.key, (counted_tokens.p_kind || '.'::text))));
comment on routine counted_tokens(jsonb, text) is 'Internal: How many tokens were counted under a kind and the kinds below it; under input, this is the size of the prompt.';


-- function create_monthly_partition(regclass, date)
CREATE OR REPLACE FUNCTION create_monthly_partition(table_name regclass, start_date date)
 RETURNS regclass
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  -- few enough to be moved in an instant
  c_few constant bigint := 1048576;
  v_month constant timestamp := date_trunc('month', start_date::timestamp);
  v_from constant text := to_char(v_month, 'YYYY-MM-DD') || ' 00:00:00+00';
  v_to constant text := to_char(v_month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00';
  v_table record;
  v_name text;
  v_partition regclass;
  v_waiting text;
  v_referenced regclass[];
  v_late boolean := false;
begin
  perform lyss_shared.refuse_unsealed();
  if start_date is null or not isfinite(start_date) then
    raise exception 'create_monthly_partition needs a day of the month, not %',
      coalesce(start_date::text, 'null')
      using errcode = 'datetime_field_overflow';
  end if;
  select * into v_table from lyss_shared.monthly_table(table_name);
  v_name := v_table.name || '_' || to_char(v_month, 'YYYY_MM');
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = table_name and contype = 'f' and conparentid = 0
    order by 1);

  -- first without a lock, then again with the lock that lets only one session make partitions
  v_partition := lyss_shared.partition_of_month(table_name, v_name, v_month);
  if v_partition is null then
    if pg_relation_size(v_table.default_partition) > c_few
      and lyss_shared.default_rows(table_name) > 0 then
      raise exception '% has rows of months that had no partition', v_table.default_partition
        using
          errcode = 'object_in_use',
          hint = format('select lyss_shared.move_default_rows(%L), until it is false.', table_name);
    end if;
    perform lyss_shared.lock_tables(
      table_name || v_referenced || v_table.default_partition,
      array['share update exclusive']
        || array_fill('share row exclusive'::text, array[cardinality(v_referenced)])
        || 'access exclusive'::text);
    v_partition := lyss_shared.partition_of_month(table_name, v_name, v_month);
  end if;
  if v_partition is not null then
    if not exists (
      select from pg_inherits where inhrelid = v_partition and inhparent = table_name
    ) then
      raise exception '% exists and is not a partition of %', v_partition, table_name
        using
          errcode = 'duplicate_table',
          hint = 'If move_default_rows fills it, it will be. If not, attach it with the bounds of its month, or rename it.';
    end if;
    return v_partition;
  end if;

  if v_table.default_partition is not null then
    execute format('alter table %s no force row level security', v_table.default_partition);
    execute format(
      'select exists (select 1 from %s where %I >= %L and %2$I < %4$L)',
      v_table.default_partition, v_table.key, v_from, v_to)
    into v_late;
    if v_late then
      perform lyss_shared.require_movable_rows(table_name);
      if to_regclass(format('%I.%I', 'lyss_shared', v_table.name || '_default_next')) is not null then
        raise exception 'rows of % are being moved', v_table.default_partition
          using
            errcode = 'object_in_use',
            hint = format('select lyss_shared.move_default_rows(%L), until it is false.', table_name);
      end if;
      execute format('alter table %s disable trigger user', v_table.default_partition);
      v_waiting := format('%I.%I', 'lyss_shared', v_name || '_waiting');
      execute format('create table %s (like %s)', v_waiting, table_name);
      execute format(
        'with moved as (delete from %s where %I >= %L and %2$I < %4$L returning *)
         insert into %5$s select * from moved',
        v_table.default_partition, v_table.key, v_from, v_to, v_waiting);
      execute format('alter table %s enable trigger user', v_table.default_partition);
    end if;
    execute format('alter table %s force row level security', v_table.default_partition);
  end if;
  v_partition := lyss_shared.make_partition(
    p_table => table_name, p_name => v_name,
    p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'), p_from => v_from::timestamptz,
    p_to => v_to::timestamptz, p_filled => false);
  if not lyss_shared.is_distributed(table_name) then
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      table_name, v_partition, v_from, v_to);
  end if;
  if v_late then
    -- Not before it is attached: PostgreSQL checks the foreign keys of attached rows as the owner, to whom
    -- forced policies show no user and no conversation.
    execute format('alter table %s no force row level security', v_partition);
    perform lyss_shared.insert_late_rows(
      format('insert into %s overriding system value select * from %s', v_partition, v_waiting), table_name);
    execute format('alter table %s force row level security', v_partition);
    execute format('drop table %s', v_waiting);
  end if;
  return v_partition;
end
$function$;
comment on routine create_monthly_partition(regclass, date) is 'Makes the partition of the month that a day is in, unless it exists; returns it.';


-- function create_monthly_partitions(integer)
CREATE OR REPLACE FUNCTION create_monthly_partitions(p_months_ahead integer DEFAULT 3)
 RETURNS SETOF regclass
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_table regclass;
  v_default regclass;
  v_months date[];
  v_there regclass[];
  v_held date[];
begin
  perform lyss_shared.refuse_unsealed();
  -- Each month is a table that plans consider; a number beyond ten years is probably a mistake.
  if coalesce(p_months_ahead, -1) not between 0 and 120 then
    raise exception 'months_ahead is %: it is from 0 to 120', coalesce(p_months_ahead::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_table, v_default in
    select p.partrelid, p.partdefid
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = (select to_regnamespace('lyss_shared'))
    order by c.relname
  loop
    -- Most default partitions have no page, and so no month: they need not be read.
    v_held := case when pg_relation_size(v_default) > 0 then null else '{}' end;
    select array_agg(m.month), array_agg(m.partition order by m.month) filter (where m.partition is not null)
    into v_months, v_there
    from needed_months(v_table, p_months_ahead) as m;
    if v_held = '{}' and cardinality(v_there) = cardinality(v_months) then
      return query select unnest(v_there);
      continue;
    end if;
    begin
      v_held := coalesce(v_held, array(
        select m from default_months(v_table) as m order by m desc limit 36));
      return query
        select create_monthly_partition(v_table, m.month)
        from (select unnest(v_months) union select unnest(v_held)) as m (month)
        -- move_default_rows makes the months whose rows it is moving
        where to_regclass(v_table || '_default_next') is null
          or m.month <> all (v_held)
        order by m.month;
    exception
      when lock_not_available or object_in_use or duplicate_table or invalid_object_definition then
        raise warning '%', sqlerrm;
    end;
  end loop;
end
$function$;
comment on routine create_monthly_partitions(integer) is 'Makes the partitions of last month, this month and up to 120 months ahead, of every partitioned table.';


-- function create_role(uuid, uuid, text, text, text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION create_role(p_tenant_id uuid, p_id uuid, p_name text, p_description text, p_permissions text[])
 RETURNS SETOF role_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_role_admin(p_tenant_id);
  insert into roles (tenant_id, id, name, description)
  values (p_tenant_id, p_id, p_name, p_description);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$function$;
comment on routine create_role(uuid, uuid, text, text, text[]) is 'Creates a role of a tenant with its permissions, and returns it.';
reset role;


-- function current_group_ids()
CREATE OR REPLACE FUNCTION current_group_ids()
 RETURNS uuid[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(CASE WHEN scope_holds() THEN (NULLIF(current_setting('app.current_group_ids'::text, true), ''::text))::uuid[] ELSE NULL::uuid[] END, '{}'::uuid[]);
comment on routine current_group_ids() is 'The groups of the user whose scope is bound to this transaction; empty without one.';


-- function current_tenant_id()
CREATE OR REPLACE FUNCTION current_tenant_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN scope_holds() THEN (NULLIF(current_setting('app.current_tenant_id'::text, true), ''::text))::uuid ELSE NULL::uuid END;
comment on routine current_tenant_id() is 'The tenant whose scope is bound to this transaction; null without one.';


-- function current_tenant_is_active()
CREATE OR REPLACE FUNCTION current_tenant_is_active()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(((NULLIF(current_setting('app.suspended_tenant_id'::text, true), ''::text))::uuid <> current_tenant_id()), true);
comment on routine current_tenant_is_active() is 'Whether the tenant whose scope is bound was not known to be suspended or deleted when it was bound.';


-- function current_user_is_tenant_admin()
CREATE OR REPLACE FUNCTION current_user_is_tenant_admin()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (scope_holds() AND (COALESCE(current_setting('app.current_role'::text, true), ''::text) = ANY (ARRAY['tenant_admin'::text, 'super_admin'::text])));
comment on routine current_user_is_tenant_admin() is 'Whether the user whose scope is bound administers the tenant.';


-- function current_user_role()
CREATE OR REPLACE FUNCTION current_user_role()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(CASE WHEN scope_holds() THEN current_setting('app.current_role'::text, true) ELSE NULL::text END, ''::text);
comment on routine current_user_role() is 'The role of the user whose scope is bound: super_admin, tenant_admin or end_user; else empty.';


-- function default_condition(regclass)
CREATE OR REPLACE FUNCTION default_condition(p_table regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO, MDY'
 SET "TimeZone" TO 'UTC'
AS $function$
  with covered (from_at, to_at) as (
    select b.from_time, b.to_time from lyss_shared.partition_bounds(p_table) as b
  ), gap (from_at, to_at) as (
    select lag(c.to_at) over (order by c.from_at), c.from_at from covered as c
    union all
    select max(c.to_at), null from covered as c
  )
  select string_agg(
    concat_ws(
      ' and ', 'true', format('%I >= ', t.key) || quote_literal(g.from_at),
      format('%I < ', t.key) || quote_literal(g.to_at)),
    ' or ')
  from lyss_shared.monthly_table(p_table) as t
  cross join gap as g
  where g.from_at is distinct from g.to_at or g.from_at is null
$function$;
comment on routine default_condition(regclass) is 'Internal: The condition that rows meet for which only the default partition of a table has room.';


-- function default_months(regclass)
set role lyss_definer;
CREATE OR REPLACE FUNCTION default_months(p_table regclass)
 RETURNS SETOF date
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query execute format(
    'select distinct date_trunc(''month'', %1$I at time zone ''UTC'')::date
     from %2$s
     where isfinite(%1$I) and (%3$s)',
    (lyss_shared.monthly_table(p_table)).key, p_table, lyss_shared.default_condition(p_table));
end
$function$;
comment on routine default_months(regclass) is 'Internal: The months whose rows are in the default partition of a table.';
reset role;


-- function define_permission(text, text, text, boolean)
set role lyss_definer;
CREATE OR REPLACE FUNCTION define_permission(p_name text, p_description text, p_reach text, p_for_end_users boolean)
 RETURNS SETOF permissions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_role roles;
begin
  perform require_system();
  if p_for_end_users and p_reach <> 'tenant' then
    raise exception 'what end users are permitted stays within their tenant'
      using errcode = 'check_violation', constraint = 'permissions_reach_check';
  end if;
  insert into permissions (name, description, reach) values (p_name, p_description, p_reach);
  for v_role in
    select * from roles as r
    where r.tenant_id = platform_tenant_id()
      and (
        r.name = 'super_admin'
        or r.name = 'tenant_admin' and p_reach = 'tenant'
        or r.name = 'end_user' and p_for_end_users
      )
  loop
    insert into role_permissions (tenant_id, role_id, permission_name, reach)
    values (v_role.tenant_id, v_role.id, p_name, p_reach);
  end loop;
  return query select * from permissions as p where p.name = p_name;
end
$function$;
comment on routine define_permission(text, text, text, boolean) is 'Defines a permission, gives it to the built-in roles, and returns it.';
reset role;


-- function delete_each(jsonb[], regprocedure, regclass)
CREATE OR REPLACE FUNCTION delete_each(p_rows jsonb[], p_delete regprocedure, p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_call constant text := format('select %s($1)', p_delete::regproc);
  v_first integer := 1;
  v_size integer := cardinality(p_rows);
  v_row jsonb;
  v_is_deleted boolean;
  v_part bigint;
  v_deleted bigint := 0;
  v_failed bigint := 0;
  v_parted text;
  v_error text;
  v_code text;
  v_constraint text;
begin
  while v_first <= cardinality(p_rows) loop
    v_part := 0;
    begin
      foreach v_row in array p_rows[v_first : v_first + v_size - 1] loop
        execute v_call into v_is_deleted using v_row;
        v_part := v_part + coalesce(v_is_deleted, false)::integer;
      end loop;
      v_parted := parted_table(p_table, p_rows[v_first : v_first + v_size - 1]);
      if v_parted is not null then
        perform refuse_kept(v_parted);
      end if;
      v_deleted := v_deleted + v_part;
      v_first := v_first + v_size;
      v_size := v_size * 2;
    exception
      when lock_not_available or integrity_constraint_violation or raise_exception then
        if v_size > 1 and sqlstate <> '55P03' then
          v_size := greatest(1, least(v_size, cardinality(p_rows) - v_first + 1) / 8);
        else
          v_failed := v_failed + 1;
          if v_error is null then
            v_error := format('%s: %s', v_row ->> 'id', sqlerrm);
            get stacked diagnostics v_code = returned_sqlstate, v_constraint = constraint_name;
          end if;
          exit when sqlstate = '55P03';
          v_first := v_first + 1;
        end if;
    end;
  end loop;
  if v_failed > 0 then
    v_error := format('%s rows cannot be deleted; the first is %s', v_failed, v_error);
    if v_deleted = 0 then
      raise exception '%', v_error
        using errcode = v_code, constraint = v_constraint,
          hint = case v_code
            when '23503' then 'Remove what refers to them, or have its foreign key say "on delete cascade" or "on delete set null".'
            when '23001' then 'Have the trigger let it go, or drop it.'
            when '55P03' then 'Somebody is changing it, in a transaction that does not end.'
            else 'Nothing was changed.'
          end;
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  elsif v_deleted = 0 and p_rows <> '{}' then
    execute format(
      'set local lyss.passed_over = %L',
      format(
        '%s rows are passed over, as somebody has locked or changed them; the first is %s', cardinality(p_rows),
        p_rows[1] ->> 'id'));
  end if;
  return v_deleted;
end
$function$;
comment on routine delete_each(jsonb[], regprocedure, regclass) is 'Internal: Deletes rows by a function for each, and passes over those that cannot be deleted; raises their error only if no other row was deleted.';


-- function delete_role(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION delete_role(p_tenant_id uuid, p_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_role_admin(p_tenant_id);
  delete from roles as r where r.tenant_id = p_tenant_id and r.id = p_id;
  if found then
    perform publish_event(p_tenant_id, 'role:' || p_id, 'role.deleted');
    return true;
  end if;
  return false;
end
$function$;
comment on routine delete_role(uuid, uuid) is 'Deletes a role and removes it from all its users; false if there is none.';
reset role;


-- function delete_setting(uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION delete_setting(p_tenant_id uuid, p_key text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_tenant_admin(p_tenant_id);
  delete from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
  if found then
    perform publish_event(
      p_tenant_id,
      'setting:' || p_key,
      'setting.changed',
      jsonb_build_object('key', p_key, 'unset', true));
    return true;
  end if;
  return false;
end
$function$;
comment on routine delete_setting(uuid, text) is 'Deletes a setting of a tenant, so that the platform''s applies; false if there is none.';
reset role;


-- function dependents(regclass)
CREATE OR REPLACE FUNCTION dependents(p_partition regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select string_agg(distinct d.described, ', ')
  from (
    select case p.classid
      when 'pg_rewrite'::regclass then (
        select format('%s %s', case c.relkind when 'm' then 'materialized view' else 'view' end, c.oid::regclass)
        from pg_rewrite as r
        join pg_class as c on c.oid = r.ev_class
        where r.oid = p.objid and r.ev_class <> p_partition)
      when 'pg_constraint'::regclass then (
        select pg_describe_object(p.classid, p.objid, p.objsubid) from pg_constraint as k
        where k.oid = p.objid and k.contype = 'f' and k.conrelid <> p_partition)
      when 'pg_proc'::regclass then pg_describe_object(p.classid, p.objid, p.objsubid)
      when 'pg_class'::regclass then pg_describe_object(p.classid, p.objid, p.objsubid)
    end as described
    from pg_depend as p
    where p.deptype = 'n' and (
      p.refclassid = 'pg_class'::regclass and p.classid <> 'pg_class'::regclass and (
        p.refobjid = p_partition
        or p.refobjid in (select i.indexrelid from pg_index as i where i.indrelid = p_partition))
      or p.refclassid = 'pg_type'::regclass and p.refobjid in (
        select unnest(array[t.oid, t.typarray]) from pg_type as t where t.typrelid = p_partition))
  ) as d
$function$;
comment on routine dependents(regclass) is 'Internal: What a host has made that keeps a partition from being dropped; null for nothing.';


-- function distinct_entries(regclass)
set role lyss_definer;
CREATE OR REPLACE FUNCTION distinct_entries(p_index regclass)
 RETURNS double precision
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_keys record;
  v_plan jsonb;
begin
  select
    x.indrelid::regclass as table_name,
    string_agg(quote_ident(a.attname), ', ') as columns,
    bool_and(has_column_privilege(x.indrelid, a.attnum, 'select')) as are_readable
  into v_keys
  from pg_index as x
  join pg_attribute as a on a.attrelid = x.indrelid and a.attnum = any (x.indkey)
  where x.indexrelid = p_index and x.indexprs is null
  group by x.indrelid;
  if v_keys.are_readable is not true then
    return null;
  end if;
  execute format('explain (format json) select from %s group by %s', v_keys.table_name, v_keys.columns)
  into v_plan;
  return v_plan -> 0 -> 'Plan' ->> 'Plan Rows';
end
$function$;
comment on routine distinct_entries(regclass) is 'Internal: How many distinct entries the planner expects in an index; null where this is unknown.';
reset role;


-- function divert_event(uuid, text, bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION divert_event(p_tenant_id uuid, p_key text, p_position bigint, p_receiver text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  perform require_system_work();
  perform enter_event(
    p_tenant_id => p_tenant_id, p_id => gen_random_uuid(), p_key => 'relay:' || p_receiver || '/' || p_key,
    p_type => e.type, p_payload => e.payload, p_actor_id => e.actor_id, p_reason => e.reason,
    p_created_at => e.created_at)
  from outbox_events as e
  where e.tenant_id = p_tenant_id and e.key = p_key and e.position = p_position;
  return found;
end
$function$;
comment on routine divert_event(uuid, text, bigint, text) is 'Stores a copy of an event for one receiver that cannot take it now, under a separate key; false if it was delivered meanwhile.';
reset role;


-- function diverted_to(uuid, text, text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION diverted_to(p_tenant_id uuid, p_key text, p_receivers text[])
 RETURNS SETOF text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  perform require_system_work();
  return query
    select w.receiver from unnest(p_receivers) as w (receiver)
    where exists (
      select from outbox_keys as k
      where k.tenant_id = p_tenant_id and k.key = 'relay:' || w.receiver || '/' || p_key);
end
$function$;
comment on routine diverted_to(uuid, text, text[]) is 'Returns those of the given receivers for whom diverted events of a key still wait.';
reset role;


-- function drop_expired_partitions(regclass, integer)
CREATE OR REPLACE FUNCTION drop_expired_partitions(table_name regclass, keep_months integer)
 RETURNS SETOF text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_table record;
  v_partitions regclass[];
  v_timeout text;
  v_partition regclass;
  v_name text;
  v_adjustments regclass;
  v_close text;
  v_bounds record;
  v_bytes bigint;
  v_keep interval;
begin
  perform lyss_shared.refuse_unsealed();
  perform lyss_shared.read_on_one_connection(table_name);
  v_keep := lyss_shared.kept_by_job('retention of audit_logs');
  select * into v_table from lyss_shared.monthly_table(table_name);
  -- Asked here, as who sets a legal hold waits for no run that has nothing to drop; and again once none can be set.
  v_partitions := array(
    select e.partition from lyss_shared.expired_partitions(table_name, keep_months) as e);
  if v_table.name = 'audit_logs' and (v_keep is null or keep_months < lyss_shared.months_of(v_keep)) then
    perform lyss_shared.require_owner(
      format('drop of the audit log what is to be kept (%s)', coalesce(v_keep::text, 'all')));
  end if;
  if v_partitions = '{}' then
    return;
  end if;
  v_timeout := lyss_shared.limit_waiting();
  perform lyss_shared.await_holds();
  execute format('set local lock_timeout = %L', v_timeout);
  v_partitions := array(
    select e.partition from lyss_shared.expired_partitions(table_name, keep_months) as e);
  if v_partitions = '{}' then
    return;
  end if;
  v_close := format('%I.%I(timestamptz,timestamptz)', 'lyss_shared', 'close_' || v_table.name);
  perform lyss_shared.require_no_hold('retention of ' || v_table.name);
  if lyss_shared.is_distributed(table_name) then
    perform lyss_shared.limit_waiting();
    return query execute 'select lyss_shared.drop_on_nodes($1, $2)' using table_name, v_partitions;
    execute format('set local lock_timeout = %L', v_timeout);
    return;
  end if;
  if exists (
    select from pg_attribute where attrelid = table_name and attname = 'stamp' and not attisdropped
  ) then
    v_adjustments := to_regclass(format('%I.usage_adjustments', 'lyss_shared'));
    -- Before it locks tables, it rolls up nearly all that is left. This locks the watermark, for which only
    -- another refresh waits, no reader or writer.
    perform lyss_shared.limit_waiting();
    execute case
      when lyss_shared.current_system_reason() is not null then 'select lyss_shared.refresh_usage()'
      else 'select lyss_shared.close_usage(''infinity'', ''infinity'')' -- the owner's: only locks the watermark
    end;
    execute format('set local lock_timeout = %L', v_timeout);
  end if;
  if to_regprocedure(v_close) is not null then
    for v_bounds in
      select b.from_time, b.to_time from lyss_shared.partition_bounds(table_name) as b
      where b.partition = any (v_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_close::regprocedure::regproc)
        using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  perform lyss_shared.lock_tables(
    array[table_name, v_table.default_partition, v_adjustments] || v_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(v_partitions)]));
  foreach v_partition in array v_partitions loop
    if v_adjustments is not null then
      execute 'select lyss_shared.roll_up_partition($1)' using v_partition;
    end if;
    v_bytes := pg_total_relation_size(v_partition);
    v_name := (select relname from pg_class where oid = v_partition);
    return next v_name;
    perform lyss_shared.record_dropped_partition(v_table.name, v_name, v_bytes);
    execute format('drop table %s', v_partition);
  end loop;
end
$function$;
comment on routine drop_expired_partitions(regclass, integer) is 'Drops the partitions that expired_partitions lists; returns their names.';


-- function drop_on_nodes(regclass, regclass[])
CREATE OR REPLACE FUNCTION drop_on_nodes(p_table regclass, p_partitions regclass[])
 RETURNS SETOF text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_table record;
  v_adjustments regclass;
  v_carry_over text;
  v_bounds record;
  v_name text;
  v_bytes jsonb := '{}';
begin
  v_table := lyss_shared.monthly_table(p_table);
  -- Citus measures nothing once something is written
  for v_bounds in select p as partition from unnest(p_partitions) as p loop
    execute 'select $1 || jsonb_build_object($2, citus_total_relation_size($2))'
    into v_bytes using v_bytes, v_bounds.partition;
  end loop;
  if v_table.name = 'usage_records' then
    v_adjustments := to_regclass(format('%I.%I', 'lyss_shared', 'usage_adjustments'));
    execute 'select lyss_shared.roll_up_rest(''infinity'', ''infinity'')'; -- only locks the watermark
  end if;
  v_carry_over := to_regproc(format('%I.%I', 'lyss_shared', 'carry_over_' || v_table.name));
  if v_carry_over is not null then
    for v_bounds in
      select b.from_time, b.to_time from lyss_shared.partition_bounds(p_table) as b
      where b.partition = any (p_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_carry_over) using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  set local citus.enable_ddl_propagation = off;
  perform lyss_shared.lock_tables(
    array[p_table, v_table.default_partition, v_adjustments] || p_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(p_partitions)]));
  set local citus.enable_ddl_propagation = on;
  for v_bounds in
    select b.* from lyss_shared.partition_bounds(p_table) as b
    where b.partition = any (p_partitions)
    order by b.from_time
  loop
    if v_adjustments is not null then
      execute 'select lyss_shared.roll_up_rest($1, $2)' using v_bounds.from_time, v_bounds.to_time;
    end if;
    v_name := (select relname from pg_class where oid = v_bounds.partition);
    return next v_name;
    execute format('drop table %s', v_bounds.partition);
    perform lyss_shared.enter_dropped_partition(
      v_table.name, v_name, (v_bytes ->> v_bounds.partition::text)::bigint);
  end loop;
end
$function$;
comment on routine drop_on_nodes(regclass, regclass[]) is 'Internal: Drops partitions of a table that Citus distributes; returns their names.';


-- function drop_scope_key(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION drop_scope_key(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if not exists (select from scope_keys as k where k.name = p_name and k.name <> '') then
    raise exception 'there is no key %', coalesce(p_name, 'null') using errcode = 'no_data_found';
  elsif scopes_are_signed()
    and not exists (select from scope_keys as k where k.name <> p_name and k.name <> '') then
    raise exception 'it is the only key, and scopes have to be signed'
      using errcode = 'object_in_use',
        hint = 'Add another key first, or call accept_unsigned_scopes().';
  end if;
  delete from scope_keys as k where k.name = p_name;
  -- The server's own key is deleted with the last one, because each backup has it; the next first key makes
  -- another.
  delete from scope_keys as k
  where k.name = '' and not exists (select from scope_keys as o where o.name <> '');
end
$function$;
comment on routine drop_scope_key(text) is 'Drops a key with which hosts sign scopes; for the owner of the schema.';
reset role;


-- function each_column(regtype, text, text)
CREATE OR REPLACE FUNCTION each_column(p_type regtype, p_format text, p_between text DEFAULT ', '::text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select string_agg(format(p_format, a.attname), p_between order by a.attnum)
  from pg_type as t
  join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > 0 and not a.attisdropped
  where t.oid = p_type
$function$;
comment on routine each_column(regtype, text, text) is 'Internal: A format filled in with the name of each column of a type, in their order.';


-- function end_filling(regclass)
CREATE OR REPLACE FUNCTION end_filling(p_partition regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  execute format('drop policy filling on %s', p_partition);
  execute format('revoke all on %s from lyss_definer', p_partition);
end
$function$;
comment on routine end_filling(regclass) is 'Internal: Revokes the rights that lyss_definer needs on a partition until it is attached.';


-- function end_legal_hold(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION end_legal_hold(p_tenant_id uuid, p_subject_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_system();
  delete from legal_holds as h where h.tenant_id = p_tenant_id and h.subject_id = p_subject_id;
  return found;
end
$function$;
comment on routine end_legal_hold(uuid, uuid) is 'Ends a legal hold on a user or a tenant; false if there is none.';
reset role;


-- function end_model_price(uuid, text, text, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION end_model_price(p_tenant_id uuid, p_provider_type text, p_model text, p_from timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := lock_model_prices(p_tenant_id, p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_changed boolean;
begin
  perform require_system();
  if v_from < v_now then
    raise exception 'a price does not end in the past'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_to',
        hint = 'End it now';
  end if;
  delete from model_prices as p
  where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
    and p.model = p_model and p.effective_from = v_from;
  v_changed := found;
  update model_prices as p set effective_to = v_from
  where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
    and p.model = p_model and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  v_changed := v_changed or found;
  if v_changed then
    perform publish_price_list(p_tenant_id, p_provider_type, p_model, v_now);
  end if;
  return v_changed;
end
$function$;
comment on routine end_model_price(uuid, text, text, timestamp with time zone) is 'Ends the price that is in effect at an instant, null for now; false if there is none.';
reset role;


-- function end_move(regclass, date[])
CREATE OR REPLACE FUNCTION end_move(p_table regclass, p_months date[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO, MDY'
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  v_table record;
  v_next regclass;
  v_referenced regclass[];
  v_partitions regclass[];
  v_partition regclass;
  v_month timestamp;
  v_comment text;
  v_indexes jsonb;
  v_index record;
begin
  select * into v_table from lyss_shared.monthly_table(p_table);
  v_next := to_regclass(format('%I.%I', 'lyss_shared', v_table.name || '_default_next'));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  v_partitions := array(
    select to_regclass(format('%I.%I', 'lyss_shared', v_table.name || to_char(m, '_YYYY_MM')))
    from unnest(p_months) as m);
  -- Autovacuum counts each month anew, and never the table as a whole. Before any lock that others need: the row of
  -- the job may be locked.
  perform lyss_shared.make_due('statistics of ' || v_table.name);
  perform lyss_shared.lock_tables(
    v_referenced || p_table || v_table.default_partition || v_next || v_partitions,
    array_fill(
      'access exclusive'::text, array[cardinality(v_referenced) + 3 + cardinality(v_partitions)]));
  v_comment := obj_description(v_table.default_partition, 'pg_class');
  v_indexes := (
    select jsonb_object_agg(i.inhparent::bigint, c.relname)
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    join pg_class as c on c.oid = x.indexrelid
    where x.indrelid = v_table.default_partition);
  execute format('drop table %s', v_table.default_partition);
  for v_partition, v_month in select p, m from unnest(v_partitions, p_months) as f (p, m) loop
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      p_table, v_partition, v_month at time zone 'UTC',
      (v_month + interval '1 month') at time zone 'UTC');
    execute format('alter table %s drop constraint month_check', v_partition);
    perform lyss_shared.end_filling(v_partition);
  end loop;
  execute format('alter table %s rename to %I', v_next, v_table.name || '_default');
  execute format('comment on table %s is %L', v_next, v_comment);
  execute format('alter table %s attach partition %s default', p_table, v_next);
  perform lyss_shared.end_filling(v_next);
  for v_index in
    select i.inhrelid::regclass as index, v_indexes ->> i.inhparent::bigint::text as name
    from pg_index as x
    join pg_inherits as i on i.inhrelid = x.indexrelid
    -- an index that is not on all partitions yet has no name to take over
    where x.indrelid = v_next and v_indexes ? i.inhparent::bigint::text
  loop
    execute format('alter index %s rename to %I', v_index.index, v_index.name);
  end loop;
end
$function$;
comment on routine end_move(regclass, date[]) is 'Internal: Replaces a default partition whose rows have been copied.';


-- function enter_dropped_partition(text, text, bigint)
CREATE OR REPLACE FUNCTION enter_dropped_partition(p_table text, p_partition text, p_bytes bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform write_entry(
    p_action => 'drop_partition', p_resource_type => p_table, p_id_column => null, p_row => '{}',
    p_changes => jsonb_build_object('partition', p_partition, 'bytes', p_bytes));
  perform write_event(
    p_tenant_id => platform_tenant_id(), p_id => gen_random_uuid(), p_key => 'partition:' || p_partition,
    p_type => 'partition.dropped', p_payload => jsonb_build_object('table', p_table, 'bytes', p_bytes));
end
$function$;
comment on routine enter_dropped_partition(text, text, bigint) is 'Internal: As record_dropped_partition, with the caller''s rights.';


-- function enter_event(uuid, uuid, text, text, jsonb, uuid, text, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION enter_event(p_tenant_id uuid, p_id uuid, p_key text, p_type text, p_payload jsonb, p_actor_id uuid, p_reason text, p_created_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_position bigint;
begin
  perform take_turn(p_tenant_id, p_key);
  insert into outbox_events (tenant_id, id, key, type, payload, actor_id, reason, created_at)
  values (p_tenant_id, p_id, p_key, p_type, p_payload, p_actor_id, p_reason, p_created_at)
  returning position into v_position;
  insert into outbox_keys (tenant_id, key, first_position)
  values (p_tenant_id, p_key, v_position)
  on conflict (tenant_id, key) do nothing;
  perform wake_workers();
end
$function$;
comment on routine enter_event(uuid, uuid, text, text, jsonb, uuid, text, timestamp with time zone) is 'Internal: Enters an event into the outbox, in order within its key, and wakes waiting workers.';
reset role;


-- function enter_scope_key(text, bytea)
set role lyss_definer;
CREATE OR REPLACE FUNCTION enter_scope_key(p_name text, p_key bytea)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_pads record;
begin
  select * into v_pads from scope_key_pads(p_key);
  insert into scope_keys (name, inner_pad, outer_pad) values (p_name, v_pads.inner_pad, v_pads.outer_pad);
end
$function$;
comment on routine enter_scope_key(text, bytea) is 'Internal: Adds a key for scopes.';
reset role;


-- function entry_chain(audit_logs)
CREATE OR REPLACE FUNCTION entry_chain(p_entry audit_logs)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_entry.tenant_id
$function$;
comment on routine entry_chain(audit_logs) is 'Internal: The chain of seals that an entry of the audit log is in: that of its tenant.';


-- function entry_digest(audit_logs, bigint)
CREATE OR REPLACE FUNCTION entry_digest(p_entry audit_logs, p_from_stamp bigint)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select sha256(convert_to(
    jsonb_strip_nulls(
      to_jsonb(p_entry) || jsonb_build_object(
        'changes', p_entry.changes::text,
        'created_at', extract(epoch from p_entry.created_at),
        'seal_stamp', p_entry.seal_stamp - p_from_stamp)
    )::text,
    'UTF8'))
$function$;
comment on routine entry_digest(audit_logs, bigint) is 'Internal: SHA-256 of an entry of the audit log, in a seal that begins at that stamp.';


-- function erase_rows(text, text, text, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION erase_rows(p_tenant text, p_person text, p_random text, p_limit integer)
 RETURNS TABLE(table_name text, erasure text, erased bigint, announced text[])
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_left bigint := p_limit;
  v_table record;
begin
  for v_table in
    with recursive points_at (child, parent) as (
      select c.conrelid, c.confrelid from pg_constraint as c
      where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> c.confrelid
        and c.connamespace = to_regnamespace('lyss_shared')
      union
      select r.child, c.confrelid from points_at as r
      join pg_constraint as c
        on c.conrelid = r.parent and c.contype = 'f' and c.conparentid = 0 and c.confrelid <> r.child
    )
    select
      t.table_name,
      case when p_person is null then 'delete' else t.erasure end as erasure,
      case when p_person is null then p_tenant else c.belongs end as belongs,
      coalesce(t.announce, 'null') as announced,
      (select string_agg(quote_ident(k), ', ') from unnest(t.keys) as k) as key,
      (
        select string_agg(format('%I = %s', r.key, r.value), ', ') from jsonb_each_text(t.replaced) as r
      ) as replacements,
      concat_ws(
        ' and ',
        case when p_person is null then p_tenant else c.belongs end,
        (
          -- by the columns that lyss_definer may read: a secret is changed with them
          select coalesce(format('(%s)', string_agg(format('%I is distinct from %s', r.key, r.value), ' or ')), 'false')
          from jsonb_each_text(t.replaced) as r
          where has_column_privilege(format('%I.%I', 'lyss_shared', t.table_name), r.key, 'select')
          having p_person is not null and t.erasure = 'anonymise'
        )) as left_behind
    from personal_tables() as t
    left join conditions_of_person(p_tenant, p_person) as c on c.table_name = t.table_name
    where case
      when p_person is not null then t.erasure in ('delete', 'anonymise')
      else t.remains is null and 'tenant_id' = any (t.personal || t.other)
    end
    order by
      case
        when p_person is null then (
          select -count(*) from points_at as r
          where r.child = to_regclass(format('%I.%I', 'lyss_shared', t.table_name)))
      end,
      t.erasure desc,
      t.number
  loop
    exit when v_left = 0;
    table_name := v_table.table_name;
    erasure := v_table.erasure;
    execute
      case
        -- Another partition may have rows of the tenant at the same place; these are deleted, too.
        when p_person is null then format(
          'with gone as (
            delete from %1$I
            where %2$s and ctid = any (array(select ctid from %1$I where %2$s limit %3$s))
            returning %4$s as told
          )
          select count(*), array_agg(told::text) filter (where told is not null) from gone',
          table_name, v_table.belongs, v_left, v_table.announced)
        when erasure = 'delete' then format(
          'with gone as (
            delete from %1$I
            where %2$s and (%3$s) in (select %3$s from %1$I where %2$s limit %4$s)
            returning %5$s as told
          )
          select count(*), array_agg(told::text) filter (where told is not null) from gone',
          table_name, v_table.belongs, v_table.key, v_left, v_table.announced)
        else format(
          'with changed as (update %1$I set %2$s where %3$s returning %4$s as told)
          select count(*), array_agg(told::text) filter (where told is not null) from changed',
          table_name, v_table.replacements, v_table.belongs, v_table.announced)
      end
    into erased, announced
    using p_random;
    if erasure <> 'delete' or erased < v_left then
      perform require_erased(v_table.table_name, erasure, v_table.left_behind, p_random);
    end if;
    if erasure = 'delete' then
      v_left := greatest(v_left - erased, 0);
    end if;
    if erased > 0 then
      return next;
    end if;
  end loop;
end
$function$;
comment on routine erase_rows(text, text, text, integer) is 'Internal: Deletes at most p_limit rows of a person, or anonymises the rest, or deletes those of a tenant; returns how many in each table.';
reset role;


-- function erase_step(text, text, timestamp with time zone, jsonb, text[], integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION erase_step(p_tenant text, p_person text, p_requested_at timestamp with time zone, p_counts jsonb, p_awaited text[], p_limit integer)
 RETURNS TABLE(counts jsonb, awaits text[], is_done boolean, announced jsonb)
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_deleted bigint := 0;
  v_counted bigint;
  v_rows record;
  v_context text;
  v_hint text;
begin
  counts := p_counts;
  announced := '{}';
  awaits := transactions_to_await(p_awaited);
  for v_rows in
    select * from erase_rows(p_tenant, p_person, random_of_erasure(p_requested_at), p_limit)
  loop
    v_counted := coalesce((counts ->> v_rows.table_name)::bigint, 0);
    counts := counts || jsonb_build_object(
      v_rows.table_name,
      -- what stays is anonymised in each step
      case v_rows.erasure
        when 'delete' then v_counted + v_rows.erased
        else greatest(v_counted, v_rows.erased)
      end);
    v_deleted := v_deleted + case v_rows.erasure when 'delete' then v_rows.erased else 0 end;
    if v_rows.announced is not null then
      announced := announced || jsonb_build_object(v_rows.table_name, v_rows.announced);
    end if;
  end loop;
  -- as long as rows are left, it is too early to await anybody
  if v_deleted >= p_limit and p_awaited = '{}' then
    awaits := '{}';
  end if;
  is_done := v_deleted < p_limit and awaits = '{}';
  return next;
exception
  when lock_not_available then
    get stacked diagnostics v_context = pg_exception_context, v_hint = pg_exception_hint;
    -- what LYSS itself says of a lock has a hint, and says who holds it
    if v_hint <> '' then
      raise;
    end if;
    raise exception 'rows that are to be erased are locked: %', waited_for(v_context)
      using errcode = 'lock_not_available', hint = 'Nothing was changed. Try again.';
end
$function$;
comment on routine erase_step(text, text, timestamp with time zone, jsonb, text[], integer) is 'Internal: Erases at most p_limit rows; returns what was erased so far, and whether that is all.';
reset role;


-- function erase_user(uuid, uuid, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION erase_user(p_tenant_id uuid, p_user_id uuid, p_limit integer DEFAULT 1000)
 RETURNS SETOF erasures
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_whole constant boolean := p_user_id = p_tenant_id;
  v_counts jsonb;
  v_requested_at timestamptz;
  v_erased_at timestamptz;
  v_awaited text[];
  v_told jsonb;
  v_step record;
  v_table text;
  v_announced jsonb;
begin
  perform require_system();
  perform require_limit(p_limit);
  if v_whole and tenant_status(p_tenant_id) is distinct from 'deleted' then
    raise exception 'the tenant % is not deleted', p_tenant_id
      using
        errcode = 'check_violation',
        constraint = 'erase_tenant_status',
        hint = 'set_tenant_status() deletes it in the database of tenants; the others are told by accept_tenant().';
  end if;
  perform await_turn_to_erase();
  perform refuse_held(p_tenant_id, p_user_id);
  insert into erasures as e (tenant_id, user_id, reason, requested_by)
  values (p_tenant_id, p_user_id, current_system_reason(), current_user_id())
  on conflict (tenant_id, user_id) do update
  set
    reason = case when e.erased_at is null then e.reason else excluded.reason end,
    requested_by = case when e.erased_at is null then e.requested_by else excluded.requested_by end,
    requested_at = case when e.erased_at is null then e.requested_at else excluded.requested_at end,
    counts = case when e.erased_at is null then e.counts else '{}' end,
    erased_at = null
  returning e.counts, e.requested_at, e.awaits into v_counts, v_requested_at, v_awaited;
  select * into v_step from erase_step(
    p_tenant => format('tenant_id = %L', p_tenant_id),
    p_person => case when not v_whole then p_user_id::text end,
    p_requested_at => v_requested_at, p_counts => v_counts, p_awaited => v_awaited, p_limit => p_limit);
  for v_table, v_announced in select a.key, a.value from jsonb_each(v_step.announced) as a loop
    perform announce_erased(
      p_tenant_id, p_user_id, v_table, array(select jsonb_array_elements_text(v_announced)));
  end loop;
  if v_step.is_done then
    v_erased_at := greatest(statement_time(), v_requested_at);
    -- ids, time and counts: an entry of a journal as well
    v_told := jsonb_build_object(
      'tenant_id', p_tenant_id, 'user_id', p_user_id, 'erased_at', v_erased_at, 'counts', v_step.counts);
    if v_whole then
      if exists (
        select from pg_class as c
        where c.relnamespace = to_regnamespace('lyss_shared') and c.relname = 'tenants'
      ) then
        -- The remaining row has neither its name nor its slug, which another tenant may take now.
        update tenants as t set name = t.id::text, slug = t.id::text where t.id = p_tenant_id;
      end if;
      perform publish_event(p_tenant_id, 'tenant:' || p_tenant_id, 'tenant.erased', v_told);
    else
      perform publish_event(p_tenant_id, 'user:' || p_user_id, 'user.erased', v_told);
    end if;
  end if;
  return query
    update erasures as e
    set
      counts = v_step.counts, erased_at = v_erased_at, awaits = v_step.awaits, failed_at = null, error = null
    where e.tenant_id = p_tenant_id and e.user_id = p_user_id
    returning e.*;
end
$function$;
comment on routine erase_user(uuid, uuid, integer) is 'Erases at most p_limit rows about a user, or all of a tenant whose id is the user''s, and returns what was erased so far; erased_at is null while something is left, or while it awaits transactions.';
reset role;


-- function erased_name(text)
CREATE OR REPLACE FUNCTION erased_name(p_id text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select 'erased-' || p_id
$function$;
comment on routine erased_name(text) is 'Internal: A name without meaning, in place of one that a person has chosen.';


-- function estimated_bloat()
set role lyss_definer;
CREATE OR REPLACE FUNCTION estimated_bloat()
 RETURNS TABLE(table_name text, index_name text, total_bytes bigint, bloat_bytes bigint)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  with columns as materialized (
    select
      t.oid as table_oid, t.relname as table_name, w.relation, w.attnum, w.width, w.filled,
      case
        when a.attlen < 0 or before.attnum is null then 0
        when a.attalign = 'd' and (before.attlen < 0 or before.attlen % 8 > 0) then 3.5
        when a.attalign = 'i' and (before.attlen < 0 or before.attlen % 4 > 0) then 1.5
        else 0
      end as padding
    from pg_class as t
    cross join lateral stored_widths(t.oid) as w
    join pg_attribute as a on a.attrelid = t.oid and a.attnum = w.attnum
    left join pg_attribute as before on before.attrelid = t.oid and before.attnum = w.attnum - 1
    where t.relnamespace = to_regnamespace('lyss_shared') and t.relkind in ('r', 'p') and not t.relispartition
  ),
  heaps as (
    select
      c.table_name, null::text as index_name, h.oid, h.relpages, h.reltuples,
      28 + case when min(c.filled) < 1 then 8 * ((count(*) + 63) / 64) else 0 end
        + 8 * ceil(sum(c.filled * (c.width + c.padding)) / 8) as bytes,
      (current_setting('block_size')::float8 - 24) * f.filled as room
    from columns as c
    join pg_class as h on h.oid = c.relation
    cross join lateral (
      select coalesce(min(o.option_value::float8) filter (where o.option_name = 'fillfactor'), 100) / 100 as filled
      from pg_options_to_table(h.reloptions) as o
    ) as f
    group by c.table_name, h.oid, h.relpages, h.reltuples, f.filled
  ),
  toasts as (
    select
      h.table_name, null::text as index_name, s.oid, s.relpages, s.reltuples,
      (current_setting('block_size')::float8 - 24) / 4 as bytes, current_setting('block_size')::float8 - 24 as room
    from heaps as h
    join pg_class as m on m.oid = h.oid
    join pg_class as s on s.oid = m.reltoastrelid
  ),
  indexes as (
    select
      c.table_name, p.relname::text as index_name, i.oid, i.relpages, i.reltuples,
      least(e.bytes, d.entries / greatest(i.reltuples, 1) * e.bytes + 6) as bytes,
      (current_setting('block_size')::float8 - 40) * f.filled as room
    from (select distinct c.table_oid, c.table_name, c.relation from columns as c) as c
    join pg_index as x on x.indrelid = c.table_oid and x.indexprs is null
    join pg_class as p on p.oid = x.indexrelid
    join pg_am as m on m.oid = p.relam and m.amname = 'btree'
    join pg_class as i
      on i.oid = case
        when c.relation = c.table_oid then p.oid
        else (
          select n.inhrelid from pg_inherits as n join pg_index as y on y.indexrelid = n.inhrelid
          where n.inhparent = p.oid and y.indrelid = c.relation)
      end
    cross join lateral (
      select 12 + 8 * ceil(sum(w.width * case when x.indpred is null then w.filled else 1 end) / 8) as bytes
      from columns as w
      where w.relation = c.relation and w.attnum = any (x.indkey)
    ) as e
    cross join lateral (
      select case
        when x.indisunique or i.oid <> p.oid or e.bytes is null then null
        else distinct_entries(p.oid)
      end as entries
    ) as d
    cross join lateral (
      select coalesce(min(o.option_value::float8) filter (where o.option_name = 'fillfactor'), 90) / 100 as filled
      from pg_options_to_table(i.reloptions) as o
    ) as f
    where i.reltuples >= 0
  )
  select
    r.table_name::text,
    r.index_name,
    sum(s.bytes)::bigint,
    -- scaled from the size at that time to the present one; only vacuum counts values stored apart
    sum(case when r.reltuples >= 0 then s.bytes * greatest(1 - n.pages / greatest(r.relpages, 1), 0) else 0 end)::bigint
  from (
    select * from heaps union all select * from toasts union all select * from indexes
  ) as r
  cross join lateral (select pg_relation_size(r.oid) as bytes) as s
  cross join lateral (
    -- a row does not span pages; an index has a page for itself, and one for each hundred or so
    select case
      when r.index_name is null then ceil(r.reltuples / greatest(floor(r.room / r.bytes), 1))
      else 1 + ceil(1.01 * ceil(r.reltuples * r.bytes / r.room))
    end as pages
  ) as n
  group by r.table_name, r.index_name
  order by 1, 2 nulls first
$function$;
comment on routine estimated_bloat() is 'How many bytes of each table and index its rows do not need, from statistics; the table itself has index_name null.';
reset role;


-- function expired_months(regclass, integer)
CREATE OR REPLACE FUNCTION expired_months(table_name regclass, keep_months integer)
 RETURNS TABLE(partition regclass, from_time timestamp with time zone, to_time timestamp with time zone, bytes bigint, legal_hold text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_reads_itself constant boolean :=
    lyss_shared.is_distributed(table_name) and pg_has_role(current_user, 'lyss_definer', 'usage');
begin
  if keep_months is null or keep_months not between 1 and 24000 then
    raise exception 'keep_months is %; 1 to 24000 months are kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform lyss_shared.monthly_table(table_name);
  return query
    select
      b.partition,
      b.from_time,
      b.to_time,
      pg_total_relation_size(b.partition),
      coalesce((
        select 'legal hold on ' || string_agg(
          format('%s (%s rows)', h.subject, case when h.held < 1000 then h.held::text else 'many' end), ', ')
        from (
          select r.subject, r.held from lyss_shared.held_rows(table_name, b.from_time, b.to_time) as r
          where not v_reads_itself
          union all
          select r.subject, r.held from lyss_shared.count_held_rows(table_name, b.from_time, b.to_time) as r
          where v_reads_itself
        ) as h
      ), 'needed by ' || lyss_shared.dependents(b.partition))
    from lyss_shared.partition_bounds(table_name) as b
    join pg_class as c on c.oid = b.partition
    where c.relname ~ '_\d{4}_\d{2}$'
      and b.to_time <= (
        date_trunc('month', lyss_shared.statement_time() at time zone 'UTC')
          - make_interval(months => keep_months)) at time zone 'UTC'
    order by b.from_time;
end
$function$;
comment on routine expired_months(regclass, integer) is 'Internal: The partitions of expired months, their bounds, and what keeps them: legal holds, or what a host has made of them.';


-- function expired_partitions(regclass, integer)
CREATE OR REPLACE FUNCTION expired_partitions(table_name regclass, keep_months integer)
 RETURNS TABLE(partition regclass, bytes bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
    select e.partition, e.bytes
    from lyss_shared.expired_months(table_name, keep_months) as e
    where e.legal_hold is null;
end
$function$;
comment on routine expired_partitions(regclass, integer) is 'The partitions that drop_expired_partitions would drop: a dry run.';


-- function explain_permission(uuid, uuid, text)
CREATE OR REPLACE FUNCTION explain_permission(p_tenant_id uuid, p_user_id uuid, p_permission text)
 RETURNS TABLE(reach character varying, role_id uuid, role_name character varying, origin text, assigned_by uuid, assigned_at timestamp with time zone, grants boolean)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_role record;
begin
  perform require_permission(p_permission);
  reach := (select p.reach from permissions as p where p.name = p_permission);
  for v_role in
    select h.* from held_roles(p_tenant_id, p_user_id) as h
    order by h.role_tenant_id, h.role_id, h.origin
  loop
    role_id := v_role.role_id;
    role_name := (
      select r.name from roles as r
      where r.tenant_id = v_role.role_tenant_id and r.id = v_role.role_id);
    origin := v_role.origin;
    assigned_by := v_role.assigned_by;
    assigned_at := v_role.assigned_at;
    grants := role_permits(v_role.role_tenant_id, v_role.role_id, p_permission);
    return next;
  end loop;
  if role_id is null then
    grants := false;
    return next;
  end if;
end
$function$;
comment on routine explain_permission(uuid, uuid, text) is 'The roles of a user, and which of them grant a permission.';


-- function fail_event(uuid, uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION fail_event(p_claim uuid, p_tenant_id uuid, p_key text, p_error text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_now constant timestamptz := wall_time();
begin
  perform require_system_work();
  perform from lock_claim(p_claim, p_tenant_id, p_key);
  if not found then
    return false;
  end if;
  update outbox_keys as k
  set
    claim = null,
    next_at = v_now + least(interval '1 second' * 2 ^ least(k.failures, 20), '1 hour'),
    failures = k.failures + 1,
    last_error = left(p_error, 1000)
  where k.tenant_id = p_tenant_id and k.key = p_key;
  return true;
end
$function$;
comment on routine fail_event(uuid, uuid, text, text) is 'Releases a key whose first event could not be handled; false if the claim on it is lost.';
reset role;


-- function file_of(regclass)
CREATE OR REPLACE FUNCTION file_of(p_table regclass, OUT file text, OUT blocks bigint)
 RETURNS record
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select
    concat_ws('/', s.system_identifier, p_table::oid, pg_relation_filenode(p_table)),
    pg_relation_size(p_table) / current_setting('block_size')::bigint
  from pg_control_system() as s
$function$;
comment on routine file_of(regclass) is 'Internal: The file with the rows of a table, and its number of blocks.';


-- function finish_erasures(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION finish_erasures(p_limit integer DEFAULT 1000)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_erasure erasures;
  v_failing erasures;
  v_open constant text[] := open_transactions();
begin
  perform require_system();
  for v_erasure in
    select e.* from erasures as e
    where e.erased_at is null and not e.awaits && v_open
    order by e.failed_at nulls first, e.requested_at
  loop
    -- a query for each, because Citus joins distributed holds with no local rows
    continue when exists (
      select from legal_holds as h
      where h.tenant_id = v_erasure.tenant_id
        and (h.subject_id in (v_erasure.tenant_id, v_erasure.user_id)
          or v_erasure.user_id = v_erasure.tenant_id));
    -- The tenant was restored from a backup of when it was not deleted.
    continue when v_erasure.user_id = v_erasure.tenant_id
      and tenant_status(v_erasure.tenant_id) is distinct from 'deleted';
    if v_erasure.failed_at is not null then
      if v_failing.tenant_id is null then
        v_failing := v_erasure;
      end if;
      continue when v_erasure.failed_at >= statement_time() - interval '1 hour';
    end if;
    perform await_turn_to_erase();
    perform from erasures as e
    where e.tenant_id = v_erasure.tenant_id and e.user_id = v_erasure.user_id
      and e.erased_at is null and e.failed_at is not distinct from v_erasure.failed_at
    for update skip locked;
    continue when not found;
    begin
      perform erase_user(v_erasure.tenant_id, v_erasure.user_id, p_limit);
    exception
      when query_canceled or others then
        update erasures as e set failed_at = statement_time(), error = sqlerrm
        where e.tenant_id = v_erasure.tenant_id and e.user_id = v_erasure.user_id;
    end;
    return 1;
  end loop;
  if v_failing.tenant_id is not null then
    raise exception 'erasing fails: user %, %', v_failing.user_id, v_failing.error
      using hint = 'The table erasures lists all that fail. Remove the cause; it is tried again each hour.';
  end if;
  return 0;
end
$function$;
comment on routine finish_erasures(integer) is 'Continues an erasure that was begun or replayed, by at most p_limit rows; returns 0 once all are done.';
reset role;


-- function forget_access_changes(interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_access_changes(p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_since constant timestamptz := statement_time() - p_keep;
  v_old bigint;
  v_to_come bigint;
begin
  perform require_system();
  if p_keep is null then
    return 0;
  end if;
  -- one statement, because the limit and the rows have to be of one snapshot
  delete from access_changes as c
  using (
    select k.tenant_id, coalesce(min(k.stamp) filter (where k.changed_at >= v_since), max(k.stamp)) as first_kept
    from access_changes as k
    where k.stamp < pg_snapshot_xmax(pg_current_snapshot())
    group by k.tenant_id
  ) as f
  where c.tenant_id = f.tenant_id
    and c.stamp < least(pg_snapshot_xmin(pg_current_snapshot()), f.first_kept);
  get diagnostics v_old = row_count;
  delete from access_changes as c where c.stamp >= pg_snapshot_xmax(pg_current_snapshot());
  get diagnostics v_to_come = row_count;
  return v_old + v_to_come;
end
$function$;
comment on routine forget_access_changes(interval) is 'Internal: The job of changes of access: deletes those that are older than p_keep, and returns how many.';
reset role;


-- function forget_consumed_events(interval, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_consumed_events(p_older_than interval, p_limit integer DEFAULT NULL::integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_before constant timestamptz := statement_time() - p_older_than;
  v_tenant_id uuid;
  v_deleted bigint;
  v_forgotten bigint;
  v_passed uuid[] := '{}';
  v_error text;
begin
  perform require_system_work();
  loop
    v_forgotten := 0;
    v_tenant_id := null;
    begin
      for v_tenant_id in
        select o.tenant_id
        from (
          select c.tenant_id from consumed_events as c
          where c.consumed_at < v_before and c.tenant_id <> all (v_passed)
          order by c.consumed_at
          limit p_limit
        ) as o
        group by o.tenant_id
        order by o.tenant_id
      loop
        delete from consumed_events as c
        where c.tenant_id = v_tenant_id
          and (c.consumer, c.event_id) in (
            select o.consumer, o.event_id from consumed_events as o
            where o.tenant_id = v_tenant_id and o.consumed_at < v_before
            limit p_limit - v_forgotten);
        get diagnostics v_deleted = row_count;
        if v_deleted = 0 and row_keepers('consumed_events', 'delete') is not null then
          perform from consumed_events as c where c.tenant_id = v_tenant_id and c.consumed_at < v_before;
          if found then
            perform refuse_kept('consumed_events');
          end if;
        end if;
        v_forgotten := v_forgotten + v_deleted;
        exit when v_forgotten >= p_limit;
      end loop;
      exit;
    exception
      when lock_not_available then
        if v_tenant_id is null then
          raise; -- no tenant's rows: the table
        end if;
        v_passed := v_passed || v_tenant_id;
        v_forgotten := 0;
        exit when cardinality(v_passed) > 2;
    end;
  end loop;
  if v_passed <> '{}' then
    v_error := format(
      '%s tenants are passed over, as somebody forgets handled events of theirs; the first is %s',
      cardinality(v_passed), v_passed[1]);
    if v_forgotten = 0 then
      raise exception '%', v_error
        using errcode = 'lock_not_available',
          hint = 'Somebody forgets events there, in a transaction that does not end.';
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  end if;
  return v_forgotten;
end
$function$;
comment on routine forget_consumed_events(interval, integer) is 'Deletes entries that are older than any second delivery can be, at most p_limit or all; returns how many.';
reset role;


-- function forget_seals(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_seals(p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_chain uuid;
  v_run int8range;
  v_first bigint;
  v_deleted bigint;
  v_forgotten bigint := 0;
begin
  perform require_system();
  perform require_limit(p_limit);
  for v_chain, v_run in
    select l.chain, unnest(l.stands_for)
    from (
      select distinct on (seal_chain(s)) seal_chain(s) as chain, s.stands_for
      from audit_seals as s
      where s.dropped
      order by seal_chain(s), s.number desc
    ) as l
  loop
    select min(s.number) into v_first from audit_seals as s
    where seal_chain(s) = v_chain and s.number >= lower(v_run) and s.number < upper(v_run) - 1;
    delete from audit_seals as s
    where seal_chain(s) = v_chain and s.number >= v_first and s.number < upper(v_run) - 1
      and s.number < v_first + p_limit - v_forgotten;
    get diagnostics v_deleted = row_count;
    if v_first is not null and row_keepers('audit_seals', 'delete') is not null then
      perform from audit_seals as s where seal_chain(s) = v_chain and s.number = v_first;
      if found then
        perform refuse_kept('audit_seals');
      end if;
    end if;
    v_forgotten := v_forgotten + v_deleted;
    exit when v_forgotten >= p_limit;
  end loop;
  return v_forgotten;
end
$function$;
comment on routine forget_seals(integer) is 'Deletes at most p_limit seals of dropped months, except those that the chain needs; returns how many.';
reset role;


-- function former_seal()
set role lyss_definer;
CREATE OR REPLACE FUNCTION former_seal()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_inner bytea;
  v_outer bytea;
begin
  select substring(k.former_pads for 64), substring(k.former_pads from 65) into v_inner, v_outer
  from lyss_shared.scope_keys as k
  where k.name = '' and now() <= k.former_until;
  return encode(sha256(v_outer || sha256(v_inner || lyss_shared.sealed_scope())), 'hex');
end
$function$;
comment on routine former_seal() is 'Internal: The seal by the server''s previous key, in a transaction that had begun before the key was replaced; else null.';
reset role;


-- function give_up_event(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION give_up_event(p_tenant_id uuid, p_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_now constant timestamptz := wall_time();
  v_key outbox_keys;
  v_event outbox_events;
  v_erased uuid[];
begin
  perform require_system_work();
  select k.* into v_key from outbox_keys as k
  where k.tenant_id = p_tenant_id
    and k.key = (select e.key from outbox_events as e where e.tenant_id = p_tenant_id and e.id = p_id)
    and k.failures > 0 and (k.claim is null or k.next_at <= v_now)
  for update skip locked;
  if not found then
    return false;
  end if;
  delete from outbox_events as e
  where e.tenant_id = p_tenant_id and e.id = p_id
    and e.position = (
      select o.position from outbox_events as o
      where o.tenant_id = p_tenant_id and o.key = v_key.key and o.position >= v_key.first_position
      order by o.position
      limit 1
    )
  returning e.* into v_event;
  if not found then
    return false;
  end if;
  insert into given_up_events (
    tenant_id, id, key, type, payload, actor_id, reason, created_at, failures, last_error,
    given_up_because
  ) values (
    v_event.tenant_id, v_event.id, v_event.key, v_event.type, v_event.payload, v_event.actor_id,
    v_event.reason, v_event.created_at, v_key.failures, v_key.last_error, current_system_reason());
  -- Nobody is erased a second time unasked, so an event about somebody who was erased is recorded and not kept.
  v_erased := array(
    select r.user_id from erasures as r
    where r.tenant_id = p_tenant_id and r.erased_at is not null
      and r.user_id::text = any (persons_of_event(v_event.type, v_event.key, v_event.actor_id)));
  if v_erased <> '{}' then
    delete from given_up_events as g
    where g.tenant_id = p_tenant_id and g.id = p_id
      and not exists (
        select from legal_holds as h
        where h.tenant_id = p_tenant_id and (h.subject_id = p_tenant_id or h.subject_id = any (v_erased)));
  end if;
  update outbox_keys as k
  set claim = null, next_at = v_now, first_position = v_event.position + 1, failures = 0, last_error = null
  where k.tenant_id = p_tenant_id and k.key = v_key.key;
  perform wake_workers();
  return true;
end
$function$;
comment on routine give_up_event(uuid, uuid) is 'Sets aside a failed event, so that later ones of its key are delivered; false if it has not failed, is not the first of its key, or is being handled.';
reset role;


-- function grant_common()
CREATE OR REPLACE FUNCTION grant_common()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  -- to public, because the login has no role yet when it calls bind_scope()
  grant usage on schema lyss_shared to public;
  grant select on lyss_shared.outbox_turns, lyss_shared.outbox_keys, lyss_shared.outbox_events,
    lyss_shared.outbox_floors, lyss_shared.consumed_events, lyss_shared.given_up_events,
    lyss_shared.table_health,
    lyss_shared.index_health, lyss_shared.vacuum_horizon, lyss_shared.lock_room,
    lyss_shared.legal_holds, lyss_shared.erasures
    to lyss_system;
  grant select on lyss_shared.audit_logs, lyss_shared.audit_seals to authenticated_users, lyss_system;
  grant select on lyss_shared.audit_watermark to lyss_system;
  -- for the application's login, which compares the schema with what its version of LYSS expects
  grant select on lyss_shared.lyss_schema_history to lyss_system;
end
$function$;
comment on routine grant_common() is 'Internal: Grants what every service database grants on the objects that all of them have.';


-- function has_permission(uuid, uuid, text)
CREATE OR REPLACE FUNCTION has_permission(p_tenant_id uuid, p_user_id uuid, p_permission text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_role record;
begin
  for v_role in
    select h.role_tenant_id, h.role_id from held_roles(p_tenant_id, p_user_id) as h
  loop
    if role_permits(v_role.role_tenant_id, v_role.role_id, p_permission) then
      return true;
    end if;
  end loop;
  perform require_permission(p_permission);
  return false;
end
$function$;
comment on routine has_permission(uuid, uuid, text) is 'Whether a user has a permission; fails with 23503 where the permission does not exist.';


-- function held_permissions(uuid, uuid)
CREATE OR REPLACE FUNCTION held_permissions(p_tenant_id uuid, p_user_id uuid)
 RETURNS TABLE(role_tenant_id uuid, role_id uuid, permission_name character varying)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_role record;
begin
  for v_role in
    select distinct h.role_tenant_id, h.role_id from held_roles(p_tenant_id, p_user_id) as h
  loop
    return query
      select p.tenant_id, p.role_id, p.permission_name
      from role_permissions as p
      where p.tenant_id = v_role.role_tenant_id and p.role_id = v_role.role_id
        and is_in_reach(p.reach);
  end loop;
end
$function$;
comment on routine held_permissions(uuid, uuid) is 'The permissions of a user, and the role that gives each.';


-- function held_roles(uuid, uuid)
CREATE OR REPLACE FUNCTION held_roles(p_tenant_id uuid, p_user_id uuid)
 RETURNS TABLE(role_tenant_id uuid, role_id uuid, origin text, assigned_by uuid, assigned_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE ROWS 5
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_platform constant uuid := platform_tenant_id();
  v_assigned record;
begin
  for v_assigned in
    select u.role_id, u.built_in_role, u.assigned_by, u.assigned_at
    from user_roles as u
    where u.tenant_id = p_tenant_id and u.user_id = p_user_id
  loop
    if v_assigned.role_id is not null then
      role_tenant_id := p_tenant_id;
      role_id := v_assigned.role_id;
      origin := 'assignment';
      assigned_by := v_assigned.assigned_by;
      assigned_at := v_assigned.assigned_at;
      return next;
    else
      return query
        select r.tenant_id, r.id, 'assignment', v_assigned.assigned_by, v_assigned.assigned_at
        from roles as r
        where r.tenant_id = v_platform and r.name_lower = v_assigned.built_in_role;
    end if;
  end loop;
  if p_tenant_id = current_tenant_id() and p_user_id = current_user_id() then
    return query
      select r.tenant_id, r.id, 'scope', null::uuid, null::timestamptz
      from roles as r
      where r.tenant_id = v_platform and r.name_lower = current_user_role();
  end if;
end
$function$;
comment on routine held_roles(uuid, uuid) is 'Internal: The roles that a user has: those assigned, and for the current user the one of the scope.';


-- function held_rows(regclass, timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION held_rows(p_table regclass, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS TABLE(subject text, held bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return query select h.subject, h.held from count_held_rows(p_table, p_from, p_to) as h;
end
$function$;
comment on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) is 'Internal: The users under legal hold who have rows of a time in a table, and how many; the count stops at 1000.';
reset role;


-- function held_subjects()
CREATE OR REPLACE FUNCTION held_subjects()
 RETURNS TABLE(subject text, tenant text, person text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return query
    select
      case when h.subject_id = h.tenant_id then 'the tenant ' else 'the user ' end || h.subject_id,
      format('tenant_id = %L', h.tenant_id),
      nullif(h.subject_id, h.tenant_id)::text
    from legal_holds as h
    order by h.tenant_id, h.subject_id;
end
$function$;
comment on routine held_subjects() is 'Internal: Who is under legal hold, and the conditions of their rows.';


-- function hold_job(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION hold_job(p_name text, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_job(p_name);
  if p_reason is null then
    raise exception 'reason is null: say why the job may not run'
      using errcode = 'null_value_not_allowed';
  end if;
  -- A transaction that is dropping rows has read that there is no hold.
  perform await_holds(p_sets_one => true);
  insert into jobs (name, hold) values (p_name, p_reason)
  on conflict (name) do update set hold = excluded.hold;
end
$function$;
comment on routine hold_job(text, text) is 'Puts a job on hold for a reason, such as a lawsuit: it does not run, and nothing of its table is dropped.';
reset role;


-- function hold_of(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION hold_of(p_job text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return (select j.hold from jobs as j where j.name = p_job);
end
$function$;
comment on routine hold_of(text) is 'Internal: Why a job may not run; null where it may.';
reset role;


-- function impersonal_columns(text, text[])
CREATE OR REPLACE FUNCTION impersonal_columns(p_table text, p_but text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return (
    select string_agg(c.name, ',' order by c.name)
    from personal_tables() as p
    cross join unnest(p.other) as c (name)
    where p.table_name = p_table and c.name <> all (p_but));
end
$function$;
comment on routine impersonal_columns(text, text[]) is 'Internal: The columns of a table that are declared to be about no person, but for the given ones, between commas.';


-- function insert_late_rows(text, regclass)
CREATE OR REPLACE FUNCTION insert_late_rows(p_insert text, p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_shared.moment()) * 1000));
  execute p_insert;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available then
    raise exception 'rows that those of % refer to are locked: %', p_table, coalesce(
      lyss_shared.row_lockers(array(
        select k.confrelid::regclass from pg_constraint as k
        where k.conrelid = p_table and k.contype = 'f' and k.conparentid = 0)),
      'nobody holds them any more')
      using
        errcode = 'lock_not_available',
        hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$function$;
comment on routine insert_late_rows(text, regclass) is 'Internal: Runs an insertion of rows of a partitioned table; fails with 55P03 where what they refer to is locked for more than a moment, and says by whom.';


-- function is_ciphertext(text)
CREATE OR REPLACE FUNCTION is_ciphertext(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return p_text ~ '^[a-z][a-z0-9.+-]{0,31}:([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9+/]{38,}={0,2}$';
end
$function$;
comment on routine is_ciphertext(text) is 'Internal: Whether a text looks like ciphertext: scheme:base64 or scheme:key-id:base64, 28 bytes at least.';


-- function is_distributed(regclass)
CREATE OR REPLACE FUNCTION is_distributed(p_table regclass)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_distributed boolean := false;
begin
  if to_regclass('pg_catalog.pg_dist_partition') is not null then
    execute 'select exists (select from pg_catalog.pg_dist_partition where logicalrelid = $1)'
    into v_distributed using p_table;
  end if;
  return v_distributed;
end
$function$;
comment on routine is_distributed(regclass) is 'Internal: Whether a table is distributed by Citus.';


-- function is_in_reach(text)
CREATE OR REPLACE FUNCTION is_in_reach(p_reach text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((p_reach = 'tenant'::text) OR (current_tenant_id() IS NULL));
comment on routine is_in_reach(text) is 'Internal: Whether a permission of this reach counts in the scope.';


-- function is_on_citus()
CREATE OR REPLACE FUNCTION is_on_citus()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (current_setting('citus.propagate_set_commands'::text, true) IS NOT NULL);
comment on routine is_on_citus() is 'Internal: Whether the server has Citus, which may distribute the database.';


-- function is_password_hash(text)
CREATE OR REPLACE FUNCTION is_password_hash(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return p_text = '!'
    or p_text ~ '^(\{[A-Za-z0-9@_.-]+\})?\$[a-z0-9-]+\$[!-~]{20,}$'
    or p_text ~ '^[a-z0-9_]+\$[0-9]+\$[!-~]{20,}$';
end
$function$;
comment on routine is_password_hash(text) is 'Internal: Whether a text looks like the hash of a password; ! is the hash that no password has.';


-- function is_reserved_action(text)
CREATE OR REPLACE FUNCTION is_reserved_action(p_action text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT ((a.bare ~ '^row_'::text) OR ((length(a.bare) > 2) AND (EXISTS (SELECT FROM unnest(ARRAY['row_insert'::text, 'row_update'::text, 'row_delete'::text, 'read_secret'::text, 'drop_partition'::text, 'erase_user'::text, 'export_user'::text, 'export_tenant'::text, 'import_tenant'::text]) w(word) WHERE (a.folded ~ (('^'::text || regexp_replace(w.word, '(.)'::text, '[^a-z0-9_]*(\1|[^ -~])'::text, 'g'::text)) || '[^a-z0-9_]*$'::text)))))) FROM (SELECT f.folded, regexp_replace(f.folded, '[^a-z0-9_]'::text, ''::text, 'g'::text) AS bare FROM (SELECT fold_case(NORMALIZE("left"(is_reserved_action.p_action, 101), NFKC)) AS folded) f) a);
comment on routine is_reserved_action(text) is 'Internal: Whether an action is one of entries that the database itself makes, or reads like it.';


-- function is_reserved_for_events(text)
CREATE OR REPLACE FUNCTION is_reserved_for_events(p_word text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (p_word = ANY (ARRAY['administrator'::text, 'association'::text, 'budget'::text, 'channel'::text, 'conversation'::text, 'embedding'::text, 'group'::text, 'member'::text, 'memories'::text, 'memory'::text, 'message'::text, 'model'::text, 'partition'::text, 'permission'::text, 'price'::text, 'provider'::text, 'quota'::text, 'relay'::text, 'reservation'::text, 'role'::text, 'setting'::text, 'summary'::text, 'tenant'::text, 'token'::text, 'usage'::text, 'user'::text]));
comment on routine is_reserved_for_events(text) is 'Internal: Whether types and keys of LYSS''s own events begin with a word.';


-- function is_reserved_source(text)
CREATE OR REPLACE FUNCTION is_reserved_source(p_source text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (translate(p_source, '01-_'::text, 'ol'::text) = ANY (ARRAY['chat'::text, 'memory'::text, 'platform'::text, 'provider'::text, 'relay'::text, 'shared'::text, 'user'::text]));
comment on routine is_reserved_source(text) is 'Internal: Whether a source is that of a service of LYSS or of its relay, or reads like it.';


-- function is_token_counts(jsonb)
CREATE OR REPLACE FUNCTION is_token_counts(p_json jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return p_json::pg_catalog.text operator(pg_catalog.~) '^\{("[a-z][a-z0-9_]*(\.[a-z0-9_]+)*": [0-9]{1,15}(, )?)*\}$';
end
$function$;
comment on routine is_token_counts(jsonb) is 'Internal: Whether a JSON value is an object of kinds of tokens, such as input.cached, and whole numbers of 15 digits at most.';


-- function job_fails(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION job_fails(p_job text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  return exists (select from jobs as j where j.name = p_job and j.failures > 0);
end
$function$;
comment on routine job_fails(text) is 'Internal: Whether a job failed when it last ran.';
reset role;


-- function keep_all(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION keep_all(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
begin
  perform require_job(p_name);
  if p_name not like 'retention of %' then
    raise exception 'name is %: only the retention of a table keeps all', p_name
      using errcode = 'invalid_parameter_value';
  end if;
  insert into jobs (name, keeps_all, due_at) values (p_name, true, v_now)
  on conflict (name) do update set keep = null, keeps_all = excluded.keeps_all, due_at = excluded.due_at;
end
$function$;
comment on routine keep_all(text) is 'Makes a job of retention keep everything for ever, until set_job or reset_job is called.';
reset role;


-- function keep_partitions(regclass)
CREATE OR REPLACE FUNCTION keep_partitions(p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_passed_over text;
begin
  -- rows in the default partition first: no month is made while many of them are left
  if not is_distributed(p_table) and move_default_rows(p_table) then
    return 1;
  end if;
  for v_month in -1 .. 3 loop
    begin
      perform create_monthly_partition(
        p_table,
        date_trunc('month', (statement_time() at time zone 'UTC') + make_interval(months => v_month))::date);
    exception
      -- a table of that name which is no partition, or a partition with a part of the month
      when duplicate_table or invalid_object_definition then
        v_passed_over := concat_ws('; ', v_passed_over, sqlerrm);
    end;
  end loop;
  if v_passed_over is not null then
    execute format('set local lyss.passed_over = %L', v_passed_over);
  end if;
  return 0;
end
$function$;
comment on routine keep_partitions(regclass) is 'Internal: The job of the partitions of a table: a step; 1 where more is to be done.';


-- function keeps_less(interval, interval)
CREATE OR REPLACE FUNCTION keeps_less(p_keep interval, p_before interval)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select p_keep is not null and (
    p_before is null or exists (
      select from generate_series(timestamp '2021-01-01', timestamp '2024-12-31', interval '1 day') as d
      where d - p_keep > d - p_before))
$function$;
comment on routine keeps_less(interval, interval) is 'Internal: Whether the first is shorter than the second on some day; null is for ever.';


-- function kept_by_job(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION kept_by_job(p_name text)
 RETURNS interval
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  return (
    select case when j.keeps_all is null then coalesce(j.keep, d.keep) end
    from job_definitions() as d
    left join jobs as j on j.name = d.name
    where d.name = p_name);
end
$function$;
comment on routine kept_by_job(text) is 'Internal: How long a job keeps what it deletes, as set or by default; null for ever.';
reset role;


-- function limit_waiting()
CREATE OR REPLACE FUNCTION limit_waiting()
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  if v_before = '0' then
    set local lock_timeout = '2s';
  else
    execute format('set local lock_timeout = %L', v_before);
  end if;
  return v_before;
end
$function$;
comment on routine limit_waiting() is 'Internal: Makes this transaction wait for a lock no longer than lock_timeout, or two seconds; returns the previous value.';


-- function lock_claim(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_claim(p_claim uuid, p_tenant_id uuid, p_key text)
 RETURNS SETOF outbox_keys
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  return query
    select * from outbox_keys as k
    where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
    for update skip locked;
  -- nested, because PostgreSQL sets up a whole condition before it evaluates its first part
  if not found then
    if exists (
      select from outbox_keys as k
      where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
        and k.next_at > wall_time()
    ) then
      return query
        select * from outbox_keys as k
        where k.tenant_id = p_tenant_id and k.key = p_key and k.claim = p_claim
        for update;
    end if;
  end if;
end
$function$;
comment on routine lock_claim(uuid, uuid, text) is 'Internal: Locks the key of a claim and returns it; nothing if the claim is lost.';
reset role;


-- function lock_holders(bigint)
CREATE OR REPLACE FUNCTION lock_holders(p_lock bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(
    string_agg(
      case
        when l.pid is null then 'a prepared transaction, see pg_prepared_xacts,'
        else format('process %s', l.pid)
      end || ' has held the lock',
      ', ' order by l.pid),
    'nobody holds it any more')
  from pg_locks as l
  where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
    and l.pid is distinct from pg_backend_pid()
    and l.database = (select oid from pg_database where datname = current_database())
    and (l.classid::bigint << 32) + l.objid::bigint = p_lock
$function$;
comment on routine lock_holders(bigint) is 'Internal: The sessions that hold an advisory lock.';


-- function lock_model_prices(uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_model_prices(p_tenant_id uuid, p_provider_type text, p_model text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'model_prices', p_tenant_id, p_provider_type, p_model), 0));
  -- The clock is read after the wait, so that "now" is later than what the callers before have set.
  return wall_time();
end
$function$;
comment on routine lock_model_prices(uuid, text, text) is 'Internal: Waits for callers who set prices of the model; returns the time after the wait.';
reset role;


-- function lock_tables(regclass[], text[])
CREATE OR REPLACE FUNCTION lock_tables(p_tables regclass[], p_modes text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_before constant text := current_setting('lock_timeout');
  v_timeout constant interval := coalesce(
    nullif(v_before::interval, interval '0'), interval '2 s');
  v_moment constant interval := lyss_shared.moment();
  v_turn constant interval := least(v_timeout, (current_setting('deadlock_timeout')::interval - v_moment) * 0.9);
  v_turns constant integer := ceil(extract(epoch from v_timeout) / extract(epoch from v_turn));
  c_attempts constant integer := 20;
  c_early constant interval := '5 ms';
  v_first bigint[] := '{1,1}';
  v_awaited bigint;
  v_half integer;
  v_circle boolean;
  v_held boolean := false;
  v_until timestamptz;
  v_table regclass;
  v_number bigint;
  v_mode text;
begin
  if exists (
    select from pg_locks
    where pid = pg_backend_pid() and locktype = 'relation' and granted
      and mode in ('ShareRowExclusiveLock', 'AccessExclusiveLock')
  ) then
    v_held := true;
    v_until := lyss_shared.wall_time() + v_moment;
  end if;
  for v_table in
    select distinct l.relation::regclass
    from pg_locks as l
    where l.relation = any (p_tables) and l.granted and l.pid <> pg_backend_pid()
      and l.mode = 'ShareUpdateExclusiveLock'
      and l.database = (select oid from pg_database where datname = current_database())
      and v_until is null
  loop
    begin
      execute format(
        'set local lock_timeout = %s',
        ceil(extract(epoch from current_setting('deadlock_timeout')::interval) * 1500));
      execute format('lock table only %s in share update exclusive mode', v_table);
      raise exception using errcode = 'LY000', message = 'lets the lock go';
    exception
      when sqlstate 'LY000' then
        null;
    end;
  end loop;
  for v_attempt in 1 .. c_attempts loop
    begin
      for v_half, v_number, v_table, v_mode in
        select h, n, t, case when h = 1 and m = 'access exclusive' and n is distinct from v_awaited
          then 'share row exclusive' else m end
        from generate_series(1, 2) as h, unnest(p_tables, p_modes) with ordinality as l (t, m, n)
        where t is not null and (h = 1 or m = 'access exclusive' and n is distinct from v_awaited)
        order by h, n is distinct from v_awaited, n <> v_first[h], n
      loop
        -- without a name, it would be written as a number
        if not exists (select from pg_class where oid = v_table) then
          raise exception using errcode = 'lock_not_available', message = 'it is gone';
        end if;
        for v_wait in 1 .. greatest(v_turns, 2) loop
          execute format(
            'set local lock_timeout = %s',
            greatest(1, ceil(1000 * extract(epoch from case
              when v_until is null then v_turn
              when v_wait = 1 then least(c_early, v_until - lyss_shared.wall_time())
              else v_until - lyss_shared.wall_time()
            end))));
          begin
            execute format('lock table only %s in %s mode', v_table, v_mode);
            exit;
          exception
            when lock_not_available then
              v_circle := v_until is not null and exists (
                select from pg_locks as w
                join pg_locks as l on l.pid = w.pid and l.relation = v_table and l.granted
                where not w.granted and pg_backend_pid() = any (pg_blocking_pids(w.pid)));
              if v_circle or v_wait >= (case when v_until is null then v_turns else 2 end) then
                raise;
              end if;
          end;
        end loop;
        if v_until is null and v_mode in ('share row exclusive', 'access exclusive') then
          v_until := lyss_shared.wall_time() + v_moment;
        end if;
      end loop;
      exit;
    exception
      when lock_not_available then
        if v_held or v_until is null or v_attempt = c_attempts
          or not v_circle and v_awaited is not null then
          raise;
        end if;
        v_until := null;
        if v_circle then
          v_first[v_half] := v_number;
        else
          v_awaited := v_number;
        end if;
    end;
  end loop;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available or deadlock_detected or undefined_table then
    raise exception '% was not free in time: %', v_table, coalesce(
      (
        select string_agg(
          case
            when l.pid is null then 'a prepared transaction, see pg_prepared_xacts,'
            when a.pid is not null and a.usesysid is null then format('process %s, an autovacuum,', l.pid)
            else format('process %s', l.pid)
          end
            || ' has held ' || l.mode
            || coalesce(' in its transaction since ' || a.xact_start, ''),
          ', ' order by l.pid, l.mode)
        from pg_locks as l
        left join pg_stat_activity as a on a.pid = l.pid
        where l.relation = v_table and l.granted and l.pid is distinct from pg_backend_pid()
          and l.database = (select oid from pg_database where datname = current_database())
          and case v_mode
            when 'access exclusive' then true
            when 'share row exclusive' then l.mode not in ('AccessShareLock', 'RowShareLock')
            else l.mode not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')
          end
      ),
      case
        when exists (select from pg_class where oid = v_table) then 'nobody holds it any more'
        else 'another session has dropped it meanwhile'
      end)
      using
        errcode = 'lock_not_available',
        hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$function$;
comment on routine lock_tables(regclass[], text[]) is 'Internal: Locks tables in this order (null: no lock), within lock_timeout; fails with 55P03, and says who holds which lock.';


-- function make_due(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION make_due(p_job text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  -- a job that never ran has no row, and is due
  update jobs set due_at = null where name = p_job;
end
$function$;
comment on routine make_due(text) is 'Internal: Makes a job due at once.';
reset role;


-- function make_partition(regclass, text, text, timestamp with time zone, timestamp with time zone, boolean)
CREATE OR REPLACE FUNCTION make_partition(p_table regclass, p_name text, p_comment text, p_from timestamp with time zone, p_to timestamp with time zone, p_filled boolean)
 RETURNS regclass
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO, MDY'
 SET "TimeZone" TO 'UTC'
AS $function$
declare
  v_table record;
  v_partition constant text := format('%I.%I', 'lyss_shared', p_name);
  v_part record;
begin
  select * into v_table from lyss_shared.monthly_table(p_table);
  if lyss_shared.is_distributed(p_table) then
    execute format(
      'create table %s partition of %s for values from (%L) to (%L)', v_partition, p_table, p_from, p_to);
  else
    execute format(
      'create table %s (
        like %s including defaults including constraints including storage including compression %s) %s',
      v_partition, p_table, case when p_filled then 'including indexes' end,
      -- where a DBA has said that new months lie
      (
        select format('tablespace %I', s.spcname) from pg_class as c
        join pg_tablespace as s on s.oid = c.reltablespace
        where c.oid = p_table));
  end if;
  execute format('revoke all on %s from public', v_partition);
  -- as default privileges of the owner may have granted
  for v_part in
    select distinct a.grantee::regrole
    from pg_class as c
    cross join aclexplode(c.relacl) as a
    where c.oid = to_regclass(v_partition) and a.grantee <> c.relowner
  loop
    execute format('revoke all on %s from %s', v_partition, v_part.grantee);
  end loop;
  -- A DBA may have said so, for a reader of changes that has to see the whole row as it was.
  if (select c.relreplident from pg_class as c where c.oid = p_table) = 'f' then
    execute format('alter table %s replica identity full', v_partition);
  end if;
  -- The partition inherits row triggers from the parent, but no triggers on truncate.
  for v_part in
    select tgname, tgfoid::regproc as function
    from pg_trigger
    where tgrelid = p_table and not tgisinternal and tgtype::integer & 32 <> 0
  loop
    execute format(
      'create trigger %I before truncate on %s for each statement execute function %s(%L)',
      v_part.tgname, v_partition, v_part.function, v_table.name);
  end loop;
  if p_filled then
    for v_part in
      select conname, pg_get_constraintdef(oid) as definition
      from pg_constraint
      where conrelid = p_table and contype = 'f' and conparentid = 0
    loop
      execute format(
        'alter table %s add constraint %I %s', v_partition, v_part.conname, v_part.definition);
    end loop;
    if p_from is not null then
      execute format(
        'alter table %s add constraint month_check
           check (%I is not null and %2$I >= %3$L and %2$I < %4$L)',
        v_partition, v_table.key, p_from, p_to);
    end if;
    execute format('grant select, insert, delete on %s to lyss_definer', v_partition);
    execute format(
      'create policy filling on %s to lyss_definer using (true) with check (true)', v_partition);
  end if;
  execute format(
    'alter table %s enable row level security, force row level security', v_partition);
  execute format('comment on table %s is %L', v_partition, p_comment);
  return to_regclass(v_partition);
end
$function$;
comment on routine make_partition(regclass, text, text, timestamp with time zone, timestamp with time zone, boolean) is 'Internal: Makes a table that can be attached as a partition, or, where Citus distributes it, a partition; returns it.';


-- function missing_erasures(jsonb)
CREATE OR REPLACE FUNCTION missing_erasures(p_erasures jsonb)
 RETURNS TABLE(tenant_id uuid, user_id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return query
    select distinct j.tenant_id, j.user_id
    from jsonb_to_recordset(p_erasures) as j (tenant_id uuid, user_id uuid, erased_at timestamptz)
    where not exists (
      select from erasures as e
      where e.tenant_id = j.tenant_id and e.user_id = j.user_id and e.erased_at >= j.erased_at);
end
$function$;
comment on routine missing_erasures(jsonb) is 'The users and tenants that a journal lists as erased, and that are not erased here.';


-- function moment()
CREATE OR REPLACE FUNCTION moment()
 RETURNS interval
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select least(
    coalesce(nullif(current_setting('lock_timeout')::interval, interval '0'), interval '2 s'),
    current_setting('deadlock_timeout')::interval / 2,
    interval '250 ms')
$function$;
comment on routine moment() is 'Internal: How long a transaction waits for a lock while it holds one that others need: less than deadlock_timeout.';


-- function monthly_table(regclass)
CREATE OR REPLACE FUNCTION monthly_table(p_table regclass, OUT key name, OUT name text, OUT default_partition regclass)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  select a.attname, c.relname, nullif(t.partdefid, 0)
  into key, name, default_partition
  from pg_partitioned_table as t
  join pg_class as c on c.oid = t.partrelid
  join pg_attribute as a on a.attrelid = t.partrelid and a.attnum = t.partattrs[0]
  where t.partrelid = p_table and c.relnamespace = to_regnamespace('lyss_shared');
  if not found then
    raise exception 'the table is %, which is not a partitioned table of the schema lyss_shared',
      coalesce(p_table::text, 'none that is there')
      using errcode = 'invalid_parameter_value';
  end if;
end
$function$;
comment on routine monthly_table(regclass) is 'Internal: The column that a table is partitioned by, its name and its default partition; fails with 22023 for another table.';


-- function months_of(interval)
CREATE OR REPLACE FUNCTION months_of(p_keep interval)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamp := statement_time() at time zone 'UTC';
  v_age constant interval := age(date_trunc('month', v_now), date_trunc('month', v_now - p_keep));
begin
  return greatest(1, extract(year from v_age) * 12 + extract(month from v_age));
end
$function$;
comment on routine months_of(interval) is 'Internal: How many whole months before this one have to be kept, for a retention of p_keep.';


-- function move_default_rows(regclass)
CREATE OR REPLACE FUNCTION move_default_rows(table_name regclass)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  c_blocks constant bigint := 64;
  -- few enough to be read in an instant while the table is locked
  c_few constant bigint := 1048576;
  v_timeout constant text := current_setting('lock_timeout');
  v_table record;
  v_next regclass;
  v_progress jsonb;
  v_file record;
  v_block bigint;
  v_months date[];
  v_new_months date[];
begin
  perform lyss_shared.refuse_unsealed();
  select * into v_table from lyss_shared.monthly_table(table_name);
  if v_table.default_partition is null then
    return false;
  end if;
  v_next := to_regclass(format('%I.%I', 'lyss_shared', v_table.name || '_default_next'));
  if v_next is null then
    v_new_months := array(select m from lyss_shared.default_months(table_name) as m order by m);
    if v_new_months = '{}' then
      return false;
    end if;
    perform lyss_shared.begin_move(table_name, '{}', v_new_months);
    return true;
  end if;

  -- The lock also lets only one session continue the move.
  perform lyss_shared.lock_tables(array[v_next], array['share update exclusive']);
  v_progress := obj_description(v_next, 'pg_class')::jsonb;
  if current_setting('transaction_isolation') !~ '^read '
    or v_progress ->> 'transaction' = pg_current_xact_id()::text then
    raise exception 'each step of move_default_rows is a transaction of its own, READ COMMITTED'
      using errcode = 'active_sql_transaction';
  end if;
  v_file := lyss_shared.file_of(v_table.default_partition);
  if v_progress ->> 'file' <> v_file.file then
    v_progress := v_progress - 'running' || jsonb_build_object('block', 0) || to_jsonb(v_file);
  end if;
  v_months := array(select jsonb_array_elements_text(v_progress -> 'months')::date);
  v_block := (v_progress ->> 'block')::bigint;

  if v_block < (v_progress ->> 'blocks')::bigint then
    execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_shared.moment()) * 1000));
    perform lyss_shared.copy_default_rows(table_name, v_months, v_block, v_block + c_blocks);
    execute format('set local lock_timeout = %L', v_timeout);
    perform lyss_shared.note_move(
      v_next, v_progress || jsonb_build_object('block', v_block + c_blocks));
    return true;
  end if;

  if pg_relation_size(v_next) > c_few then
    v_new_months := array(
      select m from lyss_shared.default_months(table_name) as m where m <> all (v_months) order by m);
    if v_new_months <> '{}' then
      perform lyss_shared.begin_move(table_name, v_months, v_new_months);
      return true;
    end if;
  end if;

  if not v_progress ? 'running' then
    perform lyss_shared.note_move(
      v_next,
      v_progress || jsonb_build_object(
        'running', array(select t.transaction from lyss_shared.running_transactions() as t)));
    return true;
  end if;
  perform lyss_shared.await_transactions(
    array(select jsonb_array_elements_text(v_progress -> 'running')));
  perform lyss_shared.end_move(table_name, v_months);
  return exists (select from lyss_shared.default_months(table_name));
end
$function$;
comment on routine move_default_rows(regclass) is 'Takes a step in moving the rows of a default partition to the partitions of their months; false where nothing is left to do.';


-- function needed_months(regclass, integer)
CREATE OR REPLACE FUNCTION needed_months(p_table regclass, p_months_ahead integer DEFAULT 3)
 RETURNS TABLE(month date, partition regclass)
 LANGUAGE sql
 STABLE
AS $function$
  select m.month, p.partition
  from (
    select
      (pg_catalog.date_trunc('month', lyss_shared.statement_time() at time zone 'UTC')
        operator(pg_catalog.+) pg_catalog.make_interval(months => n))::pg_catalog.date as month
    from pg_catalog.generate_series(-1, p_months_ahead) as n
  ) as m
  left join (
    select c.oid::pg_catalog.regclass as partition, c.relname as name, t.relname as name_of_table
    from pg_catalog.pg_inherits as i
    join pg_catalog.pg_class as c on c.oid operator(pg_catalog.=) i.inhrelid
    join pg_catalog.pg_class as t on t.oid operator(pg_catalog.=) i.inhparent
    where i.inhparent operator(pg_catalog.=) p_table
      and c.relnamespace operator(pg_catalog.=) t.relnamespace
  ) as p
    on p.name operator(pg_catalog.=) (
      p.name_of_table operator(pg_catalog.||) pg_catalog.to_char(m.month, '_YYYY_MM'))
$function$;
comment on routine needed_months(regclass, integer) is 'Internal: The months that a table has to have, and their partitions; null where one is to be made.';


-- function needs_no_seal()
CREATE OR REPLACE FUNCTION needs_no_seal()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if not scopes_are_signed() then
    return true;
  end if;
  return exists (
    select from pg_roles as r
    where r.rolname = session_user
      and (r.rolsuper or r.rolbypassrls or pg_has_role(r.oid, 'lyss_definer', 'set')));
end
$function$;
comment on routine needs_no_seal() is 'Internal: Whether scopes need not be signed, or this login needs no seal.';


-- function next_expired_month(regclass, integer)
CREATE OR REPLACE FUNCTION next_expired_month(p_table regclass, p_keep_months integer, OUT to_time timestamp with time zone, OUT kept text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform lyss_shared.refuse_unsealed();
  perform lyss_shared.read_on_one_connection(p_table);
  select
    min(e.to_time) filter (where e.legal_hold is null),
    string_agg(e.partition || ' is ' || e.legal_hold, '; ' order by e.from_time)
      filter (where e.legal_hold !~ '^legal hold on ')
  into to_time, kept
  from lyss_shared.expired_months(p_table, p_keep_months) as e;
end
$function$;
comment on routine next_expired_month(regclass, integer) is 'Internal: The end of the oldest expired month that can be dropped, and which cannot, because something of the host depends on them.';


-- function note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION note_job(p_name text, p_started_at timestamp with time zone, p_took interval, p_done bigint, p_error text, p_failures integer, p_due_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform lyss_shared.refuse_unsealed();
  insert into jobs (name, started_at, took, done, error, succeeded_at, failures, due_at)
  values (
    p_name, p_started_at, p_took, p_done, p_error, case when p_error is null then p_started_at end,
    p_failures, p_due_at)
  on conflict (name) do update set
    started_at = excluded.started_at,
    took = excluded.took,
    done = excluded.done,
    error = excluded.error,
    succeeded_at = coalesce(excluded.succeeded_at, jobs.succeeded_at),
    failures = excluded.failures,
    due_at = excluded.due_at;
end
$function$;
comment on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) is 'Internal: Stores how a job has run, and when it is due again.';
reset role;


-- function note_move(regclass, jsonb)
CREATE OR REPLACE FUNCTION note_move(p_next regclass, p_progress jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  execute format(
    'comment on table %s is %L', p_next,
    p_progress || jsonb_build_object('transaction', pg_current_xact_id()::text));
end
$function$;
comment on routine note_move(regclass, jsonb) is 'Internal: Stores the progress of move_default_rows, as the comment of the next default partition.';


-- function open_transactions()
CREATE OR REPLACE FUNCTION open_transactions()
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_running constant text[] := array(select t.transaction from running_transactions() as t);
begin
  return v_running || array(
    select 'prepared ' || p.transaction from pg_prepared_xacts as p where p.database = current_database());
end
$function$;
comment on routine open_transactions() is 'Internal: The open transactions of this database, prepared ones included, except the current one.';


-- function outbox_floor()
CREATE OR REPLACE FUNCTION outbox_floor()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return (select f.floor from outbox_floors as f where f.tenant_id = platform_tenant_id());
end
$function$;
comment on routine outbox_floor() is 'No key of the outbox can be claimed before this time, except keys of transactions that stayed open for long.';


-- function own_jobs()
CREATE OR REPLACE FUNCTION own_jobs()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select * from lyss_shared.answer_jobs()
  union all
  select * from lyss_shared.service_jobs()
$function$;
comment on routine own_jobs() is 'Internal: The jobs of SHARED.';


-- function own_personal_data()
CREATE OR REPLACE FUNCTION own_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select $json$[
    {"table": "permissions",
      "other": ["created_at", "description", "name", "reach"]},
    {"table": "roles",
      "other": ["created_at", "description", "id", "name", "name_lower", "tenant_id", "updated_at"]},
    {"table": "role_permissions",
      "other": ["permission_name", "reach", "role_id", "tenant_id"]},
    {"table": "user_roles", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id", "assigned_by"],
      "other": ["assigned_at", "built_in_role", "id", "role_id", "tenant_id"]},
    {"table": "settings", "erasure": "keep",
      "personal": ["updated_by"],
      "other": ["key", "tenant_id", "updated_at", "value"],
      "reason": "Says who did it, by an id that says nothing once the user is erased."}
  ]$json$::jsonb || service_personal_data() || answer_personal_data() || tenant_personal_data() || prices_personal_data()
$function$;
comment on routine own_personal_data() is 'Internal: The personal data in the tables of SHARED.';


-- function parted_table(regclass, jsonb[])
CREATE OR REPLACE FUNCTION parted_table(p_table regclass, p_rows jsonb[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_part record;
  v_stays boolean;
begin
  for v_part in
    select
      f.conrelid::regclass as name,
      string_agg(format('c.%I = p.%I', c.attname, p.attname), ' and ') as belongs,
      -- by the columns of the key that the rows name
      string_agg(
        format('c.%I = (r.row ->> %L)::%s', c.attname, p.attname, format_type(p.atttypid, p.atttypmod)), ' and ')
        filter (where p_rows[1] ? p.attname::text) as was_deleted
    from pg_constraint as f
    cross join unnest(f.conkey, f.confkey) as k (child, parent)
    join pg_attribute as c on c.attrelid = f.conrelid and c.attnum = k.child
    join pg_attribute as p on p.attrelid = f.confrelid and p.attnum = k.parent
    where f.confrelid = p_table and f.contype = 'f' and f.confdeltype = 'c' and f.conparentid = 0
      and f.connamespace = to_regnamespace('lyss_shared')
      and row_keepers(f.conrelid::regclass, 'delete') is not null
    group by f.oid, f.conrelid
  loop
    execute format(
      'select exists (
        select 1 from unnest($1) as r (row)
        join %s as c on %s
        where not exists (select 1 from %s as p where %s))',
      v_part.name, v_part.was_deleted, p_table, v_part.belongs)
    into v_stays
    using p_rows;
    if v_stays then
      return v_part.name;
    end if;
  end loop;
  return null;
end
$function$;
comment on routine parted_table(regclass, jsonb[]) is 'Internal: A table in which rows stay that belong to deleted rows of p_table; null for none.';


-- function partition_bounds(regclass)
CREATE OR REPLACE FUNCTION partition_bounds(p_table regclass)
 RETURNS TABLE(partition regclass, from_time timestamp with time zone, to_time timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "DateStyle" TO 'ISO, MDY'
 SET "TimeZone" TO 'UTC'
AS $function$
  select
    i.inhrelid::regclass,
    case b.bounds[1] when 'MINVALUE' then '-infinity' else trim(both '''' from b.bounds[1])::timestamptz end,
    case b.bounds[2] when 'MAXVALUE' then 'infinity' else trim(both '''' from b.bounds[2])::timestamptz end
  from pg_inherits as i
  join pg_class as c on c.oid = i.inhrelid
  cross join lateral regexp_match(
    pg_get_expr(c.relpartbound, c.oid), '^FOR VALUES FROM \((.+)\) TO \((.+)\)$') as b (bounds)
  where i.inhparent = p_table and b.bounds is not null
$function$;
comment on routine partition_bounds(regclass) is 'Internal: The times from which and before which each partition of a table has rows, without the default one.';


-- function partition_of_month(regclass, text, timestamp without time zone)
CREATE OR REPLACE FUNCTION partition_of_month(p_table regclass, p_name text, p_month timestamp without time zone)
 RETURNS regclass
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(
    (
      select b.partition from lyss_shared.partition_bounds(p_table) as b
      where b.from_time <= p_month at time zone 'UTC'
        and b.to_time >= (p_month + interval '1 month') at time zone 'UTC'
    ),
    to_regclass(format('%I.%I', 'lyss_shared', p_name)))
$function$;
comment on routine partition_of_month(regclass, text, timestamp without time zone) is 'Internal: The partition of a month, or else the table with its name; null for neither.';


-- function permit(uuid, uuid, text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION permit(p_tenant_id uuid, p_role_id uuid, p_permissions text[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_name text;
begin
  foreach v_name in array p_permissions loop
    perform require_permission(v_name);
    if exists (select from permissions as p where p.name = v_name and p.reach <> 'tenant') then
      raise exception 'the permission % reaches beyond the tenant', v_name
        using errcode = 'check_violation', constraint = 'role_permissions_reach_tenant_id_check';
    end if;
    insert into role_permissions (tenant_id, role_id, permission_name)
    values (p_tenant_id, p_role_id, v_name)
    on conflict (tenant_id, role_id, permission_name) do nothing;
  end loop;
end
$function$;
comment on routine permit(uuid, uuid, text[]) is 'Internal: Adds permissions to a role; for the functions that change one.';
reset role;


-- function personal_data()
CREATE OR REPLACE FUNCTION personal_data()
 RETURNS TABLE(table_name text, column_name text, kind text, erasure text, reason text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select t.table_name, c.name, c.kind, e.erasure,
    case when e.erasure = 'keep' then t.reason end
  from personal_tables() as t
  cross join lateral (
    select 'personal' as kind, unnest(t.personal) as name
    union all
    select 'secret', unnest(t.secret)
    union all
    select 'other', unnest(t.other)
  ) as c
  cross join lateral (
    select case
      when t.erasure = 'delete' then 'delete'
      when t.replaced ? c.name then 'anonymise'
      when c.kind <> 'other' then 'keep'
    end as erasure
  ) as e
  order by t.table_name, c.kind = 'other', c.kind, c.name
$function$;
comment on routine personal_data() is 'Every column of every table: whether it is about a person, and whether erasing one deletes, replaces or keeps it, and why.';


-- function personal_rows(uuid, uuid, jsonb, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION personal_rows(p_tenant_id uuid, p_user_id uuid, p_after jsonb, p_limit integer)
 RETURNS TABLE(table_name text, place jsonb, data jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_limit(p_limit);
  if current_setting('role') = 'lyss_system' then
    perform require_system_work();
    if p_after is null then
      perform publish_event(p_tenant_id, 'user:' || p_user_id, 'user.exported');
    end if;
  elsif require_user(p_tenant_id) is distinct from p_user_id then
    raise exception 'users may ask for what is about themselves'
      using errcode = 'insufficient_privilege';
  end if;
  return query
    select *
    from rows_of_person(format('tenant_id = %L', p_tenant_id), p_user_id::text, p_after, p_limit);
end
$function$;
comment on routine personal_rows(uuid, uuid, jsonb, integer) is 'What is kept about a user, without secrets: at most p_limit rows after the position of a row.';
reset role;


-- function personal_tables()
CREATE OR REPLACE FUNCTION personal_tables()
 RETURNS TABLE(number bigint, table_name text, person text, parent text, keys text[], personal text[], secret text[], other text[], erasure text, replaced jsonb, announce text, reason text, remains text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select d.number, e."table", e.person, e.parent, e.keys, coalesce(e.personal, '{}'),
    coalesce(e.secret, '{}'), coalesce(e.other, '{}'), e.erasure, coalesce(e.replaced, '{}'),
    e.announce, e.reason, e.remains
  from jsonb_array_elements(own_personal_data() || common_personal_data())
    with ordinality as d (entry, number)
  cross join jsonb_to_record(d.entry) as e (
    "table" text, person text, parent text, keys text[], personal text[], secret text[],
    other text[], erasure text, replaced jsonb, announce text, reason text, remains text)
$function$;
comment on routine personal_tables() is 'Internal: What each table has about persons, and what erasing a person does to it.';


-- function persons_of_event(text, text, uuid)
CREATE OR REPLACE FUNCTION persons_of_event(p_type text, p_key text, p_actor_id uuid)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select array_append(
    array(
      select m[1]
      from regexp_matches(
        fold_case(p_key), '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})', 'g') as m),
    p_actor_id::text)
  where not is_reserved_for_events(split_part(p_type, '.', 1))
$function$;
comment on routine persons_of_event(text, text, uuid) is 'Internal: The ids of users whom an event of the host may be about; null for an event of LYSS.';


-- function price_at(uuid, text, text, timestamp with time zone)
CREATE OR REPLACE FUNCTION price_at(p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamp with time zone)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
declare
  v_price model_prices;
  v_tenant_id uuid;
begin
  foreach v_tenant_id in array array[p_tenant_id, platform_tenant_id()] loop
    select * into v_price from model_prices as p
    where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
      and p.model = p_model and p.effective_from <= p_at
    order by p.effective_from desc
    limit 1;
    if found and (v_price.effective_to is null or p_at < v_price.effective_to) then
      return next v_price;
      return;
    end if;
  end loop;
end
$function$;
comment on routine price_at(uuid, text, text, timestamp with time zone) is 'The price of a model at an instant: the tenant''s own, or else the one for everybody.';


-- function price_list(uuid, text, text)
CREATE OR REPLACE FUNCTION price_list(p_tenant_id uuid, p_provider_type text, p_model text)
 RETURNS SETOF jsonb
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return query
    select jsonb_build_object(
      'provider_type', l.provider_type,
      'model', l.model,
      'changed_at', l.changed_at,
      'prices', array(
        select to_jsonb(p) - array['tenant_id', 'provider_type', 'model', 'updated_at']
        from model_prices as p
        where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type and p.model = p_model
        order by p.effective_from
      )
    )
    from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model;
end
$function$;
comment on routine price_list(uuid, text, text) is 'The list of all prices of a model, to be handed to another database; nothing if none was ever set.';


-- function price_span(uuid, text, text, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION price_span(p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamp with time zone, p_last timestamp with time zone, OUT price_id uuid, OUT currency character, OUT unit_prices jsonb, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
declare
  v_tenant_id uuid;
  v_next timestamptz := 'infinity';
  v_from timestamptz;
begin
  foreach v_tenant_id in array array[p_tenant_id, lyss_shared.platform_tenant_id()] loop
    select p.id, p.currency, p.effective_to, p.unit_prices
    into price_id, currency, until, unit_prices
    from lyss_shared.model_prices as p
    where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
      and p.model = p_model and p.effective_from <= p_at
    order by p.effective_from desc
    limit 1;
    if found and (until is null or p_at < until) then
      until := least(until, v_next);
      return;
    end if;
    if p_at < p_last then
      select p.effective_from into v_from
      from lyss_shared.model_prices as p
      where p.tenant_id = v_tenant_id and p.provider_type = p_provider_type
        and p.model = p_model and p.effective_from > p_at
      order by p.effective_from
      limit 1;
      v_next := least(v_next, v_from);
    end if;
  end loop;
  price_id := null;
  currency := null;
  unit_prices := null;
  until := v_next;
end
$function$;
comment on routine price_span(uuid, text, text, timestamp with time zone, timestamp with time zone) is 'Internal: The price of a model at an instant, nulls if there is none, and until when this stays so.';


-- function prices_personal_data()
CREATE OR REPLACE FUNCTION prices_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "model_prices",
      "other": ["created_at", "currency", "effective_from", "effective_to", "id", "model",
        "provider_type", "tenant_id", "unit_prices", "updated_at"]},
    {"table": "model_price_lists",
      "other": ["changed_at", "model", "provider_type", "tenant_id"]}
  ]$json$::jsonb
$function$;
comment on routine prices_personal_data() is 'Internal: The tables of prices have no personal data.';


-- function publish_event(uuid, text, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION publish_event(p_tenant_id uuid, p_key text, p_type text, p_payload jsonb DEFAULT '{}'::jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_id constant uuid := gen_random_uuid();
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  elsif p_tenant_id is distinct from require_tenant() then
    raise exception 'an event is published for the tenant of the scope'
      using errcode = 'insufficient_privilege';
  end if;
  perform refuse_suspended_tenant();
  perform write_event(
    p_tenant_id => p_tenant_id, p_id => v_id, p_key => p_key, p_type => p_type, p_payload => p_payload);
  return v_id;
end
$function$;
comment on routine publish_event(uuid, text, text, jsonb) is 'Internal: Writes an event of LYSS into the outbox, in order within its key; returns its id.';
reset role;


-- function publish_host_event(uuid, text, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION publish_host_event(p_tenant_id uuid, p_key text, p_type text, p_payload jsonb DEFAULT '{}'::jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if is_reserved_for_events(split_part(p_type, '.', 1)) then
    raise exception 'the type % begins with a word that LYSS keeps for its own events', p_type
      using errcode = 'check_violation', constraint = 'outbox_events_type_reserved';
  end if;
  if is_reserved_for_events(split_part(p_key, ':', 1)) then
    raise exception 'the key % begins with a word that LYSS keeps for its own events', p_key
      using errcode = 'check_violation', constraint = 'outbox_events_key_reserved';
  end if;
  -- leaves room for the name of a receiver for whom the event may be diverted
  if length(p_key) > 200 then
    raise exception 'the key has more than 200 characters'
      using errcode = 'check_violation', constraint = 'outbox_events_key_length';
  end if;
  return publish_event(p_tenant_id, p_key, p_type, p_payload);
end
$function$;
comment on routine publish_host_event(uuid, text, text, jsonb) is 'Writes an event of the host into the outbox, in order within its key; returns its id.';
reset role;


-- function publish_price_list(uuid, text, text, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION publish_price_list(p_tenant_id uuid, p_provider_type text, p_model text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_before timestamptz;
  v_now timestamptz := p_now;
begin
  insert into model_price_lists (tenant_id, provider_type, model, changed_at)
  values (p_tenant_id, p_provider_type, p_model, p_now)
  on conflict (tenant_id, provider_type, model) do nothing;
  if not found then
    -- two statements, because Citus refuses an assignment that computes a time from the row
    select l.changed_at into v_before from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model
    for no key update;
    v_now := greatest(p_now, v_before + interval '1 microsecond');
    update model_price_lists as l set changed_at = v_now
    where l.tenant_id = p_tenant_id and l.provider_type = p_provider_type and l.model = p_model;
  end if;
  perform publish_event(
    p_tenant_id, 'price:' || p_provider_type || '/' || p_model, 'price.changed', l.list)
  from price_list(p_tenant_id, p_provider_type, p_model) as l (list);
end
$function$;
comment on routine publish_price_list(uuid, text, text, timestamp with time zone) is 'Internal: Publishes the prices of a model as they are after a change.';
reset role;


-- function raise_outbox_floor()
set role lyss_definer;
CREATE OR REPLACE FUNCTION raise_outbox_floor()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_pause constant interval := '10 seconds';
  v_now timestamptz := clock_timestamp();
  v_seen pg_snapshot := pg_current_snapshot();
  v_this xid8;
  v_floor outbox_floors;
begin
  select * into v_floor from outbox_floors as f
  where f.tenant_id = platform_tenant_id()
    and (
      f.raised_at not between v_now - v_pause and v_now
      or exists (select from unnest(f.late) as l (id) where pg_visible_in_snapshot(l.id, v_seen))
    )
  for update skip locked;
  if not found then
    return;
  end if;
  -- Another worker may have raised it meanwhile.
  v_now := clock_timestamp();
  v_seen := pg_current_snapshot();
  v_this := pg_current_xact_id();
  if v_floor.raised_at not between v_now - v_pause and v_now then
    v_floor.floor := v_floor.candidate;
    v_floor.late := v_floor.late || v_floor.candidate_open;
    v_floor.candidate := current_timestamp - v_pause;
    -- A snapshot ends after the last transaction that has ended; later ones may be open, too.
    v_floor.candidate_open := array(select pg_snapshot_xip(v_seen)) || array(
      select l.id::text::xid8
      from generate_series(
        pg_snapshot_xmax(v_seen)::text::bigint, v_this::text::bigint - 1) as l (id));
    v_floor.raised_at := v_now;
  end if;
  v_floor.late := array(
    select distinct l.id from unnest(v_floor.late) as l (id)
    where l.id < v_this and not pg_visible_in_snapshot(l.id, v_seen));
  v_floor.floor := least(v_floor.floor, (select min(k.next_at) from outbox_keys as k));
  update outbox_floors as f
  set
    floor = v_floor.floor,
    late = v_floor.late,
    candidate = v_floor.candidate,
    candidate_open = v_floor.candidate_open,
    raised_at = v_floor.raised_at
  where f.tenant_id = platform_tenant_id();
end
$function$;
comment on routine raise_outbox_floor() is 'Internal: Raises the time before which no key of the outbox can be claimed, at most every ten seconds.';
reset role;


-- function random_key()
CREATE OR REPLACE FUNCTION random_key()
 RETURNS bytea
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
$function$;
comment on routine random_key() is 'Internal: A new random key of 32 bytes.';


-- function random_of_erasure(timestamp with time zone)
CREATE OR REPLACE FUNCTION random_of_erasure(p_requested_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select left(encode(sha256(extract(epoch from p_requested_at - timestamptz 'epoch')::text::bytea), 'hex'), 16)
$function$;
comment on routine random_of_erasure(timestamp with time zone) is 'Internal: 16 hexadecimal digits made of the time at which an erasure was requested.';


-- function read_on_one_connection(regclass)
CREATE OR REPLACE FUNCTION read_on_one_connection(p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if lyss_shared.is_distributed(p_table) then
    perform set_config('citus.multi_shard_modify_mode', 'sequential', true);
    perform set_config('citus.propagate_set_commands', 'local', true);
    if not pg_has_role(current_user, 'lyss_definer', 'usage') then
      raise exception '% does not inherit the rights of lyss_definer, and so sees no legal hold', current_user
        using errcode = 'insufficient_privilege', hint = 'Have a DBA run bootstrap/060_citus.sql on the coordinator.';
    end if;
  end if;
end
$function$;
comment on routine read_on_one_connection(regclass) is 'Internal: Makes this transaction read a distributed table over one connection a node; fails with 42501 if the caller does not see all rows.';


-- function record_administrator()
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_administrator()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_key constant text := 'administrator:' || current_user_id();
  v_id constant uuid := md5(concat_ws(' ', pg_current_xact_id(), current_timestamp, v_key))::uuid;
begin
  perform require_system();
  if not exists (
    select from outbox_events as e where e.tenant_id = platform_tenant_id() and e.id = v_id
  ) then
    perform write_event(
      p_tenant_id => platform_tenant_id(), p_id => v_id, p_key => v_key || '/' || v_id,
      p_type => 'administrator.acted', p_payload => '{}');
  end if;
end
$function$;
comment on routine record_administrator() is 'Internal: Publishes that an administrator of the platform works in this transaction.';
reset role;


-- function record_change()
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_old constant jsonb := case tg_op when 'INSERT' then '{}' else to_jsonb(old) end;
  v_new constant jsonb := case tg_op when 'DELETE' then '{}' else to_jsonb(new) end;
  v_row constant jsonb := v_old || v_new;
  v_told text[] := tg_argv[2]::text[]
    || case
      when v_row ->> 'scope' = 'organization' or v_row ->> 'config_scope' = 'tenant'
        then tg_argv[4]::text[]
    end;
  -- besides the declared ones: columns that follow from the change or from another column
  v_untold constant text[] := tg_argv[3]::text[]
    || '{id,created_at,updated_at,email_lower,name_lower,subject_id}';
  v_table text := tg_table_name;
  v_changes jsonb;
begin
  if tg_table_name = 'given_up_events' then
    -- a statement of its own, because PLATFORM has no events and no such function
    if is_reserved_for_events(split_part(v_row ->> 'type', '.', 1)) then
      v_told := v_told || tg_argv[4]::text[];
    end if;
  end if;
  select
    jsonb_strip_nulls(jsonb_build_object(
      'key', (
        select jsonb_object_agg(k, v_row -> k) from unnest(tg_argv[1]::text[]) as k
        where v_row ->> k is not null
      ),
      'before', jsonb_object_agg(c, v_old -> c)
        filter (where c = any (v_told) and v_old ->> c is not null),
      'after', jsonb_object_agg(c, v_new -> c)
        filter (where c = any (v_told) and v_new ->> c is not null),
      'redacted', jsonb_agg(c order by c) filter (where c <> all (v_told) and tg_op = 'UPDATE'),
      -- outside of a scope there is no user and no reason
      'login', case
        when scope_role() not in ('authenticated_users', 'lyss_system')
          then session_user
      end))
  into v_changes
  from jsonb_object_keys(v_row) as c
  where c <> all (v_untold) and v_old ->> c is distinct from v_new ->> c
  having count(*) > 0;
  if found then
    if current_setting('citus.propagate_set_commands', true) is not null then
      -- On a node of Citus the row lies in a shard, which is named by its table and a number.
      v_table := regexp_replace(v_table, '_\d{6,}$', '');
      if v_row ->> 'tenant_id' is null and v_table <> tg_table_name then
        -- Each node has this row; only one of them enters it.
        if not citus_is_coordinator() then
          return null;
        end if;
        perform set_config('citus.allow_nested_distributed_execution', 'on', true);
      end if;
    end if;
    perform write_entry(
      p_action => 'row_' || fold_case(tg_op), p_resource_type => v_table, p_id_column => tg_argv[0],
      p_row => v_row, p_changes => v_changes);
  end if;
  return null;
end
$function$;
comment on routine record_change() is 'Trigger function: enters changed rows into the audit log; its arguments declare what an entry shows.';
reset role;


-- function record_dropped_partition(text, text, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_dropped_partition(p_table text, p_partition text, p_bytes bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform enter_dropped_partition(p_table, p_partition, p_bytes);
end
$function$;
comment on routine record_dropped_partition(text, text, bigint) is 'Internal: Enters into the audit log that retention has dropped a partition, and publishes it.';
reset role;


-- function record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_event(p_tenant_id uuid, p_id uuid, p_source text, p_event_id uuid, p_key text, p_type text, p_payload jsonb, p_actor_id uuid, p_reason text, p_created_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_kind constant text := split_part(p_key, ':', 1);
begin
  perform require_system_work();
  if p_source is null then
    raise exception 'source is null: it says which service has published the event'
      using errcode = 'not_null_violation';
  end if;
  if not consume_event(p_tenant_id, 'audit:' || p_source, p_event_id) then
    return false;
  end if;
  insert into audit_logs (
    tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, source, event_id,
    created_at
  ) values (
    p_tenant_id, p_id, p_actor_id, p_type, v_kind, nullif(substr(p_key, length(v_kind) + 2), ''),
    p_payload, p_reason, p_source, p_event_id, p_created_at
  );
  return true;
end
$function$;
comment on routine record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamp with time zone) is 'Enters an event of another service into the audit log; false if it was entered before.';
reset role;


-- function record_move(uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_move(p_tenant_id uuid, p_action text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_system();
  if p_action is null or p_action not in ('export_tenant', 'import_tenant') then
    raise exception 'a tenant is moved by export_tenant and import_tenant, not by %', coalesce(p_action, 'null')
      using errcode = 'check_violation', constraint = 'record_move_action';
  end if;
  perform write_entry(
    p_action => p_action, p_resource_type => 'tenants', p_id_column => 'id',
    p_row => jsonb_build_object('id', p_tenant_id), p_changes => jsonb_build_object('login', session_user));
  if p_action = 'import_tenant' then
    -- of which the planner knows nothing yet where a table is partitioned: autovacuum counts each partition alone
    perform make_due(d.name) from job_definitions() as d where d.name like 'statistics of %';
  end if;
end
$function$;
comment on routine record_move(uuid, text) is 'Enters into the audit log of a tenant that all of its rows were exported (export_tenant) or imported (import_tenant).';
reset role;


-- function record_reading(text, uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_reading(p_table text, p_tenant_id uuid, p_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_since constant timestamptz := statement_time() - interval '1 hour';
begin
  if exists (
    select from audit_logs as a
    where a.tenant_id = p_tenant_id and a.resource_type = p_table and a.resource_id = p_id::text
      and a.created_at > v_since and a.action = 'read_secret' and a.source is null
      and a.actor_id is not distinct from current_user_id()
      and a.reason is not distinct from current_system_reason()
  ) then
    return;
  end if;
  perform write_entry(
    p_action => 'read_secret', p_resource_type => p_table, p_id_column => 'id',
    p_row => jsonb_build_object('tenant_id', p_tenant_id, 'id', p_id), p_changes => '{}');
  raise log 'the secret of % % is read: %', p_table, p_id, current_system_reason();
end
$function$;
comment on routine record_reading(text, uuid, uuid) is 'Internal: Enters the reading of a row''s secret into the audit log, once an hour for each reader and reason.';
reset role;


-- function refuse_change()
CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' and current_user = 'lyss_definer' then
    return old;
  end if;
  -- passed as an argument, because on a partition tg_table_name would be the partition
  raise exception '% is append-only: % is refused', tg_argv[0], lyss_shared.fold_case(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$function$;
comment on routine refuse_change() is 'Trigger function: refuses update, delete and truncate; its argument is the table to name.';


-- function refuse_held(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION refuse_held(p_tenant_id uuid, p_user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform await_holds();
  if exists (
    select from legal_holds as h
    where h.tenant_id = p_tenant_id
      and (h.subject_id in (p_tenant_id, p_user_id) or p_user_id = p_tenant_id)
  ) then
    raise exception 'a legal hold keeps what is about the % %',
      case when p_user_id = p_tenant_id then 'tenant' else 'user' end, p_user_id
      using
        errcode = 'check_violation',
        constraint = 'legal_hold',
        hint = 'legal_holds says why; end_legal_hold() ends it.';
  end if;
end
$function$;
comment on routine refuse_held(uuid, uuid) is 'Internal: Fails with 23514 where a legal hold keeps the data of a user.';
reset role;


-- function refuse_kept(text, text)
CREATE OR REPLACE FUNCTION refuse_kept(p_table text, p_event text DEFAULT 'delete'::text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  raise exception 'rows of % stay that are to be deleted; what could keep them: %',
    p_table, coalesce(row_keepers(to_regclass(format('%I.%I', 'lyss_shared', p_table)), p_event), 'no trigger')
    using
      errcode = 'restrict_violation',
      constraint = 'purge_kept_rows',
      hint = 'Have the trigger let them go, or drop it.';
end
$function$;
comment on routine refuse_kept(text, text) is 'Internal: Fails with 23001, and names the triggers of the host that could have kept rows from being deleted.';


-- function refuse_suspended_tenant()
CREATE OR REPLACE FUNCTION refuse_suspended_tenant()
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if not lyss_shared.current_tenant_is_active() then
    raise exception 'the tenant is not active: it is suspended or deleted, and its users change nothing'
      using errcode = 'insufficient_privilege', hint = 'System work can restore it';
  end if;
end
$function$;
comment on routine refuse_suspended_tenant() is 'Internal: Fails with 42501 where the tenant of the scope is known not to be active.';


-- function refuse_unsealed()
CREATE OR REPLACE FUNCTION refuse_unsealed()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if current_setting('role') = 'lyss_system' and lyss_shared.current_system_reason() is not null then
    return;
  elsif not lyss_shared.needs_no_seal() then
    raise exception 'scopes have to be signed here, and this takes one of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine refuse_unsealed() is 'Internal: Where scopes have to be signed, fails with 42501 but for signed system work and for the owner of the schema.';


-- function release_events(uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION release_events(p_claim uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_keys integer;
  v_now constant timestamptz := wall_time();
begin
  perform require_system_work();
  update outbox_keys as k
  set claim = null, next_at = v_now
  where k.claim = p_claim;
  get diagnostics v_keys = row_count;
  return v_keys;
end
$function$;
comment on routine release_events(uuid) is 'Releases the keys that are left of a claim; returns how many.';
reset role;


-- function release_job(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION release_job(p_name text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
begin
  perform require_job(p_name);
  if p_name = 'retention of audit_logs' then
    perform require_owner('take the hold off the audit log');
  end if;
  update jobs as j set hold = null, failures = 0, due_at = v_now
  where j.name = p_name and j.hold is not null;
  return found;
end
$function$;
comment on routine release_job(text) is 'Ends the hold of a job, which runs when it is due; false if it had none. The hold of the audit log is ended by the owner of the schema.';
reset role;


-- function remove_key(uuid, text, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION remove_key(p_tenant_id uuid, p_key text, p_first_position bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  perform from outbox_turns as t
  where t.tenant_id = p_tenant_id and t.key = p_key
  for update skip locked;
  if not found or exists (
    select from outbox_events as e
    where e.tenant_id = p_tenant_id and e.key = p_key and e.position >= p_first_position
  ) then
    return false;
  end if;
  delete from outbox_turns as t where t.tenant_id = p_tenant_id and t.key = p_key;
  return true;
end
$function$;
comment on routine remove_key(uuid, text, bigint) is 'Internal: Removes a key that has no events from a position on; false if it has some, or if one is being published.';
reset role;


-- function renew_claim(uuid, uuid, text, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION renew_claim(p_claim uuid, p_tenant_id uuid, p_key text, p_lease interval)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_now constant timestamptz := wall_time();
begin
  perform require_system_work();
  perform from lock_claim(p_claim, p_tenant_id, p_key);
  if not found then
    return false;
  end if;
  update outbox_keys as k
  set next_at = v_now + p_lease
  where k.tenant_id = p_tenant_id and k.key = p_key;
  return true;
end
$function$;
comment on routine renew_claim(uuid, uuid, text, interval) is 'Renews the lease on a key; false if the claim on it is lost.';
reset role;


-- function replace_seal_key()
set role lyss_definer;
CREATE OR REPLACE FUNCTION replace_seal_key()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := wall_time();
  v_until constant timestamptz := v_now + interval '1 minute';
  v_pads record;
  v_former timestamptz;
begin
  select k.former_until into v_former from scope_keys as k where k.name = '' for update;
  if not found then
    raise exception 'there is no key to replace: the server makes one with the first of add_scope_key()'
      using errcode = 'no_data_found';
  elsif v_former > v_now then
    raise exception 'the key was replaced a moment ago; transactions that began before know the one before that'
      using errcode = 'object_in_use', hint = format('Call it again after %s.', v_former);
  end if;
  select * into v_pads from scope_key_pads(random_key());
  update scope_keys as k
  set former_pads = k.inner_pad || k.outer_pad, former_until = v_until,
    inner_pad = v_pads.inner_pad, outer_pad = v_pads.outer_pad, created_at = v_now
  where k.name = '';
  return v_until;
end
$function$;
comment on routine replace_seal_key() is 'Replaces the key with which the server seals scopes; returns until when a transaction may begin that accepts the previous one. For the owner of the schema.';
reset role;


-- function replay_erasures(jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION replay_erasures(p_erasures jsonb)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_replayed bigint;
begin
  perform require_system();
  insert into erasures as e (tenant_id, user_id, reason, requested_by)
  select m.tenant_id, m.user_id, current_system_reason(), current_user_id()
  from missing_erasures(p_erasures) as m
  on conflict (tenant_id, user_id) do update
  set
    reason = excluded.reason,
    requested_by = excluded.requested_by,
    requested_at = excluded.requested_at,
    erased_at = null,
    counts = '{}'
  where e.erased_at is not null;
  get diagnostics v_replayed = row_count;
  return v_replayed;
end
$function$;
comment on routine replay_erasures(jsonb) is 'Begins the erasures of a journal that this database, restored from a backup, does not have; returns how many.';
reset role;


-- function republish(timestamp with time zone, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION republish(p_since timestamp with time zone, p_limit integer)
 RETURNS SETOF timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_list record;
  v_key text;
  v_told integer := 0;
  v_last timestamptz;
begin
  perform require_system_work();
  perform require_limit(p_limit);
  for v_list in
    select f.* from (
      select l.* from model_price_lists as l
      where l.changed_at > p_since
      order by l.changed_at
      fetch first (p_limit) rows with ties
    ) as f
    order by f.tenant_id, f.provider_type, f.model
  loop
    v_key := 'price:' || v_list.provider_type || '/' || v_list.model;
    perform take_turn(v_list.tenant_id, v_key);
    perform publish_event(
      v_list.tenant_id, v_key, 'price.changed', l.list || '{"republished": true}')
    from price_list(v_list.tenant_id, v_list.provider_type, v_list.model) as l (list);
    v_told := v_told + 1;
    v_last := greatest(v_last, v_list.changed_at);
  end loop;
  if v_told >= p_limit then
    return next v_last;
  end if;
end
$function$;
comment on routine republish(timestamp with time zone, integer) is 'Publishes again the prices that were changed after a time: at most p_limit lists, unless several have one time. Returns the time after which to continue, or nothing at the end.';
reset role;


-- function require_active_user(uuid)
CREATE OR REPLACE FUNCTION require_active_user(p_tenant_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'authenticated_users' and lyss_shared.current_tenant_id() = p_tenant_id
    and lyss_shared.current_tenant_is_active() and lyss_shared.current_user_id() is not null
  then
    return lyss_shared.current_user_id();
  end if;
  perform lyss_shared.refuse_suspended_tenant();
  return lyss_shared.require_user(p_tenant_id);
end
$function$;
comment on routine require_active_user(uuid) is 'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant, or the tenant is not active.';


-- function require_assigner(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_assigner(p_tenant_id uuid, p_user_id uuid, p_built_in_role text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_tenant_admin(p_tenant_id);
  if current_setting('role') = 'lyss_system' then
    return;
  end if;
  if p_user_id = current_user_id() then
    raise exception 'nobody changes their own roles'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can';
  end if;
  if p_built_in_role = 'super_admin' then
    raise exception 'super_admin is assigned and unassigned as system work only'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine require_assigner(uuid, uuid, text) is 'Internal: Fails with 42501 unless the scope may assign and remove this user''s roles.';
reset role;


-- function require_erased(text, text, text, text)
CREATE OR REPLACE FUNCTION require_erased(p_table text, p_erasure text, p_left_behind text, p_random text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_keepers constant text := row_keepers(
    to_regclass(format('%I.%I', 'lyss_shared', p_table)), case p_erasure when 'delete' then 'delete' else 'update' end);
  v_stays boolean;
begin
  if v_keepers is null then
    return;
  end if;
  execute format('select exists (select 1 from %I where %s)', p_table, p_left_behind)
  into v_stays
  using p_random;
  if v_stays then
    raise exception 'rows of % stay that are to be erased; what could keep them: %', p_table, v_keepers
      using
        errcode = 'restrict_violation',
        constraint = 'erase_kept_rows',
        hint = 'Nothing was changed. Have the trigger let them go, or drop it; then erase again.';
  end if;
end
$function$;
comment on routine require_erased(text, text, text, text) is 'Internal: Fails with 23001 if a trigger of the host has kept rows from being erased.';


-- function require_job(text)
CREATE OR REPLACE FUNCTION require_job(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  elsif not exists (select from job_definitions() as d where d.name = p_name) then
    raise exception 'name is %: there is no such job', coalesce(p_name, 'null')
      using errcode = 'no_data_found';
  end if;
end
$function$;
comment on routine require_job(text) is 'Internal: Fails unless the caller is system work, with a reason, and the job exists.';


-- function require_kept_audit(text, interval, interval)
CREATE OR REPLACE FUNCTION require_kept_audit(p_job text, p_keep interval, p_before interval)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if p_job = 'retention of audit_logs' and keeps_less(p_keep, p_before) then
    perform require_owner(
      format('have the audit log kept for less than %s', coalesce(p_before::text, 'for ever')));
  end if;
end
$function$;
comment on routine require_kept_audit(text, interval, interval) is 'Internal: Fails with 42501 if the audit log would be kept for less time than before, unless the owner of the schema calls.';


-- function require_limit(integer)
CREATE OR REPLACE FUNCTION require_limit(p_limit integer)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
begin
  if p_limit is null or p_limit < 1 then
    raise exception 'limit is %: it is at least 1', p_limit
      using errcode = 'check_violation', constraint = 'limit';
  end if;
end
$function$;
comment on routine require_limit(integer) is 'Internal: Fails with 23514 unless a limit is at least 1.';


-- function require_movable_rows(regclass)
CREATE OR REPLACE FUNCTION require_movable_rows(p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if lyss_shared.is_distributed(p_table) then
    raise exception 'rows of % are on nodes of Citus, and cannot be moved between its partitions', p_table
      using
        errcode = 'feature_not_supported',
        hint = 'They are found where they are, in the default partition. Make months before they come.';
  end if;
end
$function$;
comment on routine require_movable_rows(regclass) is 'Internal: Fails with 0A000 where the rows of a table lie on nodes of Citus, and so cannot be moved between partitions.';


-- function require_no_hold(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_no_hold(p_job text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_hold constant text := hold_of(p_job);
begin
  perform refuse_unsealed();
  if v_hold is not null then
    raise exception '% is on hold: %', p_job, v_hold
      using errcode = 'object_not_in_prerequisite_state', hint = 'release_job ends the hold.';
  end if;
end
$function$;
comment on routine require_no_hold(text) is 'Internal: Fails with 55000 if a job is on hold.';
reset role;


-- function require_owner(text)
CREATE OR REPLACE FUNCTION require_owner(p_what text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_owner constant name := (
    select pg_get_userbyid(c.relowner) from pg_class as c where c.oid = 'audit_logs'::regclass);
begin
  if not pg_has_role(session_user, v_owner, 'member') then
    raise exception '% logged in, and only % may %', session_user, v_owner, p_what
      using
        errcode = 'insufficient_privilege',
        hint = format('Log in as %s, and bind the scope of system work as always.', v_owner);
  end if;
end
$function$;
comment on routine require_owner(text) is 'Internal: Fails with 42501 unless the login is the owner of the schema or a member of it.';


-- function require_permission(text)
CREATE OR REPLACE FUNCTION require_permission(p_permission text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if not exists (select from permissions as p where p.name = p_permission) then
    raise exception 'there is no permission %', p_permission
      using
        errcode = 'foreign_key_violation',
        constraint = 'role_permissions_permission_name_reach_fk';
  end if;
end
$function$;
comment on routine require_permission(text) is 'Internal: Fails with 23503 where the permission does not exist.';


-- function require_replayed(pg_lsn, xid8[])
CREATE OR REPLACE FUNCTION require_replayed(p_position pg_lsn, p_transactions xid8[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  -- Bytes: the header of a page, and the longer one of the first page of a segment
  c_page_header constant integer := 24;
  c_first_page_header constant integer := 40;
  v_replayed constant pg_lsn := pg_last_wal_replay_lsn();
  v_snapshot pg_snapshot;
  v_transaction xid8;
  v_page integer;
  v_in_page integer;
begin
  if not pg_is_in_recovery() then
    raise exception 'this server is no standby, so it is not read from as a replica'
      using errcode = 'LY003',
        hint = 'Was it promoted? Give the replica''s data source the address of a standby.';
  end if;
  if v_replayed is null or v_replayed < p_position then
    -- At the end of a page of the log, the primary's position already includes the next page's header; the
    -- replayed one includes it only once a record follows.
    v_page := current_setting('wal_block_size')::integer;
    v_in_page := (p_position - '0/0'::pg_lsn) % v_page;
    if v_replayed is null
      or v_in_page not in (c_page_header, c_first_page_header)
      or v_replayed < p_position - v_in_page then
      raise exception 'this replica is staler than reads may be' using errcode = 'LY002';
    end if;
  end if;
  if p_transactions <> '{}' then
    v_snapshot := pg_current_snapshot();
    foreach v_transaction in array p_transactions loop
      if v_transaction >= pg_snapshot_xmin(v_snapshot)
        and (v_transaction >= pg_snapshot_xmax(v_snapshot)
          or current_setting('transaction_isolation') <> 'read committed'
          or pg_xact_status(v_transaction) = 'in progress') then
        raise exception 'this replica has not replayed transaction %', v_transaction
          using errcode = 'LY001';
      end if;
    end loop;
  end if;
end
$function$;
comment on routine require_replayed(pg_lsn, xid8[]) is 'Internal: Fails unless this replica has replayed a position (LY002) and transactions (LY001); LY003 if it is no replica.';


-- function require_role_admin(uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_role_admin(p_tenant_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_tenant_admin(p_tenant_id);
  if p_tenant_id = platform_tenant_id() then
    raise exception 'the built-in roles are changed by nobody'
      using errcode = 'insufficient_privilege', hint = 'Make a role of the tenant';
  end if;
end
$function$;
comment on routine require_role_admin(uuid) is 'Internal: Fails with 42501 unless the scope may change the roles of the tenant.';
reset role;


-- function require_sight_of_tenant(uuid)
CREATE OR REPLACE FUNCTION require_sight_of_tenant(p_tenant_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    perform lyss_shared.require_system();
  elsif lyss_shared.require_tenant() <> p_tenant_id
    or not lyss_shared.current_user_is_tenant_admin() then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine require_sight_of_tenant(uuid) is 'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant.';


-- function require_signature(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_signature(p_scope text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  c_separator constant text := chr(31);
  v_parts constant text[] := string_to_array(p_signature, '.');
  v_mac text;
begin
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(concat(
      'lyss scope', c_separator, 'lyss_shared', c_separator, v_parts[2], c_separator, v_parts[3], c_separator,
      p_scope), 'UTF8'))), 'hex')
  into v_mac
  from scope_keys as k
  where k.name = v_parts[1] and k.name <> '';
  if v_mac is null or cardinality(v_parts) <> 4
    or hashtextextended(v_mac, 0) is distinct from hashtextextended(v_parts[4], 0)
    or v_mac <> v_parts[4] then
    raise exception 'the scope is not signed with a key of this database'
      using errcode = 'insufficient_privilege',
        hint = 'Is it the key that was added here, under this name, and is this the schema that was signed for?';
  elsif to_timestamp(v_parts[2]::float8) < clock_timestamp() then
    raise exception 'the signature of the scope has expired'
      using errcode = 'insufficient_privilege',
        hint = 'Do the clocks of the application and of the database differ?';
  elsif v_parts[3] <> '' and v_parts[3]::bigint <> pg_backend_pid() then
    raise exception 'the scope is signed for another server process'
      using errcode = 'insufficient_privilege',
        hint = 'Behind a pooler of transactions, a signature cannot name the server process.';
  end if;
end
$function$;
comment on routine require_signature(text, text) is 'Internal: Fails with 42501 unless a scope is signed with a key of this database, for now and for this process.';
reset role;


-- function require_signed_scope(text, text, text, text, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_signed_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  c_separator constant text := chr(31);
begin
  perform require_signature(
    concat(p_role, c_separator, p_tenant_id, c_separator, p_user_id, c_separator, p_group_ids, c_separator,
      p_user_role, c_separator, p_system_reason),
    p_signature);
  if current_setting('role') is distinct from p_role then
    raise exception 'the scope is signed for another role' using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine require_signed_scope(text, text, text, text, text, text, text) is 'Internal: Fails with 42501 unless a host has signed this scope, for the role that is bound.';
reset role;


-- function require_signed_scopes()
CREATE OR REPLACE FUNCTION require_signed_scopes()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if not exists (select from scope_key_ages()) then
    raise exception 'there is no key to sign with: call add_scope_key() first'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return lyss_shared.seal_holds();
end
$function$;
comment on routine require_signed_scopes() is 'From now on a scope counts only if it is signed; called by the owner of the schema.';


-- function require_system()
CREATE OR REPLACE FUNCTION require_system()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') <> 'lyss_system' or lyss_shared.current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_shared.current_system_reason();
end
$function$;
comment on routine require_system() is 'Internal: Returns the reason of the system scope; fails with 42501 in any other scope.';


-- function require_system_work()
CREATE OR REPLACE FUNCTION require_system_work()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  perform lyss_shared.require_system();
  if lyss_shared.current_user_id() is not null then
    raise exception 'this takes system work, and no person stands in for it'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_shared.current_system_reason();
end
$function$;
comment on routine require_system_work() is 'Internal: Returns the reason of system work; fails with 42501 in any other scope, an administrator''s included.';


-- function require_tenant()
CREATE OR REPLACE FUNCTION require_tenant()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') <> 'authenticated_users' or lyss_shared.current_tenant_id() is null then
    raise exception 'this takes the scope of a tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_shared.current_tenant_id();
end
$function$;
comment on routine require_tenant() is 'Internal: Returns the tenant of the scope; fails with 42501 in any other scope.';


-- function require_tenant_admin(uuid)
CREATE OR REPLACE FUNCTION require_tenant_admin(p_tenant_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  perform lyss_shared.require_sight_of_tenant(p_tenant_id);
  perform lyss_shared.refuse_suspended_tenant();
end
$function$;
comment on routine require_tenant_admin(uuid) is 'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant while it is active.';


-- function require_user(uuid)
CREATE OR REPLACE FUNCTION require_user(p_tenant_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if lyss_shared.require_tenant() is distinct from p_tenant_id
    or lyss_shared.current_user_id() is null then
    raise exception 'this takes the scope of a user of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_shared.current_user_id();
end
$function$;
comment on routine require_user(uuid) is 'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant.';


-- function reset_job(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION reset_job(p_name text, p_setting text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_before jobs;
  v_after jobs;
begin
  perform require_job(p_name);
  select * into v_before from jobs as j where j.name = p_name for update;
  v_after := v_before;
  if p_setting = 'every' or p_setting = 'both' then
    v_after.every := null;
  end if;
  if p_setting = 'keep' or p_setting = 'both' then
    perform require_kept_audit(
      p_name, (select d.keep from job_definitions() as d where d.name = p_name), kept_by_job(p_name));
    v_after.keep := null;
    v_after.keeps_all := null;
  elsif p_setting is distinct from 'every' then
    raise exception 'setting is %: it is every, keep or both', coalesce(p_setting, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  if v_after is not distinct from v_before then
    return false;
  end if;
  update jobs as j set every = v_after.every, keep = v_after.keep, keeps_all = v_after.keeps_all, due_at = v_now
  where j.name = p_name;
  return true;
end
$function$;
comment on routine reset_job(text, text) is 'Sets how often a job runs (every), how long it keeps (keep), or both to the default; false if that was not set. A hold stays.';
reset role;


-- function restore_scope(text, text, text, text, text, text, text, text)
CREATE OR REPLACE FUNCTION restore_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text, p_suspended_tenant_id text, p_scope_seal text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if p_scope_seal is not null then
    perform lyss_shared.bind_setting('scope_seal', p_scope_seal);
  end if;
  if not lyss_shared.is_on_citus() then
    perform
      pg_catalog.set_config('role', p_role, true),
      pg_catalog.set_config('app.current_tenant_id', p_tenant_id, true),
      pg_catalog.set_config('app.current_user_id', p_user_id, true),
      pg_catalog.set_config('app.current_group_ids', p_group_ids, true),
      pg_catalog.set_config('app.current_role', p_user_role, true),
      pg_catalog.set_config('app.system_reason', p_system_reason, true),
      pg_catalog.set_config('app.suspended_tenant_id', p_suspended_tenant_id, true);
    return;
  end if;
  perform pg_catalog.set_config('role', p_role, true);
  perform lyss_shared.begin_on_nodes();
  perform
    lyss_shared.bind_setting('current_tenant_id', p_tenant_id),
    lyss_shared.bind_setting('current_user_id', p_user_id),
    lyss_shared.bind_setting('current_group_ids', p_group_ids),
    lyss_shared.bind_setting('current_role', p_user_role),
    lyss_shared.bind_setting('system_reason', p_system_reason),
    lyss_shared.bind_setting('suspended_tenant_id', p_suspended_tenant_id);
end
$function$;
comment on routine restore_scope(text, text, text, text, text, text, text, text) is 'Internal: Sets the role and the settings of a scope back to what they were before another was bound.';


-- function retain_months(regclass, interval)
CREATE OR REPLACE FUNCTION retain_months(p_table regclass, p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamp := date_trunc('month', statement_time() at time zone 'UTC');
  v_age interval;
  v_kept text;
begin
  if p_keep is null then
    return 0;
  end if;
  select age(v_now, m.to_time at time zone 'UTC'), m.kept into v_age, v_kept
  from next_expired_month(p_table, months_of(p_keep)) as m;
  if v_kept is not null then
    execute format('set local lyss.passed_over = %L', 'not dropped: ' || v_kept);
  end if;
  if v_age is null then
    return 0;
  elsif p_table = 'audit_logs'::regclass and not is_distributed(p_table) and seal_entries() >= 100000 then
    return 1;
  end if;
  return (
    select count(*)
    from drop_expired_partitions(
      p_table,
      -- by which only the oldest has expired
      least(24000, extract(year from v_age) * 12 + extract(month from v_age))::integer));
end
$function$;
comment on routine retain_months(regclass, interval) is 'Internal: The job of retention: drops the oldest expired month; 0 where there is none.';


-- function retention_plan()
CREATE OR REPLACE FUNCTION retention_plan()
 RETURNS TABLE(table_name text, partition text, bytes bigint, estimated_rows bigint, hold text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return query
    select c.relname::text, p.relname::text, e.bytes, greatest(p.reltuples, 0)::bigint,
      coalesce(m.hold, e.legal_hold)
    from maintenance as m
    join pg_class as c
      on c.relnamespace = to_regnamespace('lyss_shared') and 'retention of ' || c.relname = m.name
    cross join lateral expired_months(
      c.oid, months_of(m.keep)) as e
    join pg_class as p on p.oid = e.partition
    where m.keep is not null
    order by c.relname, p.relname;
end
$function$;
comment on routine retention_plan() is 'The partitions that the jobs of retention would drop, their sizes, and what keeps one from being dropped.';


-- function revoke_all_grants()
CREATE OR REPLACE FUNCTION revoke_all_grants()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_relation regclass;
begin
  for v_relation in
    select oid
    from pg_catalog.pg_class
    where relnamespace = to_regnamespace('lyss_shared')
      and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) = current_user
  loop
    execute format(
      'revoke all on %s from public, authenticated_users, lyss_system', v_relation);
  end loop;
end
$function$;
comment on routine revoke_all_grants() is 'Internal: Revokes every right on every relation of this schema; the grants file grants some again.';


-- function role_permits(uuid, uuid, text)
CREATE OR REPLACE FUNCTION role_permits(p_tenant_id uuid, p_role_id uuid, p_permission text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return exists (
    select from role_permissions as p
    where p.tenant_id = p_tenant_id and p.role_id = p_role_id and p.permission_name = p_permission
      and is_in_reach(p.reach));
end
$function$;
comment on routine role_permits(uuid, uuid, text) is 'Internal: Whether a role, of a tenant or a built-in one, has a permission in this scope.';


-- function row_keepers(regclass, text)
CREATE OR REPLACE FUNCTION row_keepers(p_table regclass, p_event text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select string_agg(distinct format('%I of %s', t.tgname, p_table), ', ')
  from pg_trigger as t
  join pg_proc as f on f.oid = t.tgfoid
  where (t.tgrelid = p_table or t.tgrelid in (select i.inhrelid from pg_inherits as i where i.inhparent = p_table))
    and t.tgenabled in ('O', 'A')
    and f.pronamespace <> to_regnamespace('lyss_shared')
    -- before, for each row
    and t.tgtype::integer & 3 = 3
    and t.tgtype::integer & case p_event when 'delete' then 8 else 16 end <> 0
$function$;
comment on routine row_keepers(regclass, text) is 'Internal: The triggers of a host that could keep rows of a table from a delete or an update; null for none.';


-- function row_lockers(regclass[])
CREATE OR REPLACE FUNCTION row_lockers(p_tables regclass[])
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select string_agg(
    format('process %s has held a lock on rows of %s', l.pid, l.relation::regclass), ', '
    order by l.pid, l.relation)
  from (
    select distinct pid, relation from pg_locks
    where locktype = 'relation' and mode in ('RowShareLock', 'RowExclusiveLock') and granted
      and pid is distinct from pg_backend_pid() and relation = any (p_tables)
      and database = (select oid from pg_database where datname = current_database())
  ) as l
$function$;
comment on routine row_lockers(regclass[]) is 'Internal: The sessions that may hold locks on rows of some tables; null for none.';


-- function rows_of_person(text, text, jsonb, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION rows_of_person(p_tenant text, p_person text, p_after jsonb, p_limit integer)
 RETURNS TABLE(table_name text, place jsonb, data jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_left bigint := p_limit;
  v_given bigint;
  v_table record;
begin
  if p_after is not null and not exists (
    select from personal_tables() as t
    where t.table_name = p_after ->> 'table'
      and cardinality(t.keys) = jsonb_array_length(p_after -> 'key')
  ) then
    raise exception 'after is %: pass the last row of the page before', p_after
      using errcode = 'check_violation', constraint = 'after';
  end if;
  for v_table in
    with declared as materialized (select * from personal_tables())
    select
      t.table_name,
      t.parent,
      quote_ident(t.keys[1]) as first_key,
      c.belongs,
      (select p.keys[1] from declared as p where p.table_name = t.parent) as parent_key,
      (select string_agg(quote_ident(k), ', ') from unnest(t.keys) as k) as key,
      (select string_agg(quote_ident(c), ', ') from unnest(t.personal || t.other) as c) as columns,
      (
        select string_agg(quote_literal(k), ', ' order by n)
        from jsonb_array_elements_text(p_after -> 'key') with ordinality as after (k, n)
        where t.table_name = p_after ->> 'table'
      ) as after
    from declared as t
    join conditions_of_person(p_tenant, p_person) as c on c.table_name = coalesce(t.parent, t.table_name)
    where t.keys is not null and t.person is not null and t.number >= coalesce(
      (select a.number from declared as a where a.table_name = p_after ->> 'table'), 0)
    order by t.number
  loop
    return query execute
      case
        when v_table.parent is null then format(
          'select %1$L, jsonb_build_object(''table'', %1$L, ''key'', jsonb_build_array(%2$s)),
            to_jsonb(r)
          from (select %3$s from %1$I where %4$s%5$s order by %2$s limit %6$s) as r',
          v_table.table_name, v_table.key, v_table.columns, v_table.belongs,
          ' and (' || v_table.key || ') > (' || v_table.after || ')', v_left)
        else format(
          'select %1$L, jsonb_build_object(''table'', %1$L, ''key'', jsonb_build_array(%2$s)),
            to_jsonb(r)
          from (
            select %8$I as parent_key from %7$I where %4$s%9$s order by %8$I
          ) as p
          cross join lateral (
            select %3$s from %1$I
            where %10$s and %11$s = p.parent_key%5$s
            order by %2$s
            limit %6$s
          ) as r
          limit %6$s',
          v_table.table_name, v_table.key, v_table.columns, v_table.belongs,
          ' and (' || v_table.key || ') > (' || v_table.after || ')', v_left, v_table.parent,
          v_table.parent_key,
          ' and ' || quote_ident(v_table.parent_key) || ' >= ' || split_part(v_table.after, ', ', 1),
          p_tenant, v_table.first_key)
      end;
    get diagnostics v_given = row_count;
    v_left := v_left - v_given;
    exit when v_left = 0;
  end loop;
end
$function$;
comment on routine rows_of_person(text, text, jsonb, integer) is 'Internal: At most p_limit rows of a person after a position, without secrets.';
reset role;


-- function run_due_job()
CREATE OR REPLACE FUNCTION run_due_job()
 RETURNS TABLE(job text, done bigint, took interval, error text, pause interval)
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_job record;
  v_started_at timestamptz;
  v_failures integer := 0;
  v_detail text;
  v_hint text;
  v_context text;
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  for v_job in
    select m.name, d.call, d.batch, m.every, m.keep, m.failures
    from maintenance as m
    join job_definitions() as d on d.name = m.name
    where m.is_due
    order by m.due_at nulls first, m.name
  loop
    continue when not pg_try_advisory_xact_lock(
      hashtextextended('lyss_shared job ' || v_job.name, 0));
    -- another session may have run it a moment ago
    continue when not exists (
      select from maintenance as m where m.name = v_job.name and m.is_due);
    job := v_job.name;
    v_started_at := wall_time();
    begin
      perform limit_waiting();
      set local lyss.passed_over = '';
      execute v_job.call into done using v_job.keep;
      error := nullif(current_setting('lyss.passed_over'), '');
      v_failures := case when error is null then 0 else v_job.failures + 1 end;
    exception
      -- "others" does not include statement_timeout; uncaught, each run would begin this job again, and no
      -- other
      when query_canceled or others then
        get stacked diagnostics
          v_detail = pg_exception_detail, v_hint = pg_exception_hint, v_context = pg_exception_context;
        error := sqlerrm || case
          -- which locks, and where: PostgreSQL's message says no more than that
          when sqlstate = '40P01' then
            ': ' || replace(v_detail, E'\n', ' ') || ' ' || split_part(v_context, E'\n', 1)
          -- what LYSS itself says of a lock has a hint, and says who holds it
          when sqlstate = '55P03' and v_hint = '' then ': ' || waited_for(v_context)
          else ''
        end;
        v_failures := v_job.failures + 1;
    end;
    took := wall_time() - v_started_at;
    pause := case
      when error is not null then
        least(v_job.every, interval '1 second' * 2 ^ least(v_failures - 1, 20))
      when done >= v_job.batch then interval '0'
      else v_job.every
    end;
    perform note_job(
      p_name => job, p_started_at => v_started_at, p_took => took, p_done => done, p_error => error,
      p_failures => v_failures, p_due_at => statement_time() + pause);
    return next;
    return;
  end loop;
end
$function$;
comment on routine run_due_job() is 'Runs one job that is due, and stores how it went; returns nothing where none is due.';


-- function running_transactions()
CREATE OR REPLACE FUNCTION running_transactions()
 RETURNS TABLE(transaction text, pid integer)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_transactions text[];
  v_pids integer[];
begin
  select array_agg(l.virtualxid), array_agg(l.pid) into v_transactions, v_pids
  from pg_locks as l
  where l.locktype = 'virtualxid' and l.granted and l.virtualxid = l.virtualtransaction
    and l.pid <> pg_backend_pid();
  -- else the list of sessions is that of when this transaction first asked for it
  perform pg_stat_clear_snapshot();
  return query
    select t.transaction, t.pid
    from unnest(v_transactions, v_pids) as t (transaction, pid)
    join pg_stat_activity as a on a.pid = t.pid
    where a.datname = current_database() and a.usesysid is not null;
end
$function$;
comment on routine running_transactions() is 'Internal: The transactions of other sessions in this database, and their processes.';


-- function scope_key_ages()
set role lyss_definer;
CREATE OR REPLACE FUNCTION scope_key_ages()
 RETURNS TABLE(name text, created_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return query select k.name::text, k.created_at from scope_keys as k where k.name <> '' order by k.created_at, k.name;
end
$function$;
comment on routine scope_key_ages() is 'The names of the keys with which hosts may sign scopes, and since when these are there.';
reset role;


-- function scope_key_pads(bytea)
CREATE OR REPLACE FUNCTION scope_key_pads(p_key bytea, OUT inner_pad bytea, OUT outer_pad bytea)
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  inner_pad := decode(repeat('36', 64), 'hex');
  outer_pad := decode(repeat('5c', 64), 'hex');
  for i in 0 .. length(p_key) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # get_byte(p_key, i));
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # get_byte(p_key, i));
  end loop;
end
$function$;
comment on routine scope_key_pads(bytea) is 'Internal: The two pads of HMAC-SHA-256 with a key.';


-- function scope_role()
CREATE OR REPLACE FUNCTION scope_role()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (current_setting('role'::text) <> 'none'::text) THEN current_setting('role'::text) WHEN ((SESSION_USER = 'authenticated_users'::name) OR (SESSION_USER = 'lyss_system'::name)) THEN (SESSION_USER)::text WHEN (SESSION_USER <> 'lyss_definer'::name) THEN 'none'::text WHEN (current_setting('app.system_reason'::text, true) <> ''::text) THEN 'lyss_system'::text WHEN (current_setting('app.current_tenant_id'::text, true) <> ''::text) THEN 'authenticated_users'::text ELSE 'none'::text END;
comment on routine scope_role() is 'Internal: The role of the scope in which a trigger runs, also on a node of Citus; none without one.';


-- function scope_seal()
set role lyss_definer;
CREATE OR REPLACE FUNCTION scope_seal()
 RETURNS text
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_inner bytea;
  v_outer bytea;
begin
  -- Outside of the query, PL/pgSQL computes this in place; inside it would be set up at each call.
  select k.inner_pad, k.outer_pad into v_inner, v_outer from lyss_shared.scope_keys as k where k.name = '';
  return encode(sha256(v_outer || sha256(v_inner || lyss_shared.sealed_scope())), 'hex');
end
$function$;
comment on routine scope_seal() is 'Internal: The seal that role and settings must have in this transaction; null where there is no key.';
reset role;


-- function scopes_are_signed()
CREATE OR REPLACE FUNCTION scopes_are_signed()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select pg_get_function_sqlbody('scope_holds()'::regprocedure) <> 'RETURN true'
$function$;
comment on routine scopes_are_signed() is 'Whether scopes have to be signed; require_signed_scopes() sets it.';


-- function seal_as_owner()
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_as_owner()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  if scope_holds() then
    return;
  end if;
  if not needs_no_seal() then
    raise exception 'scopes have to be signed here, and % has no key', session_user
      using errcode = 'insufficient_privilege',
        hint = 'Run it as the owner of the schema, or in an application that has the key.';
  elsif strpos(concat(
      current_setting('app.current_tenant_id', true), current_setting('app.suspended_tenant_id', true),
      current_setting('app.current_user_id', true), current_setting('app.current_group_ids', true),
      current_setting('app.current_role', true), current_setting('app.system_reason', true)), chr(31)) > 0 then
    raise exception 'no setting of a scope has the character U+001F in it'
      using errcode = 'invalid_parameter_value';
  end if;
  perform set_config('app.scope_seal', scope_seal(), true);
end
$function$;
comment on routine seal_as_owner() is 'Internal: Seals what the owner of the schema has bound; does nothing where scopes need not be signed.';
reset role;


-- function seal_chain(audit_seals)
CREATE OR REPLACE FUNCTION seal_chain(p_seal audit_seals)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select p_seal.tenant_id
$function$;
comment on routine seal_chain(audit_seals) is 'Internal: The chain that a seal of the audit log is in: that of its tenant.';


-- function seal_entries()
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_entries()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_system();
  return add_seals(100000);
end
$function$;
comment on routine seal_entries() is 'Seals entries of the audit log that are not sealed yet, about 100,000; returns how many.';
reset role;


-- function seal_hash(bytea, audit_seals)
CREATE OR REPLACE FUNCTION seal_hash(p_previous bytea, p_seal audit_seals)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select sha256(
    p_previous
    || convert_to(
      (
        jsonb_strip_nulls(to_jsonb(p_seal)) - '{hash,digest,from_stamp}'::text[] || jsonb_build_object(
          'to_stamp', p_seal.to_stamp - p_seal.from_stamp,
          'sealed_at', extract(epoch from p_seal.sealed_at))
      )::text,
      'UTF8')
    || p_seal.digest)
$function$;
comment on routine seal_hash(bytea, audit_seals) is 'Internal: The hash of a seal, from the previous hash and the columns of the seal.';


-- function seal_holds()
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_holds()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_found constant text := current_setting('app.scope_seal', true);
  v_right text;
  v_holds boolean;
begin
  if v_found is null or v_found = '' then
    return false;
  end if;
  v_right := scope_seal();
  v_holds := case when hashtextextended(v_found, 0) = hashtextextended(v_right, 0) then v_found = v_right end;
  if v_holds then
    return true;
  end if;
  v_right := former_seal();
  return case
    when hashtextextended(v_found, 0) = hashtextextended(v_right, 0) then v_found = v_right
    else false
  end;
end
$function$;
comment on routine seal_holds() is 'Internal: Whether role and settings are as they were sealed in this transaction.';
reset role;


-- function seal_scope(text, text, text, text, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_scope(p_role text, p_tenant_id text, p_user_id text, p_group_ids text, p_user_role text, p_system_reason text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_suspended text := '';
begin
  perform require_signed_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason, p_signature => p_signature);
  if p_role = 'authenticated_users' and exists (
    select from known_tenants as k
    where k.tenant_id = case when p_tenant_id <> '' then p_tenant_id::uuid end and k.status <> 'active'
  ) then
    v_suspended := p_tenant_id;
  end if;
  perform bind_sealed(
    p_tenant_id => p_tenant_id, p_suspended_tenant_id => v_suspended, p_user_id => p_user_id,
    p_group_ids => p_group_ids, p_user_role => p_user_role, p_system_reason => p_system_reason);
end
$function$;
comment on routine seal_scope(text, text, text, text, text, text, text) is 'Internal: Binds and seals the settings of a scope that a host has signed, and that its tenant is not active if it is not.';
reset role;


-- function sealed_scope()
CREATE OR REPLACE FUNCTION sealed_scope()
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (timestamptz_send(now()) || convert_to(concat(current_setting('role'::text), chr(31), current_setting('app.current_tenant_id'::text, true), chr(31), current_setting('app.suspended_tenant_id'::text, true), chr(31), current_setting('app.current_user_id'::text, true), chr(31), current_setting('app.current_group_ids'::text, true), chr(31), current_setting('app.current_role'::text, true), chr(31), current_setting('app.system_reason'::text, true)), 'UTF8'::name));
comment on routine sealed_scope() is 'Internal: The text that the seal of a scope covers: the time of the transaction, the role and the settings.';


-- function service_jobs()
CREATE OR REPLACE FUNCTION service_jobs()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  values
    (
      'handled events', 'Forgets events that can be delivered no second time.',
      'select forget_consumed_events($1, 10000)', 10000, interval '1 hour', interval '30 days')
$function$;
comment on routine service_jobs() is 'Internal: The jobs of all service databases.';


-- function service_personal_data()
CREATE OR REPLACE FUNCTION service_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "outbox_turns", "erasure": "keep",
      "personal": ["key"],
      "other": ["tenant_id"],
      "reason": "Goes with the last event of the key.",
      "remains": "Goes with the last event of the key."},
    {"table": "outbox_keys", "erasure": "keep",
      "personal": ["key", "last_error"],
      "other": ["claim", "failures", "first_position", "next_at", "tenant_id"],
      "reason": "Goes with the last event of the key.",
      "remains": "Goes with the last event of the key."},
    {"table": "outbox_events", "erasure": "keep",
      "personal": ["key", "payload", "actor_id", "reason"],
      "other": ["position", "created_at", "id", "tenant_id", "type"],
      "reason": "Deleted once it is delivered, which others rely on. Events of LYSS name ids and no texts.",
      "remains": "Tells others that the tenant was erased; deleted once it is delivered."},
    {"table": "outbox_floors",
      "other": ["candidate", "candidate_open", "floor", "late", "raised_at", "tenant_id"],
      "remains": "Is of no tenant."},
    {"table": "audit_logs", "person": "actor_id", "erasure": "keep",
      "keys": ["created_at", "id"],
      "personal": ["actor_id", "resource_id", "changes", "reason", "ip_address", "user_agent"],
      "other": ["action", "created_at", "event_id", "id", "resource_type", "seal_stamp", "source", "tenant_id"],
      "reason": "Who did what is kept until its month is dropped, a year by default. LYSS enters ids and no texts.",
      "remains": "Who did what is kept until its month is dropped, a year by default."},
    {"table": "audit_seals",
      "other": ["digest", "dropped", "entries", "from_stamp", "hash", "month", "number", "sealed_at",
        "stands_for", "tenant_id", "to_stamp"],
      "remains": "Proves that the audit log is what it was."},
    {"table": "consumed_events",
      "other": ["consumed_at", "consumer", "event_id", "tenant_id"]},
    {"table": "given_up_events", "person": "any (persons_of_event(type, key, actor_id))", "erasure": "delete",
      "keys": ["id"],
      "personal": ["key", "payload", "actor_id", "reason", "given_up_because"],
      "secret": ["last_error"],
      "other": ["created_at", "failures", "given_up_at", "id", "tenant_id", "type"]},
    {"table": "legal_holds", "erasure": "keep",
      "personal": ["subject_id", "reason", "held_by"],
      "other": ["held_at", "tenant_id"],
      "reason": "Says why what is about the person is kept."},
    {"table": "erasures", "erasure": "keep",
      "personal": ["user_id", "reason", "requested_by"],
      "other": ["awaits", "counts", "erased_at", "error", "failed_at", "requested_at", "tenant_id"],
      "reason": "Proves that the person was erased, and brings a restored backup up to date.",
      "remains": "Proves who was erased, the tenant among them, and brings a restored backup up to date."}
  ]$json$::jsonb
$function$;
comment on routine service_personal_data() is 'Internal: The personal data in the tables that all service databases have.';


-- function set_job(text, interval, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_job(p_name text, p_every interval, p_keep interval)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_every interval;
  v_keep interval;
  v_keeps_all boolean;
begin
  perform require_job(p_name);
  if p_name like 'retention of %' and (p_keep < interval '1 month' or p_keep > interval '2000 years') then
    raise exception 'keep is %: 1 month to 2000 years are kept, or all', p_keep
      using errcode = 'numeric_value_out_of_range', hint = 'keep_all keeps for ever.';
  end if;
  select j.every, j.keep, j.keeps_all into v_every, v_keep, v_keeps_all
  from jobs as j where j.name = p_name for update;
  if p_keep is not null then
    perform require_kept_audit(p_name, p_keep, kept_by_job(p_name));
    v_keep := p_keep;
    v_keeps_all := null;
  end if;
  v_every := coalesce(p_every, v_every);
  insert into jobs (name, every, keep, keeps_all, due_at) values (p_name, v_every, v_keep, v_keeps_all, v_now)
  on conflict (name) do update
  set every = excluded.every, keep = excluded.keep, keeps_all = excluded.keeps_all, due_at = excluded.due_at;
end
$function$;
comment on routine set_job(text, interval, interval) is 'States how often a job runs, and how long what it deletes is kept; what is null stays as it is, and so does a hold. That the audit log is kept for less time, the owner of the schema states.';
reset role;


-- function set_legal_hold(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_legal_hold(p_tenant_id uuid, p_subject_id uuid, p_reason text)
 RETURNS SETOF legal_holds
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_system();
  perform await_holds(p_sets_one => true);
  return query
    insert into legal_holds as h (tenant_id, subject_id, reason, held_by)
    values (p_tenant_id, p_subject_id, p_reason, current_user_id())
    on conflict (tenant_id, subject_id) do update
    set reason = excluded.reason, held_by = excluded.held_by
    returning h.*;
end
$function$;
comment on routine set_legal_hold(uuid, uuid, text) is 'Forbids to erase anything about a user, or about any user of the tenant whose id is the subject; returns the hold.';
reset role;


-- function set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_model_price(p_tenant_id uuid, p_id uuid, p_provider_type text, p_model text, p_currency text, p_unit_prices jsonb, p_from timestamp with time zone)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := lock_model_prices(p_tenant_id, p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_to timestamptz;
begin
  perform require_system();
  return query
    select * from model_prices as p
    where p.tenant_id = p_tenant_id and p.id = p_id and p.provider_type = p_provider_type
      and p.model = p_model and p.currency = p_currency and p.unit_prices = p_unit_prices
      and p.effective_from = coalesce(p_from, p.effective_from);
  if found then
    return;
  end if;
  if v_from < v_now and exists (
    select from model_prices as p
    where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
      and p.model = p_model and p.effective_from <= v_from
      and (p.effective_to is null or v_from < p.effective_to)
  ) then
    raise exception 'a price was in effect at that time already, and stays'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set the new one from now on';
  end if;
  delete from model_prices as p
  where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
    and p.model = p_model and p.effective_from = v_from and p.id <> p_id;
  update model_prices as p set effective_to = v_from
  where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
    and p.model = p_model and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  select min(p.effective_from) into v_to from model_prices as p
  where p.tenant_id = p_tenant_id and p.provider_type = p_provider_type
    and p.model = p_model and p.effective_from > v_from;
  insert into model_prices (
    tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to
  ) values (
    p_tenant_id, p_id, p_provider_type, p_model, p_currency, p_unit_prices, v_from, v_to
  );
  perform publish_price_list(p_tenant_id, p_provider_type, p_model, v_now);
  return query select * from model_prices as p where p.tenant_id = p_tenant_id and p.id = p_id;
end
$function$;
comment on routine set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone) is 'Sets a price from an instant on, null for now, and returns it.';
reset role;


-- function set_setting(uuid, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_setting(p_tenant_id uuid, p_key text, p_value jsonb)
 RETURNS SETOF settings
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_tenant_admin(p_tenant_id);
  insert into settings as s (tenant_id, key, value, updated_by)
  values (p_tenant_id, p_key, p_value, current_user_id())
  on conflict (tenant_id, key) do update
    set value = excluded.value, updated_by = excluded.updated_by
    where s.value <> excluded.value;
  if found then
    perform publish_event(
      p_tenant_id, 'setting:' || p_key, 'setting.changed', jsonb_build_object('key', p_key));
  end if;
  return query select * from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
end
$function$;
comment on routine set_setting(uuid, text, jsonb) is 'Sets a setting of a tenant and returns it.';
reset role;


-- function slow_statements(integer)
CREATE OR REPLACE FUNCTION slow_statements(p_limit integer)
 RETURNS TABLE(calls bigint, total interval, mean interval, rows bigint, query text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_view constant text := (
    select format('%I.pg_stat_statements', n.nspname)
    from pg_extension as e
    join pg_namespace as n on n.oid = e.extnamespace
    where e.extname = 'pg_stat_statements');
begin
  if v_view is null then
    raise exception 'pg_stat_statements is not installed'
      using
        errcode = 'feature_not_supported',
        hint = 'Add it to shared_preload_libraries, restart, and: create extension pg_stat_statements';
  end if;
  return query execute format(
    'select s.calls, s.total_exec_time * interval ''1 millisecond'',
      s.mean_exec_time * interval ''1 millisecond'', s.rows, s.query
    from %s as s
    where s.dbid = (select oid from pg_database where datname = current_database())
    order by s.total_exec_time desc
    limit %s', v_view, coalesce(p_limit, 10));
end
$function$;
comment on routine slow_statements(integer) is 'The statements of the database that have taken most time; fails with 0A000 where pg_stat_statements is not installed.';


-- function snapshot_to_keep()
CREATE OR REPLACE FUNCTION snapshot_to_keep()
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
RETURN CASE WHEN ((NOT pg_is_in_recovery()) AND (NOT is_on_citus())) THEN (pg_current_snapshot())::text ELSE NULL::text END;
comment on routine snapshot_to_keep() is 'Internal: Returns the snapshot of the caller''s answers; null where these may not be kept.';


-- function stale_statistics()
CREATE OR REPLACE FUNCTION stale_statistics()
 RETURNS TABLE(table_name text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_erased_at constant timestamptz := (select max(e.erased_at) from erasures as e);
begin
  return query
  select distinct t.table_name
  from personal_tables() as t
  join pg_class as c on c.oid = to_regclass(quote_ident(t.table_name)) and c.relkind = 'r'
  left join pg_stat_all_tables as s on s.relid = c.oid
  where t.erasure in ('delete', 'anonymise')
    and v_erased_at > coalesce(greatest(s.last_analyze, s.last_autoanalyze), '-infinity') - interval '1 day';
end
$function$;
comment on routine stale_statistics() is 'Internal: Tables whose statistics may contain values of persons who were erased since.';


-- function stored_widths(regclass)
set role lyss_definer;
CREATE OR REPLACE FUNCTION stored_widths(p_table regclass)
 RETURNS TABLE(relation oid, attnum smallint, width double precision, filled double precision)
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET max_parallel_workers_per_gather TO '0'
AS $function$
declare
  v_relations constant oid[] := array(
    select c.oid from pg_class as c
    where c.relkind = 'r' and c.reltuples >= 0
      and (c.oid = p_table or c.oid in (select i.inhrelid from pg_inherits as i where i.inhparent = p_table)));
  v_column record;
  v_plan jsonb;
begin
  for v_column in
    select a.attnum, a.attname, a.attlen, has_column_privilege(p_table, a.attnum, 'select') as is_readable
    from pg_attribute as a
    where a.attrelid = p_table and a.attnum > 0 and not a.attisdropped and v_relations <> '{}'
  loop
    v_plan := '[]';
    if v_column.is_readable then
      execute format('explain (format json) select %I from %s where %1$I is not null', v_column.attname, p_table)
      into v_plan;
    end if;
    return query
      select
        c.oid,
        v_column.attnum,
        coalesce(p.width, case when v_column.attlen > 0 then v_column.attlen else 32 end),
        -- a plan's number of rows is a whole number, and at least one
        case when p.rows < 0.999 * e.rows - 1 then p.rows / e.rows else 1 end
      from pg_class as c
      cross join lateral (
        select c.reltuples * pg_relation_size(c.oid)
          / (greatest(c.relpages, 1) * current_setting('block_size')::float8) as rows
      ) as e
      left join (
        select s ->> 'Relation Name' as name, (s ->> 'Plan Rows')::float8 as rows, (s ->> 'Plan Width')::float8 as width
        from jsonb_path_query(v_plan, 'strict $.** ? (exists (@."Relation Name"))') as s
      ) as p on p.name = c.relname
      where c.oid = any (v_relations);
  end loop;
end
$function$;
comment on routine stored_widths(regclass) is 'Internal: The widths of the columns of a table, or of each of its partitions, and how often they are not null.';
reset role;


-- function stream_safe(text)
CREATE OR REPLACE FUNCTION stream_safe(p_text text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  if p_text collate "und-x-icu" ~ '[^[:alnum:][:punct:][:space:]]{31}' then
    return regexp_replace(
      p_text collate "und-x-icu", '([^[:alnum:][:punct:][:space:]]{30})', E'\\1\u034f', 'g');
  end if;
  return p_text;
end
$function$;
comment on routine stream_safe(text) is 'Internal: A text whose runs of combining marks are short enough to be normalized.';


-- function take_back_event(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION take_back_event(p_tenant_id uuid, p_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_event given_up_events;
begin
  perform require_system_work();
  delete from given_up_events as g
  where g.tenant_id = p_tenant_id and g.id = p_id
  returning g.* into v_event;
  if not found then
    return false;
  end if;
  perform enter_event(
    p_tenant_id => v_event.tenant_id, p_id => v_event.id, p_key => v_event.key, p_type => v_event.type,
    p_payload => v_event.payload, p_actor_id => v_event.actor_id, p_reason => v_event.reason,
    p_created_at => v_event.created_at);
  return true;
end
$function$;
comment on routine take_back_event(uuid, uuid) is 'Puts an event that was given up back into the outbox, as the last of its key; false if there is none.';
reset role;


-- function take_turn(uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION take_turn(p_tenant_id uuid, p_key text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  loop
    insert into outbox_turns (tenant_id, key) values (p_tenant_id, p_key)
    on conflict (tenant_id, key) do nothing;
    exit when found;
    perform from outbox_turns as t
    where t.tenant_id = p_tenant_id and t.key = p_key
    for no key update;
    exit when found;
  end loop;
end
$function$;
comment on routine take_turn(uuid, text) is 'Internal: Takes the turn of a key of the outbox until the transaction ends.';
reset role;


-- function tell_tenant_change()
set role lyss_definer;
CREATE OR REPLACE FUNCTION tell_tenant_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_all constant uuid := platform_tenant_id();
  v_row jsonb;
begin
  if tg_op = 'TRUNCATE' then
    insert into access_changes (tenant_id, kind, id) values (v_all, 'all', v_all) on conflict do nothing;
    return null;
  end if;
  foreach v_row in array array[
    case when tg_op <> 'INSERT' then to_jsonb(old) end, case when tg_op <> 'DELETE' then to_jsonb(new) end]
  loop
    if v_row is not null then
      insert into access_changes (tenant_id, kind, id)
      values (
        (v_row ->> 'tenant_id')::uuid, coalesce(tg_argv[0], 'all'), coalesce((v_row ->> tg_argv[1])::uuid, v_all))
      on conflict do nothing;
    end if;
  end loop;
  return null;
end
$function$;
comment on routine tell_tenant_change() is 'Trigger function: records which answers have changed, for hosts that keep them.';
reset role;


-- function tenant_in_flight(uuid)
CREATE OR REPLACE FUNCTION tenant_in_flight(p_tenant_id uuid)
 RETURNS TABLE(what text, rows bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_first bigint;
  v_next bigint;
  v_open bigint[];
begin
  perform require_system();
  return query
    select 'events that wait to be delivered', count(*) from outbox_events as e
    where e.tenant_id = p_tenant_id
    having count(*) > 0;
  -- on Citus entries are not sealed
  if not is_distributed('audit_logs') then
    return query
      select 'entries of the audit log that are not sealed', count(*)
      from audit_logs as a
      cross join audit_watermark as w
      where a.tenant_id = p_tenant_id and a.seal_stamp >= w.next_stamp
      having count(*) > 0;
  end if;
  if exists (
    select from pg_class as c
    where c.relnamespace = to_regnamespace('lyss_shared') and c.relname = 'usage_facts'
  ) then
    execute 'select w.first_stamp, w.next_stamp, w.open_stamps from rolled_up() as w' into v_first, v_next, v_open;
    return query execute
      'select ''requests that are not rolled up'', count(*)
       from usage_facts as f
       where f.tenant_id = $1 and f.stamp >= $2 and (f.stamp >= $3 or f.stamp = any ($4))
       having count(*) > 0'
    using p_tenant_id, v_first, v_next, v_open;
  end if;
end
$function$;
comment on routine tenant_in_flight(uuid) is 'What has to be delivered, sealed or rolled up before a tenant is moved to another server, and how much; nothing if all is done.';


-- function tenant_needs(uuid)
CREATE OR REPLACE FUNCTION tenant_needs(p_tenant_id uuid)
 RETURNS TABLE(table_name text, needed jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_reference record;
begin
  for v_reference in
    select
      c.conrelid::regclass as child,
      p.relname as parent,
      (
        select string_agg(format('c.%I = p.%I', a.attname, b.attname), ' and ')
        from unnest(c.conkey, c.confkey) as k (child, parent)
        join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.child
        join pg_attribute as b on b.attrelid = c.confrelid and b.attnum = k.parent
      ) as matches,
      (
        select string_agg(distinct format('%L, p.%1$I', a.attname), ', ')
        from pg_index as i
        cross join unnest(i.indkey::smallint[]) as k (attnum)
        join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.confrelid and i.indisunique and i.indpred is null
      ) as keys
    from pg_constraint as c
    join pg_class as p on p.oid = c.confrelid
    where c.contype = 'f' and c.conparentid = 0 and c.connamespace = to_regnamespace('lyss_shared')
      and p.relname <> 'tenants'
      and not exists (
        select from pg_attribute as a where a.attrelid = p.oid and a.attname = 'tenant_id')
    order by c.conname
  loop
    return query execute format(
      'select distinct %1$L, jsonb_build_object(%2$s)
       from %3$s as c join %1$I as p on %4$s
       where c.tenant_id = $1
       order by 2',
      v_reference.parent, v_reference.keys, v_reference.child, v_reference.matches)
    using p_tenant_id;
  end loop;
end
$function$;
comment on routine tenant_needs(uuid) is 'The rows of no tenant to which a tenant''s rows refer, with the columns that identify them.';


-- function tenant_personal_data()
CREATE OR REPLACE FUNCTION tenant_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "known_tenants",
      "other": ["changed_at", "status", "tenant_id"],
      "remains": "Says that the tenant is deleted, so that nobody writes for it again."}
  ]$json$::jsonb
$function$;
comment on routine tenant_personal_data() is 'Internal: Known tenants have no personal data.';


-- function tenant_status(uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION tenant_status(p_tenant_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  if current_setting('role') = 'lyss_system' then
    perform require_system();
  end if;
  return (select k.status from known_tenants as k where k.tenant_id = p_tenant_id);
end
$function$;
comment on routine tenant_status(uuid) is 'Returns active, suspended or deleted; null for a tenant that is not known here.';
reset role;


-- function tenant_tables(uuid)
CREATE OR REPLACE FUNCTION tenant_tables(p_tenant_id uuid)
 RETURNS TABLE(table_name text, columns text, query text, month_key text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
  select
    c.relname,
    m.columns,
    format(
      'select %s from %I.%I where %I = %L order by %s',
      m.expressions, 'lyss_shared', c.relname, t.attname, p_tenant_id, concat_ws(', ', k.keys, m.rest)),
    (
      select a.attname from pg_attribute as a
      join pg_partitioned_table as p on p.partrelid = a.attrelid and a.attnum = p.partattrs[0]
      where a.attrelid = c.oid
    )
  from pg_class as c
  join pg_attribute as t on t.attrelid = c.oid and t.attgenerated = ''
    and t.attname = case c.relname when 'tenants' then 'id' else 'tenant_id' end
  -- without a unique key, all columns decide the order
  cross join lateral (
    select
      string_agg(sorted.column, ', ' order by i.position) as keys,
      bool_or(i.indisprimary) as is_primary
    from (
      select i.indisprimary, k.attnum, k.position
      from (
        select i.indisprimary, i.indkey::smallint[] as keys from pg_index as i
        where i.indrelid = c.oid and i.indpred is null and i.indexprs is null
        order by i.indisprimary desc, i.indnkeyatts desc, i.indexrelid::regclass::text
        limit 1
      ) as i
      cross join unnest(i.keys) with ordinality as k (attnum, position)
    ) as i
    join pg_attribute as a on a.attrelid = c.oid and a.attnum = i.attnum
    cross join lateral (
      select quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end
    ) as sorted ("column")
  ) as k
  cross join lateral (
    select
      string_agg(quote_ident(a.attname), ', ' order by a.attname) as columns,
      string_agg(
        case
          when d.expression like '%usage_stamp()' then '-1'
          when d.expression like '%audit_stamp()' then format('%I - %s', a.attname, s.top)
          when c.relname = 'audit_seals' and a.attname in ('from_stamp', 'to_stamp') then
            format('case when dropped then 0 else %I - %s end', a.attname, s.top)
          else quote_ident(a.attname)
        end,
        ', ' order by a.attname) as expressions,
      string_agg(
        quote_ident(a.attname) || case when a.attcollation <> 0 then ' collate "C"' else '' end,
        ', ' order by a.attname) filter (where not coalesce(k.is_primary, false)) as rest
    from pg_attribute as a
    left join lateral (
      select pg_get_expr(d.adbin, d.adrelid) as expression
      from pg_attrdef as d
      where d.adrelid = a.attrelid and d.adnum = a.attnum
    ) as d on true
    cross join lateral (
      select format(
        '(select coalesce(max(to_stamp), 0) from %I.audit_seals where tenant_id = %L and not dropped)',
        'lyss_shared', p_tenant_id) as top
    ) as s
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  ) as m
  where c.relnamespace = to_regnamespace('lyss_shared')
    and c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relname not in ('outbox_turns', 'outbox_keys', 'outbox_events', 'access_changes', 'usage_tenant_watermarks')
  order by c.relname
$function$;
comment on routine tenant_tables(uuid) is 'Every table that has rows of tenants: which columns are moved with a tenant, and the query that reads its rows.';


-- function transactions_to_await(text[])
CREATE OR REPLACE FUNCTION transactions_to_await(p_awaited text[])
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_open constant text[] := open_transactions();
  v_awaited text[] := p_awaited;
begin
  if v_awaited = '{}' then
    v_awaited := v_open;
  end if;
  if current_setting('transaction_isolation') !~ '^read ' then
    return v_awaited || array(
      select distinct l.virtualtransaction from pg_locks as l where l.pid = pg_backend_pid());
  end if;
  return array(
    select o.transaction from unnest(v_open) as o (transaction)
    where o.transaction = any (v_awaited)
      or o.transaction ~ '^prepared ' and exists (
        select from unnest(v_awaited) as a (transaction)
        where a.transaction !~ '^prepared ' and a.transaction <> all (v_open)));
end
$function$;
comment on routine transactions_to_await(text[]) is 'Internal: Of the transactions that an erasure awaits, or of all that are open if it awaits none yet, those that have not ended.';


-- function trim_blank(text)
CREATE OR REPLACE FUNCTION trim_blank(p_text text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  return pg_catalog.btrim(
    p_text,
    E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f'
    '\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f'
    '\u0020\u007f\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d'
    '\u008e\u008f\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d'
    '\u009e\u009f\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f'
    '\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f'
    '\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u2066\u2067'
    '\u2068\u2069\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3000\u3164\ufeff\uffa0');
end
$function$;
comment on routine trim_blank(text) is 'Internal: A text without what is blank at its ends: white space, control characters, and characters that show nothing. What is blank is empty then.';


-- function unassign_role(uuid, uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION unassign_role(p_tenant_id uuid, p_user_id uuid, p_role_id uuid, p_built_in_role text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_assigner(p_tenant_id, p_user_id, p_built_in_role);
  delete from user_roles as u
  where u.tenant_id = p_tenant_id and u.user_id = p_user_id
    and u.role_id is not distinct from p_role_id
    and u.built_in_role is not distinct from p_built_in_role;
  if found then
    perform publish_event(
      p_tenant_id,
      'user:' || p_user_id,
      'role.unassigned',
      jsonb_strip_nulls(
        jsonb_build_object('role_id', p_role_id, 'built_in_role', p_built_in_role)));
    return true;
  end if;
  return false;
end
$function$;
comment on routine unassign_role(uuid, uuid, uuid, text) is 'Removes a role from a user; false if they did not have it.';
reset role;


-- function update_model_price(uuid, uuid, timestamp with time zone, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_model_price(p_tenant_id uuid, p_id uuid, p_updated_at timestamp with time zone, p_currency text, p_unit_prices jsonb)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_price model_prices;
  v_now timestamptz;
begin
  perform require_system();
  select * into v_price from model_prices as p where p.tenant_id = p_tenant_id and p.id = p_id;
  if not found then
    return;
  end if;
  v_now := lock_model_prices(p_tenant_id, v_price.provider_type, v_price.model);
  if v_price.effective_from <= v_now then
    raise exception 'a price that is in effect stays as it is'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set another one from now on';
  end if;
  update model_prices as p set currency = p_currency, unit_prices = p_unit_prices
  where p.tenant_id = p_tenant_id and p.id = p_id and p.updated_at = p_updated_at;
  if found then
    perform publish_price_list(p_tenant_id, v_price.provider_type, v_price.model, v_now);
    return query select * from model_prices as p where p.tenant_id = p_tenant_id and p.id = p_id;
  end if;
end
$function$;
comment on routine update_model_price(uuid, uuid, timestamp with time zone, text, jsonb) is 'Changes a price that is not in effect yet, unless it was changed since p_updated_at; returns it, or nothing.';
reset role;


-- function update_role(uuid, uuid, timestamp with time zone, text, text, text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_role(p_tenant_id uuid, p_id uuid, p_updated_at timestamp with time zone, p_name text, p_description text, p_permissions text[])
 RETURNS SETOF role_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_role_admin(p_tenant_id);
  update roles as r set name = p_name, description = p_description
  where r.tenant_id = p_tenant_id and r.id = p_id and r.updated_at = p_updated_at;
  if not found then
    return;
  end if;
  delete from role_permissions as p
  where p.tenant_id = p_tenant_id and p.role_id = p_id
    and p.permission_name <> all (p_permissions);
  perform permit(p_tenant_id, p_id, p_permissions);
  perform publish_event(
    p_tenant_id,
    'role:' || p_id,
    'role.changed',
    jsonb_build_object('permissions', p_permissions));
  return query select * from role_details as r where r.tenant_id = p_tenant_id and r.id = p_id;
end
$function$;
comment on routine update_role(uuid, uuid, timestamp with time zone, text, text, text[]) is 'Changes a role, unless it was changed since p_updated_at; returns it, or nothing.';
reset role;


-- function update_setting(uuid, text, timestamp with time zone, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_setting(p_tenant_id uuid, p_key text, p_updated_at timestamp with time zone, p_value jsonb)
 RETURNS SETOF settings
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_tenant_admin(p_tenant_id);
  update settings as s set value = p_value, updated_by = current_user_id()
  where s.tenant_id = p_tenant_id and s.key = p_key and s.updated_at = p_updated_at;
  if found then
    perform publish_event(
      p_tenant_id, 'setting:' || p_key, 'setting.changed', jsonb_build_object('key', p_key));
    return query select * from settings as s where s.tenant_id = p_tenant_id and s.key = p_key;
  end if;
end
$function$;
comment on routine update_setting(uuid, text, timestamp with time zone, jsonb) is 'Changes a setting, unless it was changed since p_updated_at; returns it, or nothing.';
reset role;


-- function update_updated_at_column()
CREATE OR REPLACE FUNCTION update_updated_at_column()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  new.updated_at := current_timestamp;
  return new;
end
$function$;
comment on routine update_updated_at_column() is 'Trigger function: keeps updated_at.';


-- function verify_audit_log(uuid, bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION verify_audit_log(p_tenant_id uuid, p_number bigint, p_hash text)
 RETURNS TABLE(number bigint, month date, fault text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform require_sight_of_tenant(p_tenant_id);
  return query select * from broken_seal(p_tenant_id, p_number, p_hash);
end
$function$;
comment on routine verify_audit_log(uuid, bigint, text) is 'The first seal of a tenant''s audit log that does not match, and why; nothing if all match. It also compares a known seal.';
reset role;


-- function waited_for(text)
CREATE OR REPLACE FUNCTION waited_for(p_context text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(
    (
      select format('%s was locked: %s', t.name, coalesce(
        lyss_shared.row_lockers(array[t.relation]), 'nobody holds it any more'))
      from (
        select c.relname as name, c.oid::regclass as relation
        from regexp_matches(split_part(p_context, E'\n', 1), '\w+', 'g') with ordinality as w (word, place)
        join pg_class as c on c.relname = w.word[1] and c.relkind in ('r', 'p')
        where c.relnamespace = to_regnamespace('lyss_shared')
        order by w.place
        limit 1
      ) as t
    ),
    (
      select 'another session has done the same as ' || w.word[1]
      from regexp_matches(p_context, '(\w+)\(', 'g') with ordinality as w (word, place)
      join pg_proc as p on p.proname = w.word[1] and p.pronamespace = to_regnamespace('lyss_shared')
      order by w.place
      limit 1
    ),
    'it is not known which')
$function$;
comment on routine waited_for(text) is 'Internal: Says which table was locked, and by whom, where PostgreSQL only says that a lock was not free in time.';


-- function wake_workers()
set role lyss_definer;
CREATE OR REPLACE FUNCTION wake_workers()
 RETURNS void
 LANGUAGE sql
AS $function$
  select pg_notify(left('lyss_shared', 56) || '_outbox', '')
$function$;
comment on routine wake_workers() is 'Internal: Wakes the workers that wait for events, once the transaction is committed.';
reset role;


-- function wall_time()
CREATE OR REPLACE FUNCTION wall_time()
 RETURNS timestamp with time zone
 LANGUAGE sql
 PARALLEL SAFE
RETURN clock_timestamp();
comment on routine wall_time() is 'Internal: The time now, by which leases are counted.';


-- function was_erased_since(uuid, uuid, timestamp with time zone)
CREATE OR REPLACE FUNCTION was_erased_since(p_tenant_id uuid, p_user_id uuid, p_changed_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  return exists (
    select from erasures as e
    where e.tenant_id = p_tenant_id and e.user_id in (p_tenant_id, p_user_id)
      and e.erased_at >= p_changed_at);
end
$function$;
comment on routine was_erased_since(uuid, uuid, timestamp with time zone) is 'Internal: Whether a user, or all of the tenant, was erased here after a time; null for no user.';


-- function write_entry(text, text, text, jsonb, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION write_entry(p_action text, p_resource_type text, p_id_column text, p_row jsonb, p_changes jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
declare
  v_now constant bigint := floor(extract(epoch from wall_time()) * 1000000);
  -- a variable, because Citus computes the values of an insert and gets another result for this CASE
  v_tenant constant uuid := case p_resource_type
    when 'tenants' then (p_row ->> 'id')::uuid
    else coalesce((p_row ->> 'tenant_id')::uuid, platform_tenant_id())
  end;
  -- A node of Citus is called by another node.
  v_is_client constant boolean := current_setting('citus.propagate_set_commands', true) is null;
  v_address constant inet := case when v_is_client then inet_client_addr() end;
  v_agent constant text := case when v_is_client then nullif(current_setting('application_name'), '') end;
begin
  insert into audit_logs (
    tenant_id, id, actor_id, action, resource_type, resource_id, changes, reason, ip_address, user_agent
  ) values (
    v_tenant,
    (
      lpad(to_hex(v_now / 1000), 12, '0')
      || '7' || lpad(to_hex(v_now % 1000 * 4096 / 1000), 3, '0')
      || substr(replace(gen_random_uuid()::text, '-', ''), 17)
    )::uuid,
    current_user_id(),
    p_action,
    p_resource_type,
    p_row ->> p_id_column,
    p_changes,
    current_system_reason(),
    v_address,
    v_agent);
end
$function$;
comment on routine write_entry(text, text, text, jsonb, jsonb) is 'Internal: Adds an entry of the database to the audit log; the row gives its tenant and its resource.';
reset role;


-- function write_event(uuid, uuid, text, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION write_event(p_tenant_id uuid, p_id uuid, p_key text, p_type text, p_payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_shared', 'pg_temp'
AS $function$
begin
  perform enter_event(
    p_tenant_id => p_tenant_id, p_id => p_id, p_key => p_key, p_type => p_type, p_payload => p_payload,
    p_actor_id => current_user_id(), p_reason => current_system_reason(),
    p_created_at => current_timestamp);
end
$function$;
comment on routine write_event(uuid, uuid, text, text, jsonb) is 'Internal: Writes an event of the scope into the outbox, in order within its key.';
reset role;


-- procedure run_due_jobs(text)
CREATE OR REPLACE PROCEDURE run_due_jobs(IN p_reason text)
 LANGUAGE plpgsql
AS $procedure$
declare
  v_until constant timestamptz := lyss_shared.wall_time() operator(pg_catalog.+) interval '1 minute';
  v_job record;
begin
  loop
    -- A job waits for locks, and goes on with what others have committed meanwhile. The isolation is set before the
    -- first query of a transaction, right after "commit".
    commit;
    set transaction isolation level read committed;
    set local role lyss_system;
    -- without a reason the first job fails
    execute pg_catalog.format('set local app.system_reason = %L', coalesce(p_reason, ''));
    perform lyss_shared.seal_as_owner();
    select * into v_job from lyss_shared.run_due_job();
    if v_job.error is not null then
      raise warning '%: %', v_job.job, v_job.error;
    end if;
    exit when v_job.job is null or lyss_shared.wall_time() operator(pg_catalog.>) v_until;
  end loop;
  commit;
end
$procedure$;
comment on routine run_due_jobs(text) is 'Runs all jobs that are due, each in a transaction of its own, for at most about a minute.';


-- Foreign keys
alter table outbox_keys add constraint outbox_keys_tenant_id_key_fk FOREIGN KEY (tenant_id, key) REFERENCES outbox_turns(tenant_id, key) ON DELETE CASCADE;
alter table role_permissions add constraint role_permissions_permission_name_reach_fk FOREIGN KEY (permission_name, reach) REFERENCES permissions(name, reach) ON DELETE RESTRICT;
alter table role_permissions add constraint role_permissions_tenant_id_role_id_fk FOREIGN KEY (tenant_id, role_id) REFERENCES roles(tenant_id, id) ON DELETE CASCADE;
alter table user_roles add constraint user_roles_tenant_id_role_id_fk FOREIGN KEY (tenant_id, role_id) REFERENCES roles(tenant_id, id) ON DELETE CASCADE;


-- Triggers
CREATE TRIGGER refuse_change_of_audit_logs BEFORE DELETE OR UPDATE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_change_of_audit_seals BEFORE DELETE OR UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER refuse_truncate_of_audit_seals BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON given_up_events FOR EACH ROW EXECUTE FUNCTION record_change('id', '{}', '{type,failures}', '{payload,actor_id,reason,last_error,given_up_because,given_up_at}', '{key}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF every, keep, keeps_all, hold ON jobs FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{every,keep,keeps_all,hold}', '{name,started_at,took,done,error,succeeded_at,failures,due_at}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON known_tenants FOR EACH ROW EXECUTE FUNCTION record_change('tenant_id', '{}', '{status}', '{changed_at}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON known_tenants FOR EACH ROW EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON known_tenants FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON known_tenants FOR EACH ROW WHEN (((old.tenant_id <> new.tenant_id) OR ((old.status)::text <> (new.status)::text))) EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON legal_holds FOR EACH ROW EXECUTE FUNCTION record_change('subject_id', '{}', '{held_by}', '{held_at}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION record_change('id', '{provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');
CREATE TRIGGER update_model_prices_updated_at BEFORE UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON permissions FOR EACH ROW EXECUTE FUNCTION record_change('name', '{}', '{description,reach}', '{}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON role_permissions FOR EACH ROW EXECUTE FUNCTION record_change('role_id', '{permission_name,reach}', '{}', '{}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON role_permissions FOR EACH ROW EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON role_permissions FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON role_permissions FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.role_id IS DISTINCT FROM new.role_id) OR ((old.permission_name)::text IS DISTINCT FROM (new.permission_name)::text) OR ((old.reach)::text IS DISTINCT FROM (new.reach)::text))) EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION record_change('id', '{}', '{name}', '{}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON roles FOR EACH ROW EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON roles FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON roles FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR ((old.name_lower)::text IS DISTINCT FROM (new.name_lower)::text))) EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER update_roles_updated_at BEFORE UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON scope_keys FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{}', '{name,outer_pad,former_pads,former_until}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION record_change('key', '{}', '{updated_by}', '{}');
CREATE TRIGGER update_settings_updated_at BEFORE UPDATE ON settings FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON user_roles FOR EACH ROW EXECUTE FUNCTION record_change('id', '{user_id,role_id,built_in_role}', '{assigned_by}', '{assigned_at}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON user_roles FOR EACH ROW EXECUTE FUNCTION tell_tenant_change('user', 'user_id');
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON user_roles FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON user_roles FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.user_id IS DISTINCT FROM new.user_id) OR (old.role_id IS DISTINCT FROM new.role_id) OR ((old.built_in_role)::text IS DISTINCT FROM (new.built_in_role)::text))) EXECUTE FUNCTION tell_tenant_change('user', 'user_id');


-- Policies
create policy access_changes_definer_delete on access_changes for delete to lyss_definer using (true);
create policy access_changes_definer_insert on access_changes for insert to lyss_definer with check (true);
create policy access_changes_definer_select on access_changes for select to lyss_definer using (true);
create policy audit_logs_definer_insert on audit_logs for insert to lyss_definer with check (true);
create policy audit_logs_definer_select on audit_logs for select to lyss_definer using (true);
create policy audit_logs_select on audit_logs for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((actor_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy audit_logs_system_select on audit_logs for select to lyss_system using ((current_system_reason() <> ''::text));
create policy audit_seals_definer_delete on audit_seals for delete to lyss_definer using (true);
create policy audit_seals_definer_insert on audit_seals for insert to lyss_definer with check (true);
create policy audit_seals_definer_select on audit_seals for select to lyss_definer using (true);
create policy audit_seals_select on audit_seals for select to authenticated_users using (((tenant_id = current_tenant_id()) AND current_user_is_tenant_admin()));
create policy audit_seals_system_select on audit_seals for select to lyss_system using ((current_system_reason() <> ''::text));
create policy audit_watermark_definer_select on audit_watermark for select to lyss_definer using (true);
create policy audit_watermark_definer_update on audit_watermark for update to lyss_definer using (true) with check (true);
create policy audit_watermark_system_select on audit_watermark for select to lyss_system using ((current_system_reason() <> ''::text));
create policy consumed_events_definer_delete on consumed_events for delete to lyss_definer using (true);
create policy consumed_events_definer_insert on consumed_events for insert to lyss_definer with check (true);
create policy consumed_events_definer_select on consumed_events for select to lyss_definer using (true);
create policy consumed_events_system_select on consumed_events for select to lyss_system using ((current_system_reason() <> ''::text));
create policy erasures_definer_insert on erasures for insert to lyss_definer with check (true);
create policy erasures_definer_select on erasures for select to lyss_definer using (true);
create policy erasures_definer_update on erasures for update to lyss_definer using (true) with check (true);
create policy erasures_system_select on erasures for select to lyss_system using ((current_system_reason() <> ''::text));
create policy given_up_events_definer_delete on given_up_events for delete to lyss_definer using (true);
create policy given_up_events_definer_insert on given_up_events for insert to lyss_definer with check (true);
create policy given_up_events_definer_select on given_up_events for select to lyss_definer using (true);
create policy given_up_events_system_select on given_up_events for select to lyss_system using ((current_system_reason() <> ''::text));
create policy jobs_definer_insert on jobs for insert to lyss_definer with check (true);
create policy jobs_definer_select on jobs for select to lyss_definer using (true);
create policy jobs_definer_update on jobs for update to lyss_definer using (true) with check (true);
create policy known_tenants_definer_insert on known_tenants for insert to lyss_definer with check (true);
create policy known_tenants_definer_select on known_tenants for select to lyss_definer using (true);
create policy known_tenants_definer_update on known_tenants for update to lyss_definer using (true) with check (true);
create policy known_tenants_select on known_tenants for select to authenticated_users using ((tenant_id = current_tenant_id()));
create policy known_tenants_system_select on known_tenants for select to lyss_system using ((current_system_reason() <> ''::text));
create policy legal_holds_definer_delete on legal_holds for delete to lyss_definer using (true);
create policy legal_holds_definer_insert on legal_holds for insert to lyss_definer with check (true);
create policy legal_holds_definer_select on legal_holds for select to lyss_definer using (true);
create policy legal_holds_definer_update on legal_holds for update to lyss_definer using (true) with check (true);
create policy legal_holds_system_select on legal_holds for select to lyss_system using ((current_system_reason() <> ''::text));
create policy model_price_lists_definer_delete on model_price_lists for delete to lyss_definer using (true);
create policy model_price_lists_definer_insert on model_price_lists for insert to lyss_definer with check (true);
create policy model_price_lists_definer_select on model_price_lists for select to lyss_definer using (true);
create policy model_price_lists_definer_update on model_price_lists for update to lyss_definer using (true) with check (true);
create policy model_price_lists_select on model_price_lists for select to authenticated_users using ((((current_tenant_id())::text <> ''::text) AND (tenant_id = ANY (ARRAY[current_tenant_id(), platform_tenant_id()]))));
create policy model_price_lists_system_select on model_price_lists for select to lyss_system using ((current_system_reason() <> ''::text));
create policy model_prices_definer_delete on model_prices for delete to lyss_definer using (true);
create policy model_prices_definer_insert on model_prices for insert to lyss_definer with check (true);
create policy model_prices_definer_select on model_prices for select to lyss_definer using (true);
create policy model_prices_definer_update on model_prices for update to lyss_definer using (true) with check (true);
create policy model_prices_select on model_prices for select to authenticated_users using ((((current_tenant_id())::text <> ''::text) AND (tenant_id = ANY (ARRAY[current_tenant_id(), platform_tenant_id()]))));
create policy model_prices_system_select on model_prices for select to lyss_system using ((current_system_reason() <> ''::text));
create policy outbox_events_definer_delete on outbox_events for delete to lyss_definer using (true);
create policy outbox_events_definer_insert on outbox_events for insert to lyss_definer with check (true);
create policy outbox_events_definer_select on outbox_events for select to lyss_definer using (true);
create policy outbox_events_system_select on outbox_events for select to lyss_system using ((current_system_reason() <> ''::text));
create policy outbox_floors_definer_select on outbox_floors for select to lyss_definer using (true);
create policy outbox_floors_definer_update on outbox_floors for update to lyss_definer using (true) with check (true);
create policy outbox_floors_system_select on outbox_floors for select to lyss_system using ((current_system_reason() <> ''::text));
create policy outbox_keys_definer_delete on outbox_keys for delete to lyss_definer using (true);
create policy outbox_keys_definer_insert on outbox_keys for insert to lyss_definer with check (true);
create policy outbox_keys_definer_select on outbox_keys for select to lyss_definer using (true);
create policy outbox_keys_definer_update on outbox_keys for update to lyss_definer using (true) with check (true);
create policy outbox_keys_system_select on outbox_keys for select to lyss_system using ((current_system_reason() <> ''::text));
create policy outbox_turns_definer_delete on outbox_turns for delete to lyss_definer using (true);
create policy outbox_turns_definer_insert on outbox_turns for insert to lyss_definer with check (true);
create policy outbox_turns_definer_select on outbox_turns for select to lyss_definer using (true);
create policy outbox_turns_definer_update on outbox_turns for update to lyss_definer using (true) with check (true);
create policy outbox_turns_system_select on outbox_turns for select to lyss_system using ((current_system_reason() <> ''::text));
create policy permissions_definer_insert on permissions for insert to lyss_definer with check (true);
create policy permissions_definer_select on permissions for select to lyss_definer using (true);
create policy permissions_select on permissions for select to authenticated_users using (((current_tenant_id())::text <> ''::text));
create policy permissions_system_select on permissions for select to lyss_system using ((current_system_reason() <> ''::text));
create policy role_permissions_definer_delete on role_permissions for delete to lyss_definer using (true);
create policy role_permissions_definer_insert on role_permissions for insert to lyss_definer with check (true);
create policy role_permissions_definer_select on role_permissions for select to lyss_definer using (true);
create policy role_permissions_select on role_permissions for select to authenticated_users using ((((current_tenant_id())::text <> ''::text) AND (tenant_id = ANY (ARRAY[current_tenant_id(), platform_tenant_id()]))));
create policy role_permissions_system_select on role_permissions for select to lyss_system using ((current_system_reason() <> ''::text));
create policy roles_definer_delete on roles for delete to lyss_definer using (true);
create policy roles_definer_insert on roles for insert to lyss_definer with check (true);
create policy roles_definer_select on roles for select to lyss_definer using (true);
create policy roles_definer_update on roles for update to lyss_definer using (true) with check (true);
create policy roles_select on roles for select to authenticated_users using ((((current_tenant_id())::text <> ''::text) AND (tenant_id = ANY (ARRAY[current_tenant_id(), platform_tenant_id()]))));
create policy roles_system_select on roles for select to lyss_system using ((current_system_reason() <> ''::text));
create policy scope_keys_definer_delete on scope_keys for delete to lyss_definer using (true);
create policy scope_keys_definer_insert on scope_keys for insert to lyss_definer with check (true);
create policy scope_keys_definer_select on scope_keys for select to lyss_definer using (true);
create policy scope_keys_definer_update on scope_keys for update to lyss_definer using (((name)::text = ''::text)) with check (((name)::text = ''::text));
create policy settings_definer_delete on settings for delete to lyss_definer using (true);
create policy settings_definer_insert on settings for insert to lyss_definer with check (true);
create policy settings_definer_select on settings for select to lyss_definer using (true);
create policy settings_definer_update on settings for update to lyss_definer using (true) with check (true);
create policy settings_select on settings for select to authenticated_users using ((((current_tenant_id())::text <> ''::text) AND (tenant_id = ANY (ARRAY[current_tenant_id(), platform_tenant_id()]))));
create policy settings_system_select on settings for select to lyss_system using ((current_system_reason() <> ''::text));
create policy user_roles_definer_delete on user_roles for delete to lyss_definer using (true);
create policy user_roles_definer_insert on user_roles for insert to lyss_definer with check (true);
create policy user_roles_definer_select on user_roles for select to lyss_definer using (true);
create policy user_roles_select on user_roles for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy user_roles_system_select on user_roles for select to lyss_system using ((current_system_reason() <> ''::text));


-- Rights
grant usage on schema lyss_shared to authenticated_users;
grant create, usage on schema lyss_shared to lyss_definer;
grant usage on schema lyss_shared to lyss_system;
grant usage on schema lyss_shared to pg_monitor;
grant usage on schema lyss_shared to public;
grant delete, insert, select on access_changes to lyss_definer;
grant select on audit_logs to authenticated_users;
grant insert, select on audit_logs to lyss_definer;
grant select on audit_logs to lyss_system;
grant select on audit_seals to authenticated_users;
grant delete, insert, select on audit_seals to lyss_definer;
grant select on audit_seals to lyss_system;
grant select, update (epoch, next_stamp, sealed_at) on audit_watermark to lyss_definer;
grant select on audit_watermark to lyss_system;
grant delete, insert, select on consumed_events to lyss_definer;
grant select on consumed_events to lyss_system;
grant insert (counts, erased_at, reason, requested_at, requested_by, tenant_id, user_id), select, update (awaits, counts, erased_at, error, failed_at, reason, requested_at, requested_by) on erasures to lyss_definer;
grant select on erasures to lyss_system;
grant delete, insert, select on given_up_events to lyss_definer;
grant select on given_up_events to lyss_system;
grant insert (done, due_at, error, every, failures, hold, keep, keeps_all, name, started_at, succeeded_at, took), select (done, due_at, error, every, failures, hold, keep, keeps_all, name, started_at, succeeded_at, took), update (done, due_at, error, every, failures, hold, keep, keeps_all, started_at, succeeded_at, took) on jobs to lyss_definer;
grant select on known_tenants to authenticated_users;
grant insert (changed_at, status, tenant_id), select, update (changed_at, status) on known_tenants to lyss_definer;
grant select on known_tenants to lyss_system;
grant delete, insert (held_at, held_by, reason, subject_id, tenant_id), select, update (held_at, held_by, reason) on legal_holds to lyss_definer;
grant select on legal_holds to lyss_system;
grant select on lyss_schema_history to lyss_system;
grant select on model_price_lists to authenticated_users;
grant delete, insert, select, update (changed_at) on model_price_lists to lyss_definer;
grant select on model_price_lists to lyss_system;
grant select on model_prices to authenticated_users;
grant delete, insert, select, update (currency, effective_to, unit_prices) on model_prices to lyss_definer;
grant select on model_prices to lyss_system;
grant delete, insert, select on outbox_events to lyss_definer;
grant select on outbox_events to lyss_system;
grant select, update (candidate, candidate_open, floor, late, raised_at) on outbox_floors to lyss_definer;
grant select on outbox_floors to lyss_system;
grant delete, insert, select, update on outbox_keys to lyss_definer;
grant select on outbox_keys to lyss_system;
grant delete, insert, select, update on outbox_turns to lyss_definer;
grant select on outbox_turns to lyss_system;
grant select on permissions to authenticated_users;
grant insert, select on permissions to lyss_definer;
grant select on permissions to lyss_system;
grant select on role_permissions to authenticated_users;
grant delete, insert, select on role_permissions to lyss_definer;
grant select on role_permissions to lyss_system;
grant select on roles to authenticated_users;
grant delete, insert, select, update (description, name, updated_at) on roles to lyss_definer;
grant select on roles to lyss_system;
grant delete, insert (inner_pad, name, outer_pad), select, update (created_at, former_pads, former_until, inner_pad, outer_pad) on scope_keys to lyss_definer;
grant select on settings to authenticated_users;
grant delete, insert, select, update (updated_by, value) on settings to lyss_definer;
grant select on settings to lyss_system;
grant select on user_roles to authenticated_users;
grant delete, insert, select on user_roles to lyss_definer;
grant select on user_roles to lyss_system;
grant select on index_health to lyss_system;
grant select on index_health to pg_monitor;
grant select on lock_room to lyss_system;
grant select on lock_room to pg_monitor;
grant select on role_details to authenticated_users;
grant select on role_details to lyss_definer;
grant select on role_details to lyss_system;
grant select on table_health to lyss_system;
grant select on table_health to pg_monitor;
grant select on vacuum_horizon to lyss_system;
grant select on vacuum_horizon to pg_monitor;
revoke execute on routine accept_unsigned_scopes() from public;
revoke execute on routine access_changes_since(uuid, pg_snapshot) from public;
grant execute on routine access_changes_since(uuid, pg_snapshot) to lyss_definer;
revoke execute on routine allow_owner(text) from public;
grant execute on routine allow_owner(text) to lyss_definer;
revoke execute on routine analyze_months(regclass) from public;
grant execute on routine analyze_months(regclass) to lyss_system;
revoke execute on routine analyze_persons(text) from public;
grant execute on routine analyze_persons(text) to lyss_system;
revoke execute on routine answering_server() from public;
grant execute on routine answering_server() to lyss_definer;
revoke execute on routine await_transactions(text[]) from public;
revoke execute on routine await_turn(text, text) from public;
grant execute on routine await_turn(text, text) to lyss_definer;
revoke execute on routine await_turn_to_erase() from public;
grant execute on routine await_turn_to_erase() to lyss_definer;
revoke execute on routine begin_move(regclass, date[], date[]) from public;
revoke execute on routine count_held_rows(regclass, timestamp with time zone, timestamp with time zone) from public;
grant execute on routine count_held_rows(regclass, timestamp with time zone, timestamp with time zone) to lyss_definer;
revoke execute on routine create_monthly_partition(regclass, date) from public;
grant execute on routine create_monthly_partition(regclass, date) to lyss_system;
revoke execute on routine create_monthly_partitions(integer) from public;
grant execute on routine create_monthly_partitions(integer) to lyss_system;
revoke execute on routine delete_each(jsonb[], regprocedure, regclass) from public;
grant execute on routine delete_each(jsonb[], regprocedure, regclass) to lyss_definer;
revoke execute on routine drop_expired_partitions(regclass, integer) from public;
grant execute on routine drop_expired_partitions(regclass, integer) to lyss_system;
revoke execute on routine drop_on_nodes(regclass, regclass[]) from public;
revoke execute on routine each_column(regtype, text, text) from public;
grant execute on routine each_column(regtype, text, text) to lyss_definer;
revoke execute on routine end_filling(regclass) from public;
revoke execute on routine end_move(regclass, date[]) from public;
revoke execute on routine enter_dropped_partition(text, text, bigint) from public;
grant execute on routine enter_dropped_partition(text, text, bigint) to lyss_definer;
revoke execute on routine expired_months(regclass, integer) from public;
grant execute on routine expired_months(regclass, integer) to lyss_system;
revoke execute on routine expired_partitions(regclass, integer) from public;
grant execute on routine expired_partitions(regclass, integer) to lyss_system;
revoke execute on routine file_of(regclass) from public;
revoke execute on routine grant_common() from public;
revoke execute on routine impersonal_columns(text, text[]) from public;
revoke execute on routine insert_late_rows(text, regclass) from public;
grant execute on routine insert_late_rows(text, regclass) to lyss_definer;
revoke execute on routine keep_partitions(regclass) from public;
grant execute on routine keep_partitions(regclass) to lyss_system;
revoke execute on routine lock_holders(bigint) from public;
grant execute on routine lock_holders(bigint) to lyss_definer;
grant execute on routine lock_holders(bigint) to lyss_system;
revoke execute on routine lock_tables(regclass[], text[]) from public;
revoke execute on routine make_partition(regclass, text, text, timestamp with time zone, timestamp with time zone, boolean) from public;
revoke execute on routine missing_erasures(jsonb) from public;
grant execute on routine missing_erasures(jsonb) to lyss_definer;
grant execute on routine missing_erasures(jsonb) to lyss_system;
revoke execute on routine move_default_rows(regclass) from public;
grant execute on routine move_default_rows(regclass) to lyss_system;
revoke execute on routine needed_months(regclass, integer) from public;
revoke execute on routine next_expired_month(regclass, integer) from public;
grant execute on routine next_expired_month(regclass, integer) to lyss_system;
revoke execute on routine note_move(regclass, jsonb) from public;
revoke execute on routine open_transactions() from public;
grant execute on routine open_transactions() to lyss_definer;
revoke execute on routine parted_table(regclass, jsonb[]) from public;
grant execute on routine parted_table(regclass, jsonb[]) to lyss_definer;
revoke execute on routine personal_data() from public;
grant execute on routine personal_data() to authenticated_users;
grant execute on routine personal_data() to lyss_system;
revoke execute on routine read_on_one_connection(regclass) from public;
revoke execute on routine refuse_kept(text, text) from public;
grant execute on routine refuse_kept(text, text) to lyss_definer;
revoke execute on routine require_erased(text, text, text, text) from public;
grant execute on routine require_erased(text, text, text, text) to lyss_definer;
revoke execute on routine require_job(text) from public;
grant execute on routine require_job(text) to lyss_definer;
revoke execute on routine require_kept_audit(text, interval, interval) from public;
grant execute on routine require_kept_audit(text, interval, interval) to lyss_definer;
revoke execute on routine require_owner(text) from public;
grant execute on routine require_owner(text) to lyss_definer;
revoke execute on routine require_signed_scopes() from public;
revoke execute on routine retain_months(regclass, interval) from public;
grant execute on routine retain_months(regclass, interval) to lyss_system;
revoke execute on routine retention_plan() from public;
grant execute on routine retention_plan() to lyss_system;
revoke execute on routine revoke_all_grants() from public;
revoke execute on routine row_lockers(regclass[]) from public;
grant execute on routine row_lockers(regclass[]) to lyss_definer;
grant execute on routine row_lockers(regclass[]) to lyss_system;
revoke execute on routine run_due_job() from public;
grant execute on routine run_due_job() to lyss_system;
revoke execute on routine running_transactions() from public;
grant execute on routine running_transactions() to lyss_definer;
revoke execute on routine slow_statements(integer) from public;
grant execute on routine slow_statements(integer) to lyss_system;
grant execute on routine slow_statements(integer) to pg_monitor;
revoke execute on routine snapshot_to_keep() from public;
grant execute on routine snapshot_to_keep() to lyss_definer;
revoke execute on routine stale_statistics() from public;
grant execute on routine stale_statistics() to lyss_system;
revoke execute on routine tenant_in_flight(uuid) from public;
grant execute on routine tenant_in_flight(uuid) to lyss_system;
revoke execute on routine transactions_to_await(text[]) from public;
grant execute on routine transactions_to_await(text[]) to lyss_definer;
revoke execute on routine waited_for(text) from public;
grant execute on routine waited_for(text) to lyss_definer;
grant execute on routine waited_for(text) to lyss_system;
revoke execute on routine run_due_jobs(text) from public;
set role lyss_definer;
grant select on maintenance to lyss_system;
grant select on maintenance to pg_monitor;
grant select on maintenance to session_user;
grant select on outbox_lag to lyss_system;
grant select on outbox_lag to pg_monitor;
grant select on outbox_lag to session_user;
revoke execute on routine accept_tenant(uuid, jsonb) from public;
grant execute on routine accept_tenant(uuid, jsonb) to lyss_system;
revoke execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) from public;
grant execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) to authenticated_users;
grant execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) to lyss_system;
revoke execute on routine add_scope_key(text, bytea) from public;
grant execute on routine add_scope_key(text, bytea) to session_user;
revoke execute on routine add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) from public;
revoke execute on routine add_seals(bigint) from public;
revoke execute on routine answer_permission(uuid, uuid, text, text) from public;
grant execute on routine answer_permission(uuid, uuid, text, text) to authenticated_users;
revoke execute on routine assign_role(uuid, uuid, uuid, uuid, text) from public;
grant execute on routine assign_role(uuid, uuid, uuid, uuid, text) to authenticated_users;
grant execute on routine assign_role(uuid, uuid, uuid, uuid, text) to lyss_system;
revoke execute on routine audit_stamp() from public;
grant execute on routine audit_stamp() to authenticated_users;
grant execute on routine audit_stamp() to lyss_system;
revoke execute on routine bind_sealed(text, text, text, text, text, text) from public;
revoke execute on routine broken_seal(uuid, bigint, text) from public;
revoke execute on routine claim_events(integer, integer, interval) from public;
grant execute on routine claim_events(integer, integer, interval) to lyss_system;
revoke execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine complete_event(uuid, uuid, text, bigint, interval) from public;
grant execute on routine complete_event(uuid, uuid, text, bigint, interval) to lyss_system;
revoke execute on routine consume_event(uuid, text, uuid) from public;
grant execute on routine consume_event(uuid, text, uuid) to authenticated_users;
grant execute on routine consume_event(uuid, text, uuid) to lyss_system;
revoke execute on routine copy_default_rows(regclass, date[], bigint, bigint) from public;
grant execute on routine copy_default_rows(regclass, date[], bigint, bigint) to session_user;
revoke execute on routine copy_to_month() from public;
grant execute on routine copy_to_month() to session_user;
revoke execute on routine create_role(uuid, uuid, text, text, text[]) from public;
grant execute on routine create_role(uuid, uuid, text, text, text[]) to authenticated_users;
grant execute on routine create_role(uuid, uuid, text, text, text[]) to lyss_system;
revoke execute on routine default_months(regclass) from public;
grant execute on routine default_months(regclass) to session_user;
revoke execute on routine default_rows(regclass) from public;
grant execute on routine default_rows(regclass) to lyss_system;
grant execute on routine default_rows(regclass) to pg_monitor;
grant execute on routine default_rows(regclass) to session_user;
revoke execute on routine define_permission(text, text, text, boolean) from public;
grant execute on routine define_permission(text, text, text, boolean) to lyss_system;
revoke execute on routine delete_role(uuid, uuid) from public;
grant execute on routine delete_role(uuid, uuid) to authenticated_users;
grant execute on routine delete_role(uuid, uuid) to lyss_system;
revoke execute on routine delete_setting(uuid, text) from public;
grant execute on routine delete_setting(uuid, text) to authenticated_users;
grant execute on routine delete_setting(uuid, text) to lyss_system;
revoke execute on routine distinct_entries(regclass) from public;
revoke execute on routine divert_event(uuid, text, bigint, text) from public;
grant execute on routine divert_event(uuid, text, bigint, text) to lyss_system;
revoke execute on routine diverted_to(uuid, text, text[]) from public;
grant execute on routine diverted_to(uuid, text, text[]) to lyss_system;
revoke execute on routine drop_scope_key(text) from public;
grant execute on routine drop_scope_key(text) to session_user;
revoke execute on routine end_legal_hold(uuid, uuid) from public;
grant execute on routine end_legal_hold(uuid, uuid) to lyss_system;
revoke execute on routine end_model_price(uuid, text, text, timestamp with time zone) from public;
grant execute on routine end_model_price(uuid, text, text, timestamp with time zone) to lyss_system;
revoke execute on routine enter_event(uuid, uuid, text, text, jsonb, uuid, text, timestamp with time zone) from public;
revoke execute on routine enter_scope_key(text, bytea) from public;
revoke execute on routine erase_rows(text, text, text, integer) from public;
revoke execute on routine erase_step(text, text, timestamp with time zone, jsonb, text[], integer) from public;
revoke execute on routine erase_user(uuid, uuid, integer) from public;
grant execute on routine erase_user(uuid, uuid, integer) to lyss_system;
revoke execute on routine estimated_bloat() from public;
grant execute on routine estimated_bloat() to lyss_system;
grant execute on routine estimated_bloat() to pg_monitor;
grant execute on routine estimated_bloat() to session_user;
revoke execute on routine fail_event(uuid, uuid, text, text) from public;
grant execute on routine fail_event(uuid, uuid, text, text) to lyss_system;
revoke execute on routine finish_erasures(integer) from public;
grant execute on routine finish_erasures(integer) to lyss_system;
revoke execute on routine forget_access_changes(interval) from public;
grant execute on routine forget_access_changes(interval) to lyss_system;
revoke execute on routine forget_consumed_events(interval, integer) from public;
grant execute on routine forget_consumed_events(interval, integer) to lyss_system;
revoke execute on routine forget_seals(integer) from public;
grant execute on routine forget_seals(integer) to lyss_system;
revoke execute on routine former_seal() from public;
revoke execute on routine give_up_event(uuid, uuid) from public;
grant execute on routine give_up_event(uuid, uuid) to lyss_system;
revoke execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) from public;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to lyss_system;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine hold_job(text, text) from public;
grant execute on routine hold_job(text, text) to lyss_system;
revoke execute on routine hold_of(text) from public;
grant execute on routine hold_of(text) to session_user;
revoke execute on routine job_fails(text) from public;
grant execute on routine job_fails(text) to lyss_system;
revoke execute on routine keep_all(text) from public;
grant execute on routine keep_all(text) to lyss_system;
revoke execute on routine kept_by_job(text) from public;
grant execute on routine kept_by_job(text) to session_user;
revoke execute on routine lock_claim(uuid, uuid, text) from public;
revoke execute on routine lock_model_prices(uuid, text, text) from public;
revoke execute on routine make_due(text) from public;
grant execute on routine make_due(text) to session_user;
revoke execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) from public;
grant execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) to lyss_system;
revoke execute on routine permit(uuid, uuid, text[]) from public;
revoke execute on routine personal_rows(uuid, uuid, jsonb, integer) from public;
grant execute on routine personal_rows(uuid, uuid, jsonb, integer) to authenticated_users;
grant execute on routine personal_rows(uuid, uuid, jsonb, integer) to lyss_system;
revoke execute on routine publish_event(uuid, text, text, jsonb) from public;
revoke execute on routine publish_host_event(uuid, text, text, jsonb) from public;
grant execute on routine publish_host_event(uuid, text, text, jsonb) to authenticated_users;
grant execute on routine publish_host_event(uuid, text, text, jsonb) to lyss_system;
revoke execute on routine publish_price_list(uuid, text, text, timestamp with time zone) from public;
revoke execute on routine raise_outbox_floor() from public;
revoke execute on routine record_administrator() from public;
grant execute on routine record_administrator() to lyss_system;
revoke execute on routine record_change() from public;
grant execute on routine record_change() to session_user;
revoke execute on routine record_dropped_partition(text, text, bigint) from public;
grant execute on routine record_dropped_partition(text, text, bigint) to session_user;
revoke execute on routine record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamp with time zone) from public;
grant execute on routine record_event(uuid, uuid, text, uuid, text, text, jsonb, uuid, text, timestamp with time zone) to lyss_system;
revoke execute on routine record_move(uuid, text) from public;
grant execute on routine record_move(uuid, text) to lyss_system;
revoke execute on routine record_reading(text, uuid, uuid) from public;
revoke execute on routine refuse_held(uuid, uuid) from public;
revoke execute on routine release_events(uuid) from public;
grant execute on routine release_events(uuid) to lyss_system;
revoke execute on routine release_job(text) from public;
grant execute on routine release_job(text) to lyss_system;
revoke execute on routine remove_key(uuid, text, bigint) from public;
revoke execute on routine renew_claim(uuid, uuid, text, interval) from public;
grant execute on routine renew_claim(uuid, uuid, text, interval) to lyss_system;
revoke execute on routine replace_seal_key() from public;
grant execute on routine replace_seal_key() to session_user;
revoke execute on routine replay_erasures(jsonb) from public;
grant execute on routine replay_erasures(jsonb) to lyss_system;
revoke execute on routine republish(timestamp with time zone, integer) from public;
grant execute on routine republish(timestamp with time zone, integer) to lyss_system;
revoke execute on routine require_assigner(uuid, uuid, text) from public;
revoke execute on routine require_no_hold(text) from public;
grant execute on routine require_no_hold(text) to lyss_system;
grant execute on routine require_no_hold(text) to session_user;
revoke execute on routine require_role_admin(uuid) from public;
revoke execute on routine require_signature(text, text) from public;
revoke execute on routine require_signed_scope(text, text, text, text, text, text, text) from public;
revoke execute on routine reset_job(text, text) from public;
grant execute on routine reset_job(text, text) to lyss_system;
revoke execute on routine rows_of_person(text, text, jsonb, integer) from public;
revoke execute on routine scope_key_ages() from public;
grant execute on routine scope_key_ages() to lyss_system;
grant execute on routine scope_key_ages() to session_user;
revoke execute on routine scope_seal() from public;
revoke execute on routine seal_as_owner() from public;
grant execute on routine seal_as_owner() to authenticated_users;
grant execute on routine seal_as_owner() to lyss_system;
revoke execute on routine seal_entries() from public;
grant execute on routine seal_entries() to lyss_system;
revoke execute on routine seal_holds() from public;
grant execute on routine seal_holds() to authenticated_users;
grant execute on routine seal_holds() to lyss_system;
grant execute on routine seal_holds() to pg_monitor;
grant execute on routine seal_holds() to session_user;
revoke execute on routine seal_scope(text, text, text, text, text, text, text) from public;
grant execute on routine seal_scope(text, text, text, text, text, text, text) to authenticated_users;
grant execute on routine seal_scope(text, text, text, text, text, text, text) to lyss_system;
revoke execute on routine set_job(text, interval, interval) from public;
grant execute on routine set_job(text, interval, interval) to lyss_system;
revoke execute on routine set_legal_hold(uuid, uuid, text) from public;
grant execute on routine set_legal_hold(uuid, uuid, text) to lyss_system;
revoke execute on routine set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone) from public;
grant execute on routine set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone) to lyss_system;
revoke execute on routine set_setting(uuid, text, jsonb) from public;
grant execute on routine set_setting(uuid, text, jsonb) to authenticated_users;
grant execute on routine set_setting(uuid, text, jsonb) to lyss_system;
revoke execute on routine stored_widths(regclass) from public;
revoke execute on routine take_back_event(uuid, uuid) from public;
grant execute on routine take_back_event(uuid, uuid) to lyss_system;
revoke execute on routine take_turn(uuid, text) from public;
revoke execute on routine tell_tenant_change() from public;
grant execute on routine tell_tenant_change() to session_user;
revoke execute on routine tenant_status(uuid) from public;
grant execute on routine tenant_status(uuid) to lyss_system;
revoke execute on routine unassign_role(uuid, uuid, uuid, text) from public;
grant execute on routine unassign_role(uuid, uuid, uuid, text) to authenticated_users;
grant execute on routine unassign_role(uuid, uuid, uuid, text) to lyss_system;
revoke execute on routine update_model_price(uuid, uuid, timestamp with time zone, text, jsonb) from public;
grant execute on routine update_model_price(uuid, uuid, timestamp with time zone, text, jsonb) to lyss_system;
revoke execute on routine update_role(uuid, uuid, timestamp with time zone, text, text, text[]) from public;
grant execute on routine update_role(uuid, uuid, timestamp with time zone, text, text, text[]) to authenticated_users;
grant execute on routine update_role(uuid, uuid, timestamp with time zone, text, text, text[]) to lyss_system;
revoke execute on routine update_setting(uuid, text, timestamp with time zone, jsonb) from public;
grant execute on routine update_setting(uuid, text, timestamp with time zone, jsonb) to authenticated_users;
grant execute on routine update_setting(uuid, text, timestamp with time zone, jsonb) to lyss_system;
revoke execute on routine verify_audit_log(uuid, bigint, text) from public;
grant execute on routine verify_audit_log(uuid, bigint, text) to authenticated_users;
grant execute on routine verify_audit_log(uuid, bigint, text) to lyss_system;
revoke execute on routine wake_workers() from public;
revoke execute on routine write_entry(text, text, text, jsonb, jsonb) from public;
revoke execute on routine write_event(uuid, uuid, text, text, jsonb) from public;
reset role;

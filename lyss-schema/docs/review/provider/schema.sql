-- The schema lyss_provider, as its migrations make it, without rows: written by ReviewPackTest, to be read and
-- compared. Run by an owner whom bootstrap/010_roles.sql has made it gives the same catalog; to make a
-- database, migrate.

set check_function_bodies = off;
create schema lyss_provider;
set search_path = lyss_provider;
grant usage, create on schema lyss_provider to lyss_definer;
create extension if not exists btree_gist schema public;


-- function not_blank(text)
CREATE OR REPLACE FUNCTION not_blank(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- type channel_health_failures
create domain channel_health_failures as integer constraint channel_health_failures_check CHECK ((VALUE >= 0));


-- type channel_settings
create type channel_settings as (
  name text,
  models jsonb,
  model_mapping jsonb,
  priority integer,
  weight integer,
  quota bigint,
  rate_limit integer
);
comment on type channel_settings is 'What is said of a channel and can be edited.';


-- type consumed_events_consumer
create domain consumed_events_consumer as character varying(100) constraint consumed_events_consumer_check CHECK (not_blank((VALUE)::text));


-- type new_budget
create type new_budget as (
  name text,
  model text,
  unit text,
  currency text,
  period text,
  hard_limit numeric,
  soft_limit numeric
);
comment on type new_budget is 'What is said of a budget, but for whom it limits.';


-- type outbox_events_payload
create domain outbox_events_payload as jsonb constraint outbox_events_payload_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type outbox_events_type
create domain outbox_events_type as character varying(100) constraint outbox_events_type_check CHECK (((VALUE)::text ~ '^[a-z_]+\.[a-z_]+$'::text));


-- type outbox_keys_failures
create domain outbox_keys_failures as integer constraint outbox_keys_failures_check CHECK ((VALUE >= 0));


-- type quota_limit
create type quota_limit as (
  limit_id uuid,
  holder_id uuid,
  measure text,
  subject text,
  unit text,
  currency text,
  period text,
  period_start timestamp with time zone,
  time_zone text,
  hard_limit numeric,
  soft_limit numeric,
  user_id uuid,
  group_id uuid,
  needed numeric
);
comment on type quota_limit is 'A limit that applies to a request, and how much the request needs.';


-- type quota_line
create type quota_line as (
  limit_id uuid,
  holder_id uuid,
  measure text,
  unit text,
  currency text,
  slot smallint,
  period_start timestamp with time zone,
  held numeric,
  used numeric
);
comment on type quota_line is 'How much was held and used of one limit, as a change of a counter.';


-- type quota_reservations_amount
create domain quota_reservations_amount as bigint constraint quota_reservations_amount_check CHECK ((VALUE >= 0));


-- type token_settings
create type token_settings as (
  name text,
  allowed_models jsonb,
  quota bigint,
  rate_limit integer,
  expires_at timestamp with time zone
);
comment on type token_settings is 'What its owner says of a token and can be edited.';


-- type usage_records_amount
create domain usage_records_amount as bigint constraint usage_records_amount_check CHECK (((VALUE >= 0) AND (VALUE <= '1000000000000'::bigint)));


-- type usage_records_completion_tokens
create domain usage_records_completion_tokens as bigint constraint usage_records_completion_tokens_check CHECK (((VALUE >= 0) AND (VALUE <= '1000000000000'::bigint)));


-- type usage_records_cost
create domain usage_records_cost as numeric constraint usage_records_cost_check CHECK (((VALUE >= (0)::numeric) AND (VALUE < '1000000000000'::numeric) AND (scale(VALUE) <= 14)));


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


-- type usage_records_counts
create domain usage_records_counts as jsonb constraint usage_records_counts_check CHECK (is_token_counts(VALUE));


-- type usage_records_currency
create domain usage_records_currency as character(3) constraint usage_records_currency_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));


-- type usage_records_duration_ms
create domain usage_records_duration_ms as integer constraint usage_records_duration_ms_check CHECK ((VALUE >= 0));


-- type usage_records_model
create domain usage_records_model as character varying(200) constraint usage_records_model_check CHECK (not_blank((VALUE)::text));


-- type usage_records_outcome
create domain usage_records_outcome as character varying(20) constraint usage_records_outcome_check CHECK (((VALUE)::text = ANY ((ARRAY['ok'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[])));


-- type usage_records_prompt_tokens
create domain usage_records_prompt_tokens as bigint constraint usage_records_prompt_tokens_check CHECK (((VALUE >= 0) AND (VALUE <= '1000000000000'::bigint)));


-- function is_text_map(jsonb)
CREATE OR REPLACE FUNCTION is_text_map(p_json jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return case
    when pg_catalog.jsonb_typeof(p_json) operator(pg_catalog.=) 'object'
      then not pg_catalog.jsonb_path_exists(p_json, 'strict $.* ? (@.type() != "string" || @ == "")')
    else false
  end;
end
$function$;
comment on routine is_text_map(jsonb) is 'Internal: Whether a JSON value is an object whose values are texts, none of them empty.';


-- type usage_records_tags
create domain usage_records_tags as jsonb constraint usage_records_tags_check CHECK (is_text_map(VALUE));


-- type usage_records_time_to_first_token_ms
create domain usage_records_time_to_first_token_ms as integer constraint usage_records_time_to_first_token_ms_check CHECK ((VALUE >= 0));


-- function is_text_set(jsonb)
CREATE OR REPLACE FUNCTION is_text_set(p_json jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if jsonb_typeof(p_json) <> 'array' then
    return false;
  end if;
  return not jsonb_path_exists(p_json, 'strict $[*] ? (@.type() != "string" || @ == "")')
    and jsonb_array_length(p_json)
      = (select count(distinct e.value) from jsonb_array_elements(p_json) as e (value));
end
$function$;
comment on routine is_text_set(jsonb) is 'Internal: Whether a JSON value is an array of texts, none of them empty or there twice.';


-- type user_tokens_allowed_models
create domain user_tokens_allowed_models as jsonb constraint user_tokens_allowed_models_check CHECK (is_text_set(VALUE));


-- type user_tokens_key_hash
create domain user_tokens_key_hash as character varying(64) constraint user_tokens_key_hash_check CHECK (((VALUE)::text ~ '^[0-9a-f]{64}$'::text));


-- type user_tokens_key_prefix
create domain user_tokens_key_prefix as character varying(12) constraint user_tokens_key_prefix_check CHECK (((VALUE)::text ~ '^[A-Za-z0-9_-]{4,12}$'::text));


-- function is_trimmed(text)
CREATE OR REPLACE FUNCTION is_trimmed(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return ascii(p_text) between 33 and 126 and ascii(right(p_text, 1)) between 33 and 126
    or not_blank(p_text) and p_text = trim_blank(p_text);
end
$function$;
comment on routine is_trimmed(text) is 'Internal: Whether a text shows something, and nothing that is blank is at its ends.';


-- type user_tokens_name
create domain user_tokens_name as character varying(100) constraint user_tokens_name_check CHECK (is_trimmed((VALUE)::text));


-- type user_tokens_pepper_id
create domain user_tokens_pepper_id as character varying(8) constraint user_tokens_pepper_id_check CHECK (((VALUE)::text ~ '^[0-9a-f]{8}$'::text));


-- type user_tokens_previous_key_hash
create domain user_tokens_previous_key_hash as character varying(64) constraint user_tokens_previous_key_hash_check CHECK (((VALUE)::text ~ '^[0-9a-f]{64}$'::text));


-- type user_tokens_previous_pepper_id
create domain user_tokens_previous_pepper_id as character varying(8) constraint user_tokens_previous_pepper_id_check CHECK (((VALUE)::text ~ '^[0-9a-f]{8}$'::text));


-- type user_tokens_quota
create domain user_tokens_quota as bigint constraint user_tokens_quota_check CHECK ((VALUE >= '-1'::integer));


-- type user_tokens_rate_limit
create domain user_tokens_rate_limit as integer constraint user_tokens_rate_limit_check CHECK ((VALUE > 0));


-- type user_tokens_status
create domain user_tokens_status as integer constraint user_tokens_status_check CHECK ((VALUE = ANY (ARRAY[1, 2])));


-- function platform_tenant_id()
CREATE OR REPLACE FUNCTION platform_tenant_id()
 RETURNS uuid
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
CREATE INDEX idx_audit_logs_action ON lyss_provider.audit_logs USING btree (tenant_id, action, created_at, id);
CREATE INDEX idx_audit_logs_actor ON lyss_provider.audit_logs USING btree (tenant_id, actor_id, created_at, id);
CREATE INDEX idx_audit_logs_created_at ON lyss_provider.audit_logs USING btree (tenant_id, created_at, id);
CREATE INDEX idx_audit_logs_resource ON lyss_provider.audit_logs USING btree (tenant_id, resource_type, resource_id, created_at, id);
CREATE INDEX idx_audit_logs_seal_stamp ON lyss_provider.audit_logs USING btree (seal_stamp, tenant_id);
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
CREATE INDEX audit_seals_tenant_id_number_idx ON lyss_provider.audit_seals USING btree (tenant_id, number) WHERE dropped;
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


-- table budgets
create table budgets (
  tenant_id uuid not null,
  id uuid not null,
  name character varying(100) not null,
  set_by character varying(10) not null,
  subject character varying(10) not null,
  group_id uuid,
  user_id uuid,
  token_id uuid,
  channel_id uuid,
  subject_id uuid generated always as (
CASE subject
    WHEN 'tenant'::text THEN tenant_id
    WHEN 'group'::text THEN group_id
    WHEN 'user'::text THEN user_id
    WHEN 'token'::text THEN token_id
    ELSE channel_id
END) stored,
  model character varying(200),
  unit character varying(10) not null,
  currency character(3),
  period character varying(10) not null,
  hard_limit numeric,
  soft_limit numeric,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint budgets_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint budgets_channel_id_subject_check CHECK (((channel_id IS NULL) OR ((subject)::text = 'channel'::text))),
  constraint budgets_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint budgets_group_id_subject_channel_id_check CHECK (((group_id IS NULL) OR ((subject)::text = 'group'::text) OR (channel_id IS NOT NULL))),
  constraint budgets_hard_limit_check CHECK (((hard_limit >= (0)::numeric) AND (hard_limit < 'Infinity'::numeric))),
  constraint budgets_hard_limit_soft_limit_check CHECK ((((hard_limit IS NOT NULL) OR (soft_limit IS NOT NULL)) AND ((hard_limit IS NULL) OR (soft_limit IS NULL) OR (soft_limit <= hard_limit)))),
  constraint budgets_model_check CHECK (is_trimmed((model)::text)),
  constraint budgets_name_check CHECK (is_trimmed((name)::text)),
  constraint budgets_period_check CHECK (((period)::text = ANY ((ARRAY['total'::character varying, 'minute'::character varying, 'hour'::character varying, 'day'::character varying, 'month'::character varying])::text[]))),
  constraint budgets_set_by_subject_check CHECK ((((set_by)::text = 'platform'::text) OR (((set_by)::text = 'tenant'::text) AND ((subject)::text <> 'tenant'::text)) OR (((set_by)::text = 'user'::text) AND ((subject)::text = 'token'::text)))),
  constraint budgets_soft_limit_check CHECK (((soft_limit >= (0)::numeric) AND (soft_limit < 'Infinity'::numeric))),
  constraint budgets_subject_check CHECK (((subject)::text = ANY ((ARRAY['tenant'::character varying, 'group'::character varying, 'user'::character varying, 'token'::character varying, 'channel'::character varying])::text[]))),
  constraint budgets_subject_token_id_user_id_set_by_channel_id_check CHECK (
CASE subject
    WHEN 'user'::text THEN (token_id IS NULL)
    WHEN 'token'::text THEN ((user_id IS NOT NULL) = ((token_id IS NOT NULL) OR ((set_by)::text = 'user'::text)))
    WHEN 'channel'::text THEN ((token_id IS NULL) AND ((user_id IS NULL) OR (channel_id IS NOT NULL)))
    ELSE ((token_id IS NULL) AND (user_id IS NULL))
END),
  constraint budgets_unit_check CHECK (((unit)::text = ANY ((ARRAY['requests'::character varying, 'at_once'::character varying, 'tokens'::character varying, 'amount'::character varying, 'cost'::character varying])::text[]))),
  constraint budgets_unit_currency_check CHECK ((((unit)::text = 'cost'::text) = (currency IS NOT NULL))),
  constraint budgets_unit_period_check CHECK ((((unit)::text <> 'at_once'::text) OR ((period)::text = 'total'::text)))
);
CREATE INDEX idx_budgets_channel ON lyss_provider.budgets USING btree (tenant_id, channel_id);
CREATE INDEX idx_budgets_subject ON lyss_provider.budgets USING btree (tenant_id, COALESCE(subject_id, user_id, tenant_id));
CREATE INDEX idx_budgets_token ON lyss_provider.budgets USING btree (tenant_id, token_id, user_id);
alter table budgets enable row level security;
alter table budgets force row level security;
comment on table budgets is 'How much may be used in a period, by whom.';
comment on column budgets.tenant_id is 'The tenant.';
comment on column budgets.id is 'Id, a UUID of version 7 that the application made.';
comment on column budgets.name is 'Name for people; not unique.';
comment on column budgets.set_by is 'Who may change it: platform, system work; tenant, its administrators; user, the token''s owner.';
comment on column budgets.subject is 'Whom it binds: tenant, group, user, token or channel.';
comment on column budgets.group_id is 'The group, or the one that has the channel; null for each, or where there is none.';
comment on column budgets.user_id is 'The user, or the owner of token or channel; null for each, or where there is none.';
comment on column budgets.token_id is 'The token; null for each, or where the subject is no token.';
comment on column budgets.channel_id is 'The channel; null for each, or where the subject is no channel.';
comment on column budgets.subject_id is 'Id of the subject; null for each.';
comment on column budgets.model is 'The model that is counted; null for all models together.';
comment on column budgets.unit is 'What is counted: requests; at_once, requests that run; tokens; amount, the host''s unit; cost.';
comment on column budgets.currency is 'Currency of a budget of cost; what was priced in another is not counted.';
comment on column budgets.period is 'total, or what a calendar has: minute, hour, day or month, in the time zone of the tenant.';
comment on column budgets.hard_limit is 'How much may be used in a period; null for no limit.';
comment on column budgets.soft_limit is 'How much may be used before budget.soft_limit_reached is published; null for never.';
comment on column budgets.created_at is 'Time of creation.';
comment on column budgets.updated_at is 'Time of the last change; kept by a trigger.';


-- table channel_health
create table channel_health (
  tenant_id uuid not null,
  channel_id uuid not null,
  model character varying(200) not null,
  config_scope character varying(20) not null,
  owner_id uuid,
  group_id uuid,
  failures channel_health_failures not null default 0,
  retry_at timestamp with time zone,
  probe_until timestamp with time zone,
  epoch bigint not null default 0,
  constraint channel_health_tenant_id_channel_id_model_pk PRIMARY KEY (tenant_id, channel_id, model),
  constraint channel_health_failures_retry_at_check CHECK ((((failures)::integer > 0) = (retry_at IS NOT NULL))),
  constraint channel_health_probe_until_failures_check CHECK (((probe_until IS NULL) OR ((failures)::integer > 0)))
) with (fillfactor=80);
CREATE INDEX idx_channel_health_failing ON lyss_provider.channel_health USING btree (tenant_id, model, channel_id) WHERE ((failures)::integer > 0);
alter table channel_health enable row level security;
alter table channel_health force row level security;
comment on table channel_health is 'Failures of channels, and of single models through them.';
comment on column channel_health.tenant_id is 'The tenant.';
comment on column channel_health.channel_id is 'The channel.';
comment on column channel_health.model is 'The model, by the name that requests use; empty for the whole channel.';
comment on column channel_health.config_scope is 'The channel''s, for the policy.';
comment on column channel_health.owner_id is 'The channel''s, for the policy.';
comment on column channel_health.group_id is 'The channel''s, for the policy.';
comment on column channel_health.failures is 'How often in a row it has failed; 0 once it works.';
comment on column channel_health.retry_at is 'When it is tried again; null while it works.';
comment on column channel_health.probe_until is 'Until when the request that tries it has the trial to itself; null while none does.';
comment on column channel_health.epoch is 'How often it has failed, was tried, recovered or was reset.';


-- table consumed_events
create table consumed_events (
  tenant_id uuid not null,
  consumer consumed_events_consumer not null,
  event_id uuid not null,
  consumed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint consumed_events_tenant_id_consumer_event_id_pk PRIMARY KEY (tenant_id, consumer, event_id)
);
CREATE INDEX idx_consumed_events_consumed_at ON lyss_provider.consumed_events USING btree (consumed_at);
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
CREATE INDEX idx_erasures_unfinished ON lyss_provider.erasures USING btree (failed_at NULLS FIRST, requested_at) WHERE (erased_at IS NULL);
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
CREATE INDEX idx_given_up_events_given_up_at ON lyss_provider.given_up_events USING btree (given_up_at);
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


-- table known_users
create table known_users (
  tenant_id uuid not null,
  user_id uuid not null,
  status character varying(20) not null,
  changed_at timestamp with time zone not null,
  constraint known_users_tenant_id_user_id_pk PRIMARY KEY (tenant_id, user_id),
  constraint known_users_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'inactive'::character varying, 'suspended'::character varying])::text[])))
);
alter table known_users enable row level security;
alter table known_users force row level security;
comment on table known_users is 'What the database of users has told of a user.';
comment on column known_users.tenant_id is 'The tenant.';
comment on column known_users.user_id is 'The user.';
comment on column known_users.status is 'active; suspended: no token of the user is accepted for now; inactive: all were revoked.';
comment on column known_users.changed_at is 'When it was changed so; what is told later of an earlier change is ignored.';


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
CREATE INDEX lyss_schema_history_s_idx ON lyss_provider.lyss_schema_history USING btree (success);
comment on table lyss_schema_history is 'LYSS V910: which of its files have been applied.';


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


-- function is_unit_prices(jsonb)
CREATE OR REPLACE FUNCTION is_unit_prices(p_json jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
CREATE INDEX idx_model_prices_model ON lyss_provider.model_prices USING btree (tenant_id, provider_type, model, effective_from, id);
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
CREATE INDEX idx_outbox_keys_claim ON lyss_provider.outbox_keys USING btree (claim) WHERE (claim IS NOT NULL);
CREATE INDEX idx_outbox_keys_failures ON lyss_provider.outbox_keys USING btree (failures) WHERE ((failures)::integer > 0);
CREATE INDEX idx_outbox_keys_next_at ON lyss_provider.outbox_keys USING btree (next_at);
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


-- function is_ciphertext(text)
CREATE OR REPLACE FUNCTION is_ciphertext(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return p_text ~ '^[a-z][a-z0-9.+-]{0,31}:([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9+/]{38,}={0,2}$';
end
$function$;
comment on routine is_ciphertext(text) is 'Internal: Whether a text looks like ciphertext: scheme:base64 or scheme:key-id:base64, 28 bytes at least.';


-- table provider_channels
create table provider_channels (
  tenant_id uuid not null,
  id uuid not null,
  name character varying(100) not null,
  type bigint not null,
  key text not null,
  priority integer not null default 1,
  weight integer not null default 1,
  status integer not null default 1,
  quota bigint not null default '-1'::integer,
  rate_limit integer not null default 100,
  config_scope character varying(20) not null default 'personal'::character varying,
  owner_id uuid,
  group_id uuid,
  models jsonb not null default '[]'::jsonb,
  model_mapping jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint provider_channels_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint provider_channels_config_scope_check CHECK (((config_scope)::text = ANY ((ARRAY['personal'::character varying, 'group'::character varying, 'tenant'::character varying])::text[]))),
  constraint provider_channels_config_scope_group_id_check CHECK ((((config_scope)::text = 'group'::text) = (group_id IS NOT NULL))),
  constraint provider_channels_config_scope_owner_id_check CHECK ((((config_scope)::text = 'personal'::text) = (owner_id IS NOT NULL))),
  constraint provider_channels_key_check CHECK (is_ciphertext(key)),
  constraint provider_channels_model_mapping_check CHECK (is_text_map(model_mapping)),
  constraint provider_channels_models_check CHECK (is_text_set(models)),
  constraint provider_channels_name_check CHECK (is_trimmed((name)::text)),
  constraint provider_channels_priority_check CHECK (((priority >= 1) AND (priority <= 100))),
  constraint provider_channels_quota_check CHECK ((quota >= '-1'::integer)),
  constraint provider_channels_rate_limit_check CHECK ((rate_limit > 0)),
  constraint provider_channels_status_check CHECK ((status = ANY (ARRAY[1, 2]))),
  constraint provider_channels_weight_check CHECK (((weight >= 1) AND (weight <= 1000)))
) with (fillfactor=80);
CREATE INDEX idx_provider_channels_enabled ON lyss_provider.provider_channels USING btree (tenant_id, priority DESC, id) WHERE (status <> 2);
CREATE UNIQUE INDEX provider_channels_tenant_id_group_id_name_key ON lyss_provider.provider_channels USING btree (tenant_id, group_id, name) WHERE ((config_scope)::text = 'group'::text);
CREATE UNIQUE INDEX provider_channels_tenant_id_name_key ON lyss_provider.provider_channels USING btree (tenant_id, name) WHERE ((config_scope)::text = 'tenant'::text);
CREATE UNIQUE INDEX provider_channels_tenant_id_owner_id_name_key ON lyss_provider.provider_channels USING btree (tenant_id, owner_id, name) WHERE ((config_scope)::text = 'personal'::text);
alter table provider_channels enable row level security;
alter table provider_channels force row level security;
comment on table provider_channels is 'Accounts at providers that requests are sent through.';
comment on column provider_channels.tenant_id is 'The tenant.';
comment on column provider_channels.id is 'Id, a UUID of version 7 that the application made.';
comment on column provider_channels.name is 'Name for people; unique among who share the channel.';
comment on column provider_channels.type is 'The kind of provider.';
comment on column provider_channels.key is 'The key at the provider as ciphertext, bound to tenant and channel by whoever encrypts it.';
comment on column provider_channels.priority is '1 to 100; the highest that can serve is chosen.';
comment on column provider_channels.weight is '1 to 1000: the share of requests among channels of one priority.';
comment on column provider_channels.status is '1 enabled; 2 disabled. That it is failing, 3, stands in channel_states.';
comment on column provider_channels.quota is 'How much may be used, in the unit of the host; -1 without limit.';
comment on column provider_channels.rate_limit is 'How many requests a minute may be reserved.';
comment on column provider_channels.config_scope is 'Who uses it: personal, its owner; group, its members; tenant, everybody in the tenant.';
comment on column provider_channels.owner_id is 'Owner of a personal channel.';
comment on column provider_channels.group_id is 'Group of a group''s channel.';
comment on column provider_channels.models is 'The models that can be asked for, by the names that requests use; a JSON array of texts.';
comment on column provider_channels.model_mapping is 'What the provider calls a model, where that differs; a JSON object of texts.';
comment on column provider_channels.created_at is 'Time of creation.';
comment on column provider_channels.updated_at is 'Time of the last change of its settings; kept by a trigger.';


-- table provider_types
create table provider_types (
  id bigint not null generated always as identity,
  name character varying(50) not null,
  display_name character varying(100) not null,
  base_url text,
  supported_models jsonb not null default '[]'::jsonb,
  api_format character varying(20) not null default 'openai'::character varying,
  status character varying(20) not null default 'active'::character varying,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint provider_types_id_pk PRIMARY KEY (id),
  constraint provider_types_name_key UNIQUE (name),
  constraint provider_types_api_format_check CHECK (((api_format)::text = ANY ((ARRAY['openai'::character varying, 'anthropic'::character varying, 'custom'::character varying])::text[]))),
  constraint provider_types_base_url_check CHECK ((((base_url COLLATE "und-x-icu") ~ '^https?://[^\s]+$'::text) AND (base_url !~ '^[^/?#]*//[^/?#]*@'::text))),
  constraint provider_types_display_name_check CHECK (is_trimmed((display_name)::text)),
  constraint provider_types_name_check CHECK (((name)::text ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint provider_types_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'inactive'::character varying])::text[]))),
  constraint provider_types_supported_models_check CHECK (is_text_set(supported_models))
);
alter table provider_types enable row level security;
alter table provider_types force row level security;
comment on table provider_types is 'Kinds of providers; a reference table of the whole platform.';
comment on column provider_types.id is 'Id of the kind of provider.';
comment on column provider_types.name is 'Name for programs, such as azure-openai.';
comment on column provider_types.display_name is 'Name for people.';
comment on column provider_types.base_url is 'Where it is reached; null where each customer has an address of their own.';
comment on column provider_types.supported_models is 'Models that it is known to have, for people who set up a channel; a JSON array of texts.';
comment on column provider_types.api_format is 'How it is spoken to: openai, anthropic or custom.';
comment on column provider_types.status is 'active; inactive: its channels count as disabled.';
comment on column provider_types.updated_at is 'Time of the last change; kept by a trigger.';


-- table quota_counters
create table quota_counters (
  tenant_id uuid not null,
  limit_id uuid not null,
  holder_id uuid not null,
  measure character varying(10) not null,
  slot smallint not null,
  user_id uuid,
  group_id uuid,
  period_start timestamp with time zone not null,
  warned numeric,
  dealt numeric,
  room numeric not null default 0,
  held numeric not null default 0,
  used numeric not null default 0,
  constraint quota_counters_tenant_id_limit_id_holder_id_measure_slot_pk PRIMARY KEY (tenant_id, limit_id, holder_id, measure, slot),
  constraint quota_counters_room_dealt_check CHECK (((room >= (0)::numeric) AND ((room = (0)::numeric) OR (dealt IS NOT NULL))))
) with (fillfactor=50);
alter table quota_counters enable row level security;
alter table quota_counters force row level security;
comment on table quota_counters is 'How much of each limit is held and used in its period.';
comment on column quota_counters.tenant_id is 'The tenant.';
comment on column quota_counters.limit_id is 'Token, channel, tenant or budget that has the limit.';
comment on column quota_counters.holder_id is 'For whom it counts: the tenant, the group, the user, the token or the channel.';
comment on column quota_counters.measure is 'Which limit: quota, rate_limit, api_calls or budget.';
comment on column quota_counters.slot is '0 to 31: one of several rows that count together.';
comment on column quota_counters.user_id is 'The user who sees it; null for others.';
comment on column quota_counters.group_id is 'The group whose members see it; null for others.';
comment on column quota_counters.period_start is 'Beginning of the period that is counted.';
comment on column quota_counters.warned is 'The soft limit that was published as reached in this period; null for none.';
comment on column quota_counters.dealt is 'The limit that the rooms are shares of; null for none.';
comment on column quota_counters.room is 'How much may be reserved from this slot.';
comment on column quota_counters.held is 'How much is held for requests that run.';
comment on column quota_counters.used is 'How much was used, also beyond the limit.';


-- table quota_entries
create table quota_entries (
  tenant_id uuid not null,
  reservation_id uuid not null,
  kind character varying(10) not null,
  user_id uuid,
  lines quota_line[] not null,
  reason text,
  recorded_at timestamp with time zone not null,
  constraint quota_entries_tenant_id_reservation_id_kind_recorded_at_pk PRIMARY KEY (tenant_id, reservation_id, kind, recorded_at),
  constraint quota_entries_kind_reason_check CHECK (
CASE
    WHEN ((kind)::text = ANY ((ARRAY['adjust'::character varying, 'repair'::character varying])::text[])) THEN (reason IS NOT NULL)
    ELSE (((kind)::text = ANY ((ARRAY['reserve'::character varying, 'settle'::character varying, 'charge'::character varying, 'release'::character varying, 'expire'::character varying, 'add'::character varying, 'close'::character varying])::text[])) AND (reason IS NULL))
END)
) partition by RANGE (recorded_at);
create table quota_entries_default partition of quota_entries DEFAULT;
alter table quota_entries_default enable row level security;
alter table quota_entries_default force row level security;
alter table quota_entries enable row level security;
alter table quota_entries force row level security;
comment on table quota_entries is 'The ledger of quota: what has changed the counters, and by how much.';
comment on table quota_entries_default is 'Entries of months that have no partition; should be empty.';
comment on column quota_entries.tenant_id is 'The tenant.';
comment on column quota_entries.reservation_id is 'The reservation; of usage without one, its id; of an addition, an adjustment or a repair, an id of its own.';
comment on column quota_entries.kind is 'What has happened: reserve, settle, release, expire; charge, usage without a reservation; add, to a quota or a budget; adjust and repair by system work; close: a month was dropped.';
comment on column quota_entries.user_id is 'The user who made the request; null where nobody did.';
comment on column quota_entries.lines is 'By how much each counter was changed; of an addition, how much more may be held.';
comment on column quota_entries.reason is 'Why system work has adjusted or repaired it.';
comment on column quota_entries.recorded_at is 'Time of recording; decides the partition.';


-- table quota_reservations
create table quota_reservations (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  provider_type character varying(50) not null,
  model character varying(200) not null,
  amount quota_reservations_amount not null,
  estimate jsonb not null default '{}'::jsonb,
  lines quota_line[] not null,
  state character varying(20) not null default 'reserved'::character varying,
  settled_amount bigint,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint quota_reservations_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint quota_reservations_expires_at_created_at_check CHECK ((((expires_at - created_at) >= '00:00:00.000001'::interval) AND ((expires_at - created_at) <= '24:00:00'::interval))),
  constraint quota_reservations_state_settled_amount_check CHECK (
CASE state
    WHEN 'settled'::text THEN COALESCE((settled_amount >= 0), false)
    ELSE (((state)::text = ANY ((ARRAY['reserved'::character varying, 'released'::character varying, 'expired'::character varying])::text[])) AND (settled_amount IS NULL))
END)
);
CREATE INDEX idx_quota_reservations_open ON lyss_provider.quota_reservations USING btree (expires_at) WHERE ((state)::text = 'reserved'::text);
CREATE INDEX idx_quota_reservations_over ON lyss_provider.quota_reservations USING btree (expires_at) WHERE ((state)::text <> 'reserved'::text);
alter table quota_reservations enable row level security;
alter table quota_reservations force row level security;
comment on table quota_reservations is 'Quota that is, or was, held for a request while it runs.';
comment on column quota_reservations.tenant_id is 'The tenant.';
comment on column quota_reservations.id is 'Id, a UUID of version 7 that the application made, once a request.';
comment on column quota_reservations.user_id is 'The user who made the request.';
comment on column quota_reservations.token_id is 'The token that it came with; null for none.';
comment on column quota_reservations.channel_id is 'The channel that it is sent through.';
comment on column quota_reservations.provider_type is 'The kind of provider, by its name: what prices are found by, also when the channel is gone.';
comment on column quota_reservations.model is 'The model that was asked for.';
comment on column quota_reservations.amount is 'How much of the quota of token and channel is held, in the unit of the host.';
comment on column quota_reservations.estimate is 'How many tokens of each kind were expected, a JSON object; empty where nobody could say.';
comment on column quota_reservations.lines is 'What is held of each limit that applied.';
comment on column quota_reservations.state is 'reserved, settled, released or expired.';
comment on column quota_reservations.settled_amount is 'How much was used, once it is settled.';
comment on column quota_reservations.expires_at is 'When it ends by itself.';
comment on column quota_reservations.created_at is 'Time of creation.';


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


-- table tenant_settings
create table tenant_settings (
  tenant_id uuid not null,
  max_api_calls integer,
  time_zone character varying(64) not null default 'UTC'::character varying,
  changed_at timestamp with time zone not null,
  limit_changed_at timestamp with time zone not null,
  constraint tenant_settings_tenant_id_pk PRIMARY KEY (tenant_id),
  constraint tenant_settings_max_api_calls_check CHECK ((max_api_calls >= 0)),
  constraint tenant_settings_time_zone_check CHECK ((((time_zone)::text ~ '^[A-Za-z]'::text) AND (((time_zone)::text !~ '[+-][0-9]'::text) OR ((time_zone)::text ~ '^Etc/'::text)) AND (('1970-01-01 00:00:00+00'::timestamp with time zone AT TIME ZONE time_zone) IS NOT NULL)))
);
alter table tenant_settings enable row level security;
alter table tenant_settings force row level security;
comment on table tenant_settings is 'What this database was told of a tenant.';
comment on column tenant_settings.tenant_id is 'The tenant.';
comment on column tenant_settings.max_api_calls is 'How many requests a month may be reserved; null for no limit.';
comment on column tenant_settings.time_zone is 'Where the days and months of budgets begin: a name of the IANA time zone database.';
comment on column tenant_settings.changed_at is 'When the time zone was set so; what is told later of an earlier change is ignored.';
comment on column tenant_settings.limit_changed_at is 'The same of the limit.';


-- function usage_stamp()
set role lyss_definer;
CREATE OR REPLACE FUNCTION usage_stamp()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_xid constant bigint := pg_current_xact_id()::text::bigint;
  v_stamp bigint;
begin
  select
    v_xid + case
      when w.epoch + v_xid >= w.next_stamp or w.epoch + v_xid = any (w.open_stamps) then w.epoch
      else ((w.next_stamp >> 48) + 1) << 48
    end
  into v_stamp
  from usage_watermark as w;
  return v_stamp;
end
$function$;
comment on routine usage_stamp() is 'Internal: The stamp of what this transaction writes, by which a refresh knows whether it is rolled up.';
reset role;


-- function uuid_time(uuid)
CREATE OR REPLACE FUNCTION uuid_time(p_id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
declare
  v_id constant bytea := pg_catalog.uuid_send(p_id);
begin
  return case
    when pg_catalog.get_byte(v_id, 6) operator(pg_catalog.>>) 4 operator(pg_catalog.=) 7 then
      pg_catalog.to_timestamp(
        (
          (
            pg_catalog.get_byte(v_id, 0) operator(pg_catalog.*) 256
            operator(pg_catalog.+) pg_catalog.get_byte(v_id, 1)
          ) operator(pg_catalog.*) 4294967296
          operator(pg_catalog.+) (
            (
              pg_catalog.get_byte(v_id, 2) operator(pg_catalog.*) 256
              operator(pg_catalog.+) pg_catalog.get_byte(v_id, 3)
            ) operator(pg_catalog.*) 65536::bigint
            operator(pg_catalog.+) (
              pg_catalog.get_byte(v_id, 4) operator(pg_catalog.*) 256
              operator(pg_catalog.+) pg_catalog.get_byte(v_id, 5)
            )
          )
        ) operator(pg_catalog./) 1000::double precision)
  end;
end
$function$;
comment on routine uuid_time(uuid) is 'The time that a UUID of version 7 was made at, to the millisecond; null for another version.';


-- table usage_adjustments
create table usage_adjustments (
  tenant_id uuid not null,
  usage_id uuid not null,
  number integer not null,
  usage_recorded_at timestamp with time zone not null,
  user_id uuid not null,
  requests smallint not null,
  unpriced smallint not null default 0,
  price_id uuid,
  currency character(3),
  cost numeric not null,
  reason text not null,
  recorded_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  stamp bigint not null default usage_stamp(),
  constraint usage_adjustments_tenant_id_usage_id_number_pk PRIMARY KEY (tenant_id, usage_id, number),
  constraint usage_adjustments_cost_check CHECK (((abs(cost) < '1000000000000'::numeric) AND (scale(cost) <= 14))),
  constraint usage_adjustments_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint usage_adjustments_number_check CHECK ((number > 0)),
  constraint usage_adjustments_reason_check CHECK (is_trimmed(reason)),
  constraint usage_adjustments_requests_check CHECK ((requests = ANY (ARRAY['-1'::integer, 0, 1]))),
  constraint usage_adjustments_unpriced_check CHECK ((unpriced = ANY (ARRAY['-1'::integer, 0]))),
  constraint usage_adjustments_usage_recorded_at_usage_id_check CHECK ((NOT (usage_recorded_at IS DISTINCT FROM uuid_time(usage_id))))
);
CREATE INDEX idx_usage_adjustments_stamp ON lyss_provider.usage_adjustments USING btree (stamp, tenant_id);
alter table usage_adjustments enable row level security;
alter table usage_adjustments force row level security;
comment on table usage_adjustments is 'What was corrected in the cost of a request, and why.';
comment on column usage_adjustments.tenant_id is 'The tenant.';
comment on column usage_adjustments.usage_id is 'The request: its id in usage_records.';
comment on column usage_adjustments.number is 'Which correction of the request it is, from 1.';
comment on column usage_adjustments.usage_recorded_at is 'Time of the request.';
comment on column usage_adjustments.user_id is 'The user who made the request.';
comment on column usage_adjustments.requests is '0: only the cost changes; -1 and 1: the request goes out of one currency and into another.';
comment on column usage_adjustments.unpriced is '-1: the request had no price until then.';
comment on column usage_adjustments.price_id is 'The price that it was computed with.';
comment on column usage_adjustments.currency is 'Currency of the cost; null for what was recorded without one.';
comment on column usage_adjustments.cost is 'What is added to the cost.';
comment on column usage_adjustments.reason is 'Why it was corrected.';
comment on column usage_adjustments.recorded_at is 'Time of the correction.';
comment on column usage_adjustments.stamp is 'The transaction that wrote it, by which a refresh knows what is new.';


-- table usage_days
create table usage_days (
  tenant_id uuid not null,
  day date not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  group_id uuid,
  provider_type character varying(50),
  model character varying(200) not null,
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount numeric not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_days ON lyss_provider.usage_days USING btree (tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency) NULLS NOT DISTINCT;
CREATE INDEX idx_usage_days_user ON lyss_provider.usage_days USING btree (tenant_id, user_id, day);
alter table usage_days enable row level security;
alter table usage_days force row level security;
alter table usage_days replica identity full;
comment on table usage_days is 'Usage by day, in UTC, and all that it can be told apart by.';
comment on column usage_days.tenant_id is 'The tenant.';
comment on column usage_days.day is 'The day, in UTC.';
comment on column usage_days.user_id is 'The user.';
comment on column usage_days.token_id is 'The token; null for none.';
comment on column usage_days.channel_id is 'The channel.';
comment on column usage_days.group_id is 'The group; null for none.';
comment on column usage_days.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_days.model is 'The model.';
comment on column usage_days.outcome is 'ok, failed or cancelled.';
comment on column usage_days.currency is 'Currency of the cost; null for none.';
comment on column usage_days.requests is 'How many requests.';
comment on column usage_days.unpriced is 'How many of them have no price.';
comment on column usage_days.prompt_tokens is 'Tokens in.';
comment on column usage_days.completion_tokens is 'Tokens out.';
comment on column usage_days.amount is 'How much of quotas they took.';
comment on column usage_days.cost is 'Cost, adjustments included.';
comment on column usage_days.timed is 'How many of them have a duration.';
comment on column usage_days.duration_ms is 'Their durations together.';
comment on column usage_days.streamed is 'How many of them have a time to the first token.';
comment on column usage_days.time_to_first_token_ms is 'These times together.';


-- table usage_local_days
create table usage_local_days (
  tenant_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint usage_local_days_tenant_id_starts_at_ends_at_pk PRIMARY KEY (tenant_id, starts_at, ends_at),
  constraint usage_local_days_ends_at_starts_at_check CHECK (((ends_at > starts_at) AND (ends_at <= (starts_at + '26:00:00'::interval))))
);
alter table usage_local_days enable row level security;
alter table usage_local_days force row level security;
comment on table usage_local_days is 'The days of a tenant''s time zone that usage_local_totals has.';
comment on column usage_local_days.tenant_id is 'The tenant.';
comment on column usage_local_days.starts_at is 'Where the day begins.';
comment on column usage_local_days.ends_at is 'Where the next one begins.';


-- table usage_local_totals
create table usage_local_totals (
  tenant_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  channel_id uuid not null,
  provider_type character varying(50),
  model character varying(200) not null,
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount numeric not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_local_totals ON lyss_provider.usage_local_totals USING btree (tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency) NULLS NOT DISTINCT;
alter table usage_local_totals enable row level security;
alter table usage_local_totals force row level security;
alter table usage_local_totals replica identity full;
comment on table usage_local_totals is 'Usage of a tenant by day, in its time zone, without its users, tokens and groups; of the days in usage_local_days.';
comment on column usage_local_totals.tenant_id is 'The tenant.';
comment on column usage_local_totals.starts_at is 'Where the day begins.';
comment on column usage_local_totals.ends_at is 'Where the next one begins.';
comment on column usage_local_totals.channel_id is 'The channel.';
comment on column usage_local_totals.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_local_totals.model is 'The model.';
comment on column usage_local_totals.outcome is 'ok, failed or cancelled.';
comment on column usage_local_totals.currency is 'Currency of the cost; null for none.';
comment on column usage_local_totals.requests is 'How many requests.';
comment on column usage_local_totals.unpriced is 'How many of them have no price.';
comment on column usage_local_totals.prompt_tokens is 'Tokens in.';
comment on column usage_local_totals.completion_tokens is 'Tokens out.';
comment on column usage_local_totals.amount is 'How much of quotas they took.';
comment on column usage_local_totals.cost is 'Cost, adjustments included.';
comment on column usage_local_totals.timed is 'How many of them have a duration.';
comment on column usage_local_totals.duration_ms is 'Their durations together.';
comment on column usage_local_totals.streamed is 'How many of them have a time to the first token.';
comment on column usage_local_totals.time_to_first_token_ms is 'These times together.';


-- table usage_quarter_hours
create table usage_quarter_hours (
  tenant_id uuid not null,
  quarter_hour timestamp with time zone not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  group_id uuid,
  provider_type character varying(50),
  model character varying(200) not null,
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount numeric not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_quarter_hours ON lyss_provider.usage_quarter_hours USING btree (tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency) NULLS NOT DISTINCT;
CREATE INDEX idx_usage_quarter_hours_user ON lyss_provider.usage_quarter_hours USING btree (tenant_id, user_id, quarter_hour);
alter table usage_quarter_hours enable row level security;
alter table usage_quarter_hours force row level security;
alter table usage_quarter_hours replica identity full;
comment on table usage_quarter_hours is 'Usage by the quarter of an hour and all that it can be told apart by.';
comment on column usage_quarter_hours.tenant_id is 'The tenant.';
comment on column usage_quarter_hours.quarter_hour is 'Its beginning.';
comment on column usage_quarter_hours.user_id is 'The user.';
comment on column usage_quarter_hours.token_id is 'The token; null for none.';
comment on column usage_quarter_hours.channel_id is 'The channel.';
comment on column usage_quarter_hours.group_id is 'The group; null for none.';
comment on column usage_quarter_hours.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_quarter_hours.model is 'The model.';
comment on column usage_quarter_hours.outcome is 'ok, failed or cancelled.';
comment on column usage_quarter_hours.currency is 'Currency of the cost; null for none.';
comment on column usage_quarter_hours.requests is 'How many requests.';
comment on column usage_quarter_hours.unpriced is 'How many of them have no price.';
comment on column usage_quarter_hours.prompt_tokens is 'Tokens in.';
comment on column usage_quarter_hours.completion_tokens is 'Tokens out.';
comment on column usage_quarter_hours.amount is 'How much of quotas they took.';
comment on column usage_quarter_hours.cost is 'Cost, adjustments included.';
comment on column usage_quarter_hours.timed is 'How many of them have a duration.';
comment on column usage_quarter_hours.duration_ms is 'Their durations together.';
comment on column usage_quarter_hours.streamed is 'How many of them have a time to the first token.';
comment on column usage_quarter_hours.time_to_first_token_ms is 'These times together.';


-- table usage_records
create table usage_records (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  token_id uuid,
  channel_id uuid not null,
  group_id uuid,
  conversation_id uuid,
  provider_type character varying(50),
  model usage_records_model not null,
  outcome usage_records_outcome not null default 'ok'::character varying,
  counts usage_records_counts not null default '{}'::jsonb,
  prompt_tokens usage_records_prompt_tokens not null,
  completion_tokens usage_records_completion_tokens not null,
  amount usage_records_amount not null,
  price_id uuid,
  currency usage_records_currency,
  cost usage_records_cost,
  time_to_first_token_ms usage_records_time_to_first_token_ms,
  duration_ms usage_records_duration_ms,
  tags usage_records_tags not null default '{}'::jsonb,
  reservation_id uuid,
  recorded_at timestamp with time zone not null,
  stamp bigint not null default usage_stamp(),
  constraint usage_records_tenant_id_id_recorded_at_pk PRIMARY KEY (tenant_id, id, recorded_at),
  constraint usage_records_currency_cost_check CHECK (((currency IS NOT NULL) OR ((cost)::numeric = (0)::numeric))),
  constraint usage_records_recorded_at_id_check CHECK ((NOT (recorded_at IS DISTINCT FROM uuid_time(id))))
) partition by RANGE (recorded_at);
create table usage_records_default partition of usage_records DEFAULT;
alter table usage_records_default enable row level security;
alter table usage_records_default force row level security;
CREATE INDEX idx_usage_records_stamp ON lyss_provider.usage_records USING btree (stamp, tenant_id);
CREATE INDEX idx_usage_records_unpriced ON lyss_provider.usage_records USING btree (tenant_id, id) WHERE (cost IS NULL);
CREATE INDEX idx_usage_records_user_recorded ON lyss_provider.usage_records USING btree (tenant_id, user_id, recorded_at);
alter table usage_records enable row level security;
alter table usage_records force row level security;
comment on table usage_records is 'What each request took, partitioned by month.';
comment on table usage_records_default is 'Usage of months that have no partition; should be empty.';
comment on column usage_records.tenant_id is 'The tenant.';
comment on column usage_records.id is 'Id, a UUID of version 7 that the application made, once a request.';
comment on column usage_records.user_id is 'The user who made the request.';
comment on column usage_records.token_id is 'The token that it came with; null for none.';
comment on column usage_records.channel_id is 'The channel that served it; it may be gone.';
comment on column usage_records.group_id is 'The group that it was made for; null for none.';
comment on column usage_records.conversation_id is 'The conversation that it belongs to; null for none.';
comment on column usage_records.provider_type is 'The kind of provider of the channel then; null where the channel was gone.';
comment on column usage_records.model is 'The model that was asked for.';
comment on column usage_records.outcome is 'ok, failed or cancelled.';
comment on column usage_records.counts is 'Tokens by kind, each counted once: input, input.cached, output, output.reasoning and so on.';
comment on column usage_records.prompt_tokens is 'Tokens in, of all kinds.';
comment on column usage_records.completion_tokens is 'Tokens out, of all kinds.';
comment on column usage_records.amount is 'How much of the quota it took, also beyond what was left.';
comment on column usage_records.price_id is 'The price that the cost was computed with; null where the caller told the cost, or there was no price.';
comment on column usage_records.currency is 'Currency of the cost, as ISO 4217 has it; null where the caller named none.';
comment on column usage_records.cost is 'Cost as of recording; null without a price. usage_adjustments has what was added later.';
comment on column usage_records.time_to_first_token_ms is 'Milliseconds until the answer began; null where nobody told.';
comment on column usage_records.duration_ms is 'Milliseconds until the answer was complete; null where nobody told.';
comment on column usage_records.tags is 'What the host wants to find it by: names and texts.';
comment on column usage_records.reservation_id is 'The reservation that it settled; null for none.';
comment on column usage_records.recorded_at is 'Time of the request: the time in its id; decides the partition.';
comment on column usage_records.stamp is 'The transaction that wrote it, by which a refresh knows what is new.';


-- table usage_tenant_watermarks
create table usage_tenant_watermarks (
  tenant_id uuid not null,
  next_stamp bigint not null,
  open_stamps bigint[] not null,
  constraint usage_tenant_watermarks_tenant_id_pk PRIMARY KEY (tenant_id)
);
alter table usage_tenant_watermarks enable row level security;
alter table usage_tenant_watermarks force row level security;
comment on table usage_tenant_watermarks is 'How far usage of a tenant is rolled up, where Citus distributes the database; elsewhere empty.';
comment on column usage_tenant_watermarks.tenant_id is 'The tenant.';
comment on column usage_tenant_watermarks.next_stamp is 'Rows from this stamp on are not rolled up.';
comment on column usage_tenant_watermarks.open_stamps is 'Nor are rows of these stamps, whose transactions may have been running at the last refresh.';


-- table usage_totals
create table usage_totals (
  tenant_id uuid not null,
  day date not null,
  channel_id uuid not null,
  provider_type character varying(50),
  model character varying(200) not null,
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  prompt_tokens bigint not null,
  completion_tokens bigint not null,
  amount numeric not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_totals ON lyss_provider.usage_totals USING btree (tenant_id, day, channel_id, provider_type, model, outcome, currency) NULLS NOT DISTINCT;
alter table usage_totals enable row level security;
alter table usage_totals force row level security;
alter table usage_totals replica identity full;
comment on table usage_totals is 'Usage of a tenant by day, in UTC, without its users, tokens and groups.';
comment on column usage_totals.tenant_id is 'The tenant.';
comment on column usage_totals.day is 'The day, in UTC.';
comment on column usage_totals.channel_id is 'The channel.';
comment on column usage_totals.provider_type is 'The kind of provider; null where it was not known.';
comment on column usage_totals.model is 'The model.';
comment on column usage_totals.outcome is 'ok, failed or cancelled.';
comment on column usage_totals.currency is 'Currency of the cost; null for none.';
comment on column usage_totals.requests is 'How many requests.';
comment on column usage_totals.unpriced is 'How many of them have no price.';
comment on column usage_totals.prompt_tokens is 'Tokens in.';
comment on column usage_totals.completion_tokens is 'Tokens out.';
comment on column usage_totals.amount is 'How much of quotas they took.';
comment on column usage_totals.cost is 'Cost, adjustments included.';
comment on column usage_totals.timed is 'How many of them have a duration.';
comment on column usage_totals.duration_ms is 'Their durations together.';
comment on column usage_totals.streamed is 'How many of them have a time to the first token.';
comment on column usage_totals.time_to_first_token_ms is 'These times together.';


-- table usage_watermark
create table usage_watermark (
  singleton boolean not null default true,
  epoch bigint not null default 0,
  next_stamp bigint not null default 0,
  open_stamps bigint[] not null default '{}'::bigint[],
  refreshed_at timestamp with time zone,
  closed_before timestamp with time zone not null default '-infinity'::timestamp with time zone,
  constraint usage_watermark_singleton_pk PRIMARY KEY (singleton),
  constraint usage_watermark_singleton_check CHECK (singleton)
);
alter table usage_watermark enable row level security;
alter table usage_watermark force row level security;
comment on table usage_watermark is 'How far usage is rolled up; one row.';
comment on column usage_watermark.singleton is 'True.';
comment on column usage_watermark.epoch is 'What is added to the id of a transaction to make a stamp of it.';
comment on column usage_watermark.next_stamp is 'Rows from this stamp on are not rolled up.';
comment on column usage_watermark.open_stamps is 'Nor are rows of these stamps, whose transactions were running at the last refresh.';
comment on column usage_watermark.refreshed_at is 'Time of the last refresh; null for never.';
comment on column usage_watermark.closed_before is 'Rows before this time were dropped after they had been rolled up; no more are accepted.';


-- table user_token_channels
create table user_token_channels (
  tenant_id uuid not null,
  token_id uuid not null,
  channel_id uuid not null,
  user_id uuid not null,
  constraint user_token_channels_tenant_id_token_id_channel_id_pk PRIMARY KEY (tenant_id, token_id, channel_id)
);
CREATE INDEX idx_user_token_channels_channel ON lyss_provider.user_token_channels USING btree (tenant_id, channel_id);
alter table user_token_channels enable row level security;
alter table user_token_channels force row level security;
comment on table user_token_channels is 'The channels that a restricted token may use.';
comment on column user_token_channels.tenant_id is 'The tenant of both.';
comment on column user_token_channels.token_id is 'The token.';
comment on column user_token_channels.channel_id is 'The channel.';
comment on column user_token_channels.user_id is 'Owner of the token, for the policy.';


-- table user_tokens
create table user_tokens (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  name user_tokens_name not null,
  key_hash user_tokens_key_hash not null,
  pepper_id user_tokens_pepper_id not null,
  key_prefix user_tokens_key_prefix not null,
  previous_key_hash user_tokens_previous_key_hash,
  previous_pepper_id user_tokens_previous_pepper_id,
  previous_key_expires_at timestamp with time zone,
  rotation_id uuid,
  restricted_to_channels boolean not null default false,
  allowed_models user_tokens_allowed_models,
  quota user_tokens_quota not null default '-1'::integer,
  rate_limit user_tokens_rate_limit not null default 60,
  status user_tokens_status not null default 1,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint user_tokens_tenant_id_id_pk PRIMARY KEY (tenant_id, id),
  constraint user_tokens_tenant_id_id_user_id_key UNIQUE (tenant_id, id, user_id),
  constraint user_tokens_tenant_id_key_hash_key UNIQUE (tenant_id, key_hash),
  constraint user_tokens_previous_key_hash_previous_key_expires_at_check CHECK (((previous_key_hash IS NULL) = (previous_key_expires_at IS NULL))),
  constraint user_tokens_previous_key_hash_previous_pepper_id_check CHECK (((previous_key_hash IS NULL) = (previous_pepper_id IS NULL))),
  constraint user_tokens_revoked_at_status_check CHECK (((revoked_at IS NULL) OR ((status)::integer = 2)))
) with (fillfactor=80);
CREATE INDEX idx_user_tokens_user ON lyss_provider.user_tokens USING btree (tenant_id, user_id, id);
CREATE UNIQUE INDEX user_tokens_tenant_id_previous_key_hash_key ON lyss_provider.user_tokens USING btree (tenant_id, previous_key_hash) WHERE (previous_key_hash IS NOT NULL);
alter table user_tokens enable row level security;
alter table user_tokens force row level security;
comment on table user_tokens is 'Tokens by which users'' programs identify themselves.';
comment on column user_tokens.tenant_id is 'The tenant.';
comment on column user_tokens.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_tokens.user_id is 'Owner of the token: the user whose requests it makes.';
comment on column user_tokens.name is 'Name for people; not unique.';
comment on column user_tokens.key_hash is 'HMAC-SHA-256 of the secret, in hexadecimal digits; never the secret.';
comment on column user_tokens.pepper_id is 'Which pepper the hash is made with: what identifies it, and does not tell it.';
comment on column user_tokens.key_prefix is 'A few characters of the secret, by which people recognise the token.';
comment on column user_tokens.previous_key_hash is 'HMAC of the secret before the last rotation; null outside a grace period.';
comment on column user_tokens.previous_pepper_id is 'Which pepper the previous hash is made with; null outside a grace period.';
comment on column user_tokens.previous_key_expires_at is 'End of the grace period: until then the previous secret is accepted too.';
comment on column user_tokens.rotation_id is 'The last rotation, by an id of the caller''s, so that it can be repeated; null before the first.';
comment on column user_tokens.restricted_to_channels is 'Whether it may use the channels in user_token_channels only.';
comment on column user_tokens.allowed_models is 'The models that it may ask for, a JSON array of texts; null for any.';
comment on column user_tokens.quota is 'How much may be used with it, in the unit of the host; -1 without limit.';
comment on column user_tokens.rate_limit is 'How many requests a minute may be reserved.';
comment on column user_tokens.status is '1 enabled; 2 disabled.';
comment on column user_tokens.expires_at is 'When it expires; null for never.';
comment on column user_tokens.revoked_at is 'When it was revoked, for good; null if it was not.';
comment on column user_tokens.last_used_at is 'When it was used last, to a minute.';
comment on column user_tokens.created_at is 'Time of creation.';
comment on column user_tokens.updated_at is 'Time of the last change of its settings; kept by a trigger.';


-- function is_cooling(integer, timestamp with time zone, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION is_cooling(p_failures integer, p_retry_at timestamp with time zone, p_probe_until timestamp with time zone, p_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((p_failures > 0) AND ((p_retry_at > p_at) OR COALESCE((p_probe_until > p_at), false)));
comment on routine is_cooling(integer, timestamp with time zone, timestamp with time zone, timestamp with time zone) is 'Internal: Whether a channel, or a model through it, gets no requests at a time after a failure.';


-- function statement_time()
CREATE OR REPLACE FUNCTION statement_time()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN statement_timestamp();
comment on routine statement_time() is 'The time of this statement, by which it decides what has expired.';


-- view channel_states
create view channel_states with (security_invoker=true) as
 SELECT c.tenant_id,
    c.id,
    c.name,
    c.type,
    c.config_scope,
    c.owner_id,
    c.group_id,
    c.priority,
    c.weight,
    c.models,
    c.model_mapping,
    c.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    c.rate_limit,
        CASE
            WHEN c.status = 1 AND h.failures::integer > 0 THEN 3
            ELSE c.status
        END AS status,
    COALESCE(h.failures::integer, 0) AS failures,
    GREATEST(h.retry_at, h.probe_until) AS retry_at,
    c.created_at,
    c.updated_at,
    t.name AS type_name,
    t.base_url,
    t.api_format,
        CASE
            WHEN t.status::text <> 'active'::text OR c.status = 2 THEN 'disabled'::text
            WHEN is_cooling(h.failures::integer, h.retry_at, h.probe_until, statement_time()) THEN 'cooling'::text
            ELSE 'available'::text
        END AS state
   FROM provider_channels c
     JOIN provider_types t ON t.id = c.type
     CROSS JOIN LATERAL ( SELECT LEAST(COALESCE(sum(q.used), 0::numeric), '9223372036854775807'::bigint::numeric)::bigint AS used,
            LEAST(COALESCE(sum(q.held), 0::numeric), '9223372036854775807'::bigint::numeric)::bigint AS held
           FROM quota_counters q
          WHERE q.tenant_id = c.tenant_id AND q.limit_id = c.id AND q.measure::text = 'quota'::text) u
     LEFT JOIN channel_health h ON h.tenant_id = c.tenant_id AND h.channel_id = c.id AND h.model::text = ''::text;
comment on view channel_states is 'The channels that the caller sees, without their keys, and whether each is available.';


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
          WHERE t.relnamespace = to_regnamespace('lyss_provider'::text)::oid AND NOT t.relispartition
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
          WHERE c.relnamespace = to_regnamespace('lyss_provider'::text)::oid AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT c.relispartition
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
  where c.relnamespace = to_regnamespace('lyss_provider')
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
  select * from lyss_provider.own_jobs()
$function$;
comment on routine job_definitions() is 'Internal: The jobs that the database needs.';


-- function may_monitor()
CREATE OR REPLACE FUNCTION may_monitor()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- view quota_sums
create view quota_sums with (security_invoker=true) as
 SELECT e.tenant_id,
    l.limit_id,
    l.holder_id,
    l.measure,
    l.slot,
    l.period_start,
    sum(l.held) AS held,
    sum(l.used) AS used
   FROM quota_entries e
     CROSS JOIN LATERAL unnest(e.lines) l(limit_id, holder_id, measure, unit, currency, slot, period_start, held, used)
  WHERE e.kind::text <> ALL (ARRAY['add'::character varying, 'repair'::character varying]::text[])
  GROUP BY e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start;
comment on view quota_sums is 'Internal: The sums of the ledger, for each counter.';


-- view reservation_lag
set role lyss_definer;
create view reservation_lag as
 SELECT count(*) AS reserved,
    count(*) FILTER (WHERE expires_at <= statement_time()) AS expired,
    min(expires_at) FILTER (WHERE expires_at <= statement_time()) AS expired_since
   FROM quota_reservations r
  WHERE state::text = 'reserved'::text AND may_monitor();
comment on view reservation_lag is 'How many reservations are open, and how many have expired and still hold quota: one row.';
comment on column reservation_lag.reserved is 'How many are open.';
comment on column reservation_lag.expired is 'More than 0 for over a minute or two: the job "expired reservations" does not run.';
comment on column reservation_lag.expired_since is 'When the oldest of the expired ones expired; null for none.';
reset role;


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
    p_table, lyss_provider.default_condition(p_table))
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  WHERE parent.relnamespace = to_regnamespace('lyss_provider'::text)::oid AND (parent.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT parent.relispartition
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


-- view unpriced_usage
create view unpriced_usage with (security_invoker=true) as
 SELECT tenant_id,
    id,
    user_id,
    channel_id,
    provider_type,
    model,
    counts,
    recorded_at
   FROM usage_records r
  WHERE cost IS NULL AND NOT (EXISTS ( SELECT 1
           FROM usage_adjustments a
          WHERE a.tenant_id = r.tenant_id AND a.usage_id = r.id));
comment on view unpriced_usage is 'Requests without a price, neither their own nor a correction''s.';


-- view usage_facts
create view usage_facts with (security_invoker=true) as
 SELECT r.tenant_id,
    r.recorded_at,
    r.stamp,
    r.user_id,
    r.token_id,
    r.channel_id,
    r.group_id,
    r.provider_type,
    r.model::character varying AS model,
    r.outcome::character varying AS outcome,
    r.currency::bpchar AS currency,
    1::bigint AS requests,
    (r.cost IS NULL)::integer::bigint AS unpriced,
    r.prompt_tokens::bigint AS prompt_tokens,
    r.completion_tokens::bigint AS completion_tokens,
    r.amount::bigint AS amount,
    COALESCE(r.cost::numeric, 0::numeric) AS cost,
    (r.duration_ms IS NOT NULL)::integer::bigint AS timed,
    COALESCE(r.duration_ms::integer, 0)::bigint AS duration_ms,
    (r.time_to_first_token_ms IS NOT NULL)::integer::bigint AS streamed,
    COALESCE(r.time_to_first_token_ms::integer, 0)::bigint AS time_to_first_token_ms
   FROM usage_records r
UNION ALL
 SELECT r.tenant_id,
    r.recorded_at,
    a.stamp,
    r.user_id,
    r.token_id,
    r.channel_id,
    r.group_id,
    r.provider_type,
    r.model::character varying AS model,
    r.outcome::character varying AS outcome,
    a.currency::bpchar AS currency,
    a.requests,
    a.unpriced,
    a.requests * r.prompt_tokens::bigint AS prompt_tokens,
    a.requests * r.completion_tokens::bigint AS completion_tokens,
    a.requests * r.amount::bigint AS amount,
    a.cost,
    a.requests * (r.duration_ms IS NOT NULL)::integer AS timed,
    a.requests * COALESCE(r.duration_ms::integer, 0) AS duration_ms,
    a.requests * (r.time_to_first_token_ms IS NOT NULL)::integer AS streamed,
    a.requests * COALESCE(r.time_to_first_token_ms::integer, 0) AS time_to_first_token_ms
   FROM usage_adjustments a
     JOIN usage_records r ON r.tenant_id = a.tenant_id AND r.id = a.usage_id AND r.recorded_at = a.usage_recorded_at;
comment on view usage_facts is 'Requests and corrections as the roll-ups add them up, as far as the caller sees them.';


-- function token_state(integer, timestamp with time zone, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION token_state(p_status integer, p_revoked_at timestamp with time zone, p_expires_at timestamp with time zone, p_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_revoked_at IS NOT NULL) THEN 'revoked'::text WHEN (p_status = 2) THEN 'disabled'::text WHEN (p_expires_at <= p_at) THEN 'expired'::text ELSE 'active'::text END;
comment on routine token_state(integer, timestamp with time zone, timestamp with time zone, timestamp with time zone) is 'Internal: active, revoked, disabled or expired: whether a token is valid at a time.';


-- view user_token_details
create view user_token_details with (security_invoker=true) as
 SELECT t.tenant_id,
    t.id,
    t.user_id,
    t.name,
    t.key_prefix,
    t.previous_key_expires_at,
    t.restricted_to_channels,
    ARRAY( SELECT c.channel_id
           FROM user_token_channels c
          WHERE c.tenant_id = t.tenant_id AND c.token_id = t.id
          ORDER BY c.channel_id) AS channel_ids,
    t.allowed_models,
    t.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    t.rate_limit,
        CASE
            WHEN token_state(t.status::integer, t.revoked_at, t.expires_at, statement_time()) = 'expired'::text THEN 3
            ELSE t.status::integer
        END AS status,
    t.expires_at,
    t.revoked_at,
    t.last_used_at,
    t.created_at,
    t.updated_at
   FROM user_tokens t
     CROSS JOIN LATERAL ( SELECT LEAST(COALESCE(sum(q.used), 0::numeric), '9223372036854775807'::bigint::numeric)::bigint AS used,
            LEAST(COALESCE(sum(q.held), 0::numeric), '9223372036854775807'::bigint::numeric)::bigint AS held
           FROM quota_counters q
          WHERE q.tenant_id = t.tenant_id AND q.limit_id = t.id AND q.measure::text = 'quota'::text) u;
comment on view user_token_details is 'Tokens without their hashes, with the channels that they are restricted to.';


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


-- function accept_price_list(uuid, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION accept_price_list(p_tenant_id uuid, p_list jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_provider_type constant text := p_list ->> 'provider_type';
  v_model constant text := p_list ->> 'model';
  v_changed_at timestamptz;
  v_price record;
begin
  perform require_system();
  if jsonb_typeof(p_list -> 'prices') is distinct from 'array'
    or v_provider_type is null or v_model is null or p_list ->> 'changed_at' is null then
    raise exception 'this is no list of prices'
      using
        errcode = 'check_violation',
        constraint = 'accept_price_list_list',
        hint = 'Hand over what price_list() returns, or the payload of price.changed';
  end if;
  v_changed_at := p_list ->> 'changed_at';
  if was_erased_since(p_tenant_id, null, v_changed_at) then
    return false;
  end if;
  perform lock_model_prices(p_tenant_id, v_provider_type, v_model);
  if exists (
    select from model_price_lists as l
    where l.tenant_id = p_tenant_id and l.provider_type = v_provider_type and l.model = v_model
      and l.changed_at >= v_changed_at
  ) then
    return false;
  end if;
  delete from model_prices as p
  where p.tenant_id = p_tenant_id and p.provider_type = v_provider_type and p.model = v_model
    and not exists (
      select from jsonb_to_recordset(p_list -> 'prices') as price (
        id uuid, currency text, unit_prices jsonb, effective_from timestamptz,
        effective_to timestamptz, created_at timestamptz
      )
      where (
          price.id, price.currency, price.unit_prices, price.effective_from, price.effective_to,
          price.created_at
        ) is not distinct from (
          p.id, p.currency::text, p.unit_prices, p.effective_from, p.effective_to, p.created_at
        )
    );
  for v_price in
    select * from jsonb_to_recordset(p_list -> 'prices') as price (
      id uuid, currency text, unit_prices jsonb, effective_from timestamptz,
      effective_to timestamptz, created_at timestamptz
    )
    where not exists (
      select from model_prices as p
      where p.tenant_id = p_tenant_id and p.id = price.id
        and p.provider_type = v_provider_type and p.model = v_model
    )
  loop
    insert into model_prices (
      tenant_id, id, provider_type, model, currency, unit_prices, effective_from, effective_to,
      created_at
    ) values (
      p_tenant_id, v_price.id, v_provider_type, v_model, v_price.currency, v_price.unit_prices,
      v_price.effective_from, v_price.effective_to, v_price.created_at
    );
  end loop;
  insert into model_price_lists (tenant_id, provider_type, model, changed_at)
  values (p_tenant_id, v_provider_type, v_model, v_changed_at)
  on conflict (tenant_id, provider_type, model) do update set changed_at = excluded.changed_at;
  return true;
end
$function$;
comment on routine accept_price_list(uuid, jsonb) is 'Stores a published list of all prices of a model; false if the stored one is as late.';
reset role;


-- function accept_tenant(uuid, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION accept_tenant(p_tenant_id uuid, p_state jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function accept_tenant_limit(uuid, jsonb)
CREATE OR REPLACE FUNCTION accept_tenant_limit(p_tenant_id uuid, p_state jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system();
  if p_state ->> 'max_api_calls' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a tenant: it has no max_api_calls or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_tenant_limit_state',
        hint = 'Hand over the payload of an event tenant.*';
  end if;
  if was_erased_since(p_tenant_id, null, (p_state ->> 'changed_at')::timestamptz) then
    return false;
  end if;
  insert into tenant_settings as s (tenant_id, max_api_calls, changed_at, limit_changed_at)
  values (
    p_tenant_id, (p_state ->> 'max_api_calls')::integer, 'epoch',
    (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id) do update
  set max_api_calls = excluded.max_api_calls, limit_changed_at = excluded.limit_changed_at
  where s.limit_changed_at < excluded.limit_changed_at;
  return found;
end
$function$;
comment on routine accept_tenant_limit(uuid, jsonb) is 'Stores the published limit of a tenant; false if the stored one is as late.';


-- function accept_unsigned_scopes()
CREATE OR REPLACE FUNCTION accept_unsigned_scopes()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return true;
end
$function$;
comment on routine accept_unsigned_scopes() is 'A scope counts whether it is signed or not; called by the owner of the schema.';


-- function accept_user(uuid, uuid, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION accept_user(p_tenant_id uuid, p_user_id uuid, p_state jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system();
  if p_state ->> 'status' is null or p_state ->> 'changed_at' is null then
    raise exception 'state is no state of a user: it has no status or no changed_at'
      using
        errcode = 'check_violation',
        constraint = 'accept_user_state',
        hint = 'Hand over the payload of an event user.status_changed';
  end if;
  if was_erased_since(p_tenant_id, p_user_id, (p_state ->> 'changed_at')::timestamptz) then
    return false;
  end if;
  insert into known_users as k (tenant_id, user_id, status, changed_at)
  values (p_tenant_id, p_user_id, p_state ->> 'status', (p_state ->> 'changed_at')::timestamptz)
  on conflict (tenant_id, user_id) do update
  set status = excluded.status, changed_at = excluded.changed_at
  where k.changed_at < excluded.changed_at;
  if not found then
    return false;
  end if;
  if p_state ->> 'status' = 'inactive' then
    perform revoke_user_tokens(p_tenant_id, p_user_id);
  end if;
  return true;
end
$function$;
comment on routine accept_user(uuid, uuid, jsonb) is 'Stores a published state of a user; false if the stored one is as late.';
reset role;


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
  foreach v_tenant in array array[p_tenant_id, lyss_provider.platform_tenant_id()]
  loop
    -- Most of the time there is no later one, and then none was forgotten either, because the newest is kept.
    perform from lyss_provider.access_changes as c where c.tenant_id = v_tenant and c.stamp >= v_from;
    continue when not found;
    perform from lyss_provider.access_changes as c where c.tenant_id = v_tenant and c.stamp <= v_from;
    if not found then
      return null;
    end if;
    v_changes := v_changes || array(
      select c.stamp || ' ' || c.kind || ':' || c.id
      from lyss_provider.access_changes as c
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


-- function add_channel_quota(uuid, uuid, uuid, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_channel_quota(p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount bigint)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  perform from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_change_channel(c.config_scope, c.owner_id, c.group_id))
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'quota',
    p_unit => 'amount', p_currency => null, p_amount => p_amount) then
    update provider_channels as c
    set quota = case
      when c.quota = -1 then -1
      when c.quota >= -p_amount then c.quota + p_amount
      else -2
    end
    where c.tenant_id = p_tenant_id and c.id = p_id;
  end if;
  return query select * from channel_state(p_tenant_id, p_id);
end
$function$;
comment on routine add_channel_quota(uuid, uuid, uuid, bigint) is 'Adds to the quota of a channel, once for each id; returns it, or nothing.';
reset role;


-- function add_entry(uuid, uuid, text, text, text, jsonb, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_entry(p_tenant_id uuid, p_id uuid, p_action text, p_resource_type text, p_resource_id text, p_changes jsonb, p_source text, p_ip_address text, p_user_agent text)
 RETURNS SETOF audit_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function add_local_days(uuid[], timestamp with time zone[], timestamp with time zone[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_local_days(p_tenants uuid[], p_starts timestamp with time zone[], p_ends timestamp with time zone[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_tenant_id uuid;
  v_starts_at timestamptz;
  v_ends_at timestamptz;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  for v_tenant_id, v_starts_at, v_ends_at in
    select d.tenant_id, d.starts_at, d.ends_at
    from unnest(p_tenants, p_starts, p_ends) as d (tenant_id, starts_at, ends_at)
  loop
    insert into usage_local_days (tenant_id, starts_at, ends_at) values (v_tenant_id, v_starts_at, v_ends_at);
    insert into usage_local_totals (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced,
      prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      q.tenant_id, v_starts_at, v_ends_at, q.channel_id, q.provider_type, q.model, q.outcome, q.currency,
      sum(q.requests), sum(q.unpriced), sum(q.prompt_tokens), sum(q.completion_tokens), sum(q.amount),
      sum(q.cost), sum(q.timed), sum(q.duration_ms), sum(q.streamed), sum(q.time_to_first_token_ms)
    from usage_quarter_hours as q
    where q.tenant_id = v_tenant_id and q.quarter_hour >= v_starts_at and q.quarter_hour < v_ends_at
    group by q.tenant_id, q.channel_id, q.provider_type, q.model, q.outcome, q.currency;
  end loop;
end
$function$;
comment on routine add_local_days(uuid[], timestamp with time zone[], timestamp with time zone[]) is 'Internal: Adds up days of time zones that were not kept, and keeps them.';
reset role;


-- function add_scope_key(text, bytea)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_scope_key(p_name text, p_key bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function add_to_budget(uuid, uuid, uuid, numeric)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_to_budget(p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount numeric)
 RETURNS SETOF budgets
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_budget budgets;
begin
  if p_amount is null then -- would remove the limits
    raise exception 'amount is null: an addition adds something'
      using errcode = 'not_null_violation';
  end if;
  select * into v_budget from budgets as b
  where b.tenant_id = p_tenant_id and b.id = p_id
    and (
      v_system
      or b.set_by = 'tenant' and current_user_is_tenant_admin()
      or b.set_by = 'user' and b.user_id = current_user_id()
    )
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'budget',
    p_unit => v_budget.unit, p_currency => v_budget.currency, p_amount => p_amount) then
    update budgets as b
    set hard_limit = b.hard_limit + p_amount, soft_limit = b.soft_limit + p_amount
    where b.tenant_id = p_tenant_id and b.id = p_id;
  end if;
  return query select * from budgets as b where b.tenant_id = p_tenant_id and b.id = p_id;
end
$function$;
comment on routine add_to_budget(uuid, uuid, uuid, numeric) is 'Adds to the limits of a budget, once for each id; returns it, or nothing.';
reset role;


-- function add_to_counters(uuid, quota_line[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_to_counters(p_tenant_id uuid, p_lines quota_line[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  with locked as materialized (
    select c.limit_id, c.holder_id, c.measure, c.slot, l.held, l.used
    from unnest(p_lines) as l
    join lyss_provider.quota_counters as c
      on c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
      and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start
    order by c.limit_id, c.holder_id, c.measure, c.slot
    for no key update of c
  )
  update lyss_provider.quota_counters as c
  set
    held = c.held + l.held,
    used = c.used + l.used,
    room = case when c.dealt is null then 0 else c.room - l.held - l.used end
  from locked as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot;
end
$function$;
comment on routine add_to_counters(uuid, quota_line[]) is 'Internal: Changes counters by some lines, or fails where a slot has too little room.';
reset role;


-- function add_token_channels(uuid, uuid, uuid[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_token_channels(p_tenant_id uuid, p_token_id uuid, p_channel_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_channel_id uuid;
begin
  if exists (
    select from unnest(p_channel_ids) as wanted (id)
    where not exists (
      select from provider_channels as c
      where c.tenant_id = p_tenant_id and c.id = wanted.id
        and can_see_channel(c.config_scope, c.owner_id, c.group_id)
    )
  ) then
    raise exception 'a channel is not there, or not in this scope (%)',
      'user_token_channels_tenant_id_channel_id_fk'
      using
        errcode = 'foreign_key_violation',
        constraint = 'user_token_channels_tenant_id_channel_id_fk';
  end if;
  -- sorted, so that all callers lock in the same order
  for v_channel_id in
    select distinct wanted.id from unnest(p_channel_ids) as wanted (id) order by wanted.id
  loop
    insert into user_token_channels (tenant_id, token_id, channel_id, user_id)
    values (p_tenant_id, p_token_id, v_channel_id, current_user_id());
  end loop;
end
$function$;
comment on routine add_token_channels(uuid, uuid, uuid[]) is 'Internal: Restricts a token to channels; the caller has to see each of them.';
reset role;


-- function add_token_quota(uuid, uuid, uuid, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_token_quota(p_tenant_id uuid, p_id uuid, p_addition_id uuid, p_amount bigint)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
begin
  perform from user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_id
    and (v_system or t.user_id = current_user_id())
  for no key update;
  if not found then
    return;
  end if;
  if record_addition(
    p_tenant_id => p_tenant_id, p_limit_id => p_id, p_id => p_addition_id, p_measure => 'quota',
    p_unit => 'amount', p_currency => null, p_amount => p_amount) then
    update user_tokens as t
    set quota = case
      when t.quota = -1 then -1
      when t.quota >= -p_amount then t.quota + p_amount
      else -2
    end
    where t.tenant_id = p_tenant_id and t.id = p_id;
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$function$;
comment on routine add_token_quota(uuid, uuid, uuid, bigint) is 'Adds to the quota of a token, once for each id; returns it, or nothing.';
reset role;


-- function adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION adjust_quota(p_tenant_id uuid, p_id uuid, p_limit_id uuid, p_holder_id uuid, p_measure text, p_used numeric, p_reason text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_known quota_line;
  v_zone text;
  v_limit quota_limit;
  v_used numeric;
  v_lines quota_line[];
begin
  perform require_system();
  if not (p_used > '-infinity' and p_used < 'infinity') then
    raise exception 'used is %: it is a finite number', p_used using errcode = 'numeric_value_out_of_range';
  end if;
  if not not_blank(p_reason) then
    raise exception 'reason is missing: say why the ledger is adjusted'
      using errcode = 'check_violation', constraint = 'quota_entries_kind_reason_check';
  end if;
  perform lock_counters(p_tenant_id, array[
    row(p_limit_id, p_holder_id, p_measure, null, null, null, null, null, null)::quota_line]);
  select l.* into v_known
  from quota_entries as e
  cross join lateral unnest(e.lines) as l
  where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'adjust';
  if found then
    if (v_known.limit_id, v_known.holder_id, v_known.measure, v_known.used)
      is distinct from (p_limit_id, p_holder_id, p_measure, p_used) then
      raise exception 'another entry has the id %: give this one an id of its own', p_id
        using
          errcode = 'unique_violation',
          constraint = 'quota_entries_tenant_id_reservation_id_kind_recorded_at_pk';
    end if;
    return true;
  end if;
  select s.time_zone into v_zone from tenant_settings as s where s.tenant_id = p_tenant_id;
  select
    p_limit_id, p_holder_id, p_measure, null, v.unit, v.currency, v.period,
    period_start(v.period, statement_time(), coalesce(v_zone, 'UTC')), null, v.hard_limit,
    v.soft_limit, null, null, 0
  into v_limit
  from limit_values(p_tenant_id, p_limit_id, p_measure) as v;
  if not found then
    return false;
  end if;
  perform make_room(p_tenant_id, array[v_limit]);
  select sum(c.used) into v_used from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
  if v_used is null then
    return false;
  end if;
  if v_used + p_used < 0 then
    raise exception 'used takes back more than was used (%)', v_used
      using errcode = 'check_violation', constraint = 'quota_counters_used_check';
  end if;
  select
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, v_limit.unit, v_limit.currency, c.slot, c.period_start, 0,
        p_used
      )::quota_line)
  into v_lines
  from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure and c.slot = 0;
  perform post_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_kind => 'adjust', p_user_id => null, p_lines => v_lines,
    p_reason => p_reason);
  return true;
end
$function$;
comment on routine adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) is 'Changes what was used of a limit, with a reason; false if nothing was ever counted there.';
reset role;


-- function adjust_usage(uuid, uuid[], text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION adjust_usage(p_tenant_id uuid, p_ids uuid[], p_reason text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_stamp constant bigint := usage_stamp();
  v_ids uuid[];
  v_recorded_at timestamptz[];
  v_user_ids uuid[];
  v_provider_types text[];
  v_models text[];
  v_counts usage_records_counts[];
  v_numbers integer[];
  v_unpriced boolean[];
  v_currencies text[];
  v_costs numeric[];
  v_new usage_adjustments[];
  v_one usage_adjustments;
  v_lines quota_line[];
begin
  select
    array_agg(u.id), array_agg(u.recorded_at), array_agg(u.user_id), array_agg(u.provider_type), array_agg(u.model),
    array_agg(u.counts), array_agg(u.number), array_agg(u.is_unpriced), array_agg(u.currency), array_agg(u.cost)
  into
    v_ids, v_recorded_at, v_user_ids, v_provider_types, v_models, v_counts, v_numbers, v_unpriced, v_currencies, v_costs
  from (
    select
      r.id, r.recorded_at, r.user_id, r.provider_type, r.model, r.counts,
      coalesce(l.number, 0) as number,
      r.cost is null and l.number is null as is_unpriced,
      b.currency,
      coalesce(r.cost, 0) * (r.currency is not distinct from b.currency)::integer + (
        select coalesce(sum(a.cost), 0) from usage_adjustments as a
        where a.tenant_id = p_tenant_id and a.usage_id = r.id and a.currency is not distinct from b.currency
      ) as cost
    from unnest(p_ids) as n (id)
    join usage_records as r
      on r.tenant_id = p_tenant_id and r.id = n.id and r.recorded_at = uuid_time(n.id)
    left join lateral (
      select max(a.number) as number from usage_adjustments as a
      where a.tenant_id = p_tenant_id and a.usage_id = r.id
    ) as l on true
    left join lateral (
      select a.number, a.currency from usage_adjustments as a
      where a.tenant_id = p_tenant_id and a.usage_id = r.id and a.requests = 1
      order by a.number desc
      limit 1
    ) as m on true
    cross join lateral (
      select coalesce(m.currency, case when m.number is null then r.currency end)
    ) as b (currency)
    where r.cost is null or r.price_id is not null
  ) as u;
  -- apart, because it asks for prices, which Citus does not do in a query on a node
  v_new := array(
    select row(
      p_tenant_id, u.id, u.number + d.number, u.recorded_at, u.user_id, d.requests, d.unpriced, d.price_id, d.currency,
      d.cost, p_reason, null, v_stamp
    )::usage_adjustments
    from unnest(
      v_ids, v_recorded_at, v_user_ids, v_provider_types, v_models, v_counts, v_numbers, v_unpriced, v_currencies, v_costs
    ) as u (id, recorded_at, user_id, provider_type, model, counts, number, is_unpriced, currency, cost)
    cross join lateral cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => u.provider_type, p_model => u.model,
      p_counts => u.counts, p_at => u.recorded_at) as p
    cross join lateral (select u.is_unpriced or p.currency is distinct from u.currency) as m (moves)
    cross join lateral (
      select 1, 0, 0, p.price_id, u.currency, p.cost - u.cost where not m.moves and p.cost <> u.cost
      union all
      select 1, -1, -u.is_unpriced::integer, null, u.currency, -u.cost where m.moves
      union all
      select 2, 1, 0, p.price_id, p.currency, p.cost where m.moves
    ) as d (number, requests, unpriced, price_id, currency, cost)
    where p.cost is not null
    order by u.id, d.number);
  if v_new = '{}' then
    return 0;
  end if;
  if is_on_citus() then -- which inserts values
    foreach v_one in array v_new loop
      insert into usage_adjustments (
        tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
        cost, reason, stamp
      )
      values (
        v_one.tenant_id, v_one.usage_id, v_one.number, v_one.usage_recorded_at, v_one.user_id, v_one.requests,
        v_one.unpriced, v_one.price_id, v_one.currency, v_one.cost, v_one.reason, v_one.stamp);
    end loop;
  else
    insert into usage_adjustments (
      tenant_id, usage_id, number, usage_recorded_at, user_id, requests, unpriced, price_id, currency,
      cost, reason, stamp
    )
    select
      a.tenant_id, a.usage_id, a.number, a.usage_recorded_at, a.user_id, a.requests, a.unpriced, a.price_id, a.currency,
      a.cost, a.reason, a.stamp
    from unnest(v_new) as a;
  end if;
  v_lines := corrected_lines(
    p_tenant_id => p_tenant_id,
    p_usage_ids => array(select a.usage_id from unnest(v_new) as a),
    p_currencies => array(select a.currency from unnest(v_new) as a),
    p_costs => array(select a.cost from unnest(v_new) as a));
  if v_lines <> '{}' then
    perform post_quota(
      p_tenant_id => p_tenant_id, p_id => gen_random_uuid(), p_kind => 'adjust', p_user_id => null,
      p_lines => v_lines, p_reason => p_reason);
  end if;
  return cardinality(v_new);
end
$function$;
comment on routine adjust_usage(uuid, uuid[], text) is 'Internal: Appends the differences between the costs of requests and those by the present prices; returns how many corrections.';
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
      where p.oid = 'lyss_provider.trim_blank(text)'::regprocedure
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
  perform lyss_provider.refuse_unsealed();
  perform lyss_provider.monthly_table(p_table);
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
  perform lyss_provider.refuse_unsealed();
  perform from lyss_provider.personal_tables() as t
  join pg_class as c on c.oid = to_regclass(format('lyss_provider.%I', t.table_name)) and c.relkind = 'r'
  where t.table_name = p_table;
  if not found then
    raise exception '% is no table about persons', coalesce(p_table, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  execute format('analyze (skip_locked) lyss_provider.%I', p_table);
  return 1;
end
$function$;
comment on routine analyze_persons(text) is 'Internal: Analyzes a table that has personal data and no months.';


-- function announce_erased(uuid, uuid, text, text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION announce_erased(p_tenant_id uuid, p_user_id uuid, p_table text, p_values text[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_id text;
begin
  foreach v_id in array p_values loop
    if p_table = 'user_tokens' then
      perform publish_event(
        p_tenant_id,
        'token:' || v_id,
        'token.revoked',
        jsonb_strip_nulls(jsonb_build_object('user_id', nullif(p_user_id, p_tenant_id))));
    else
      perform publish_event(p_tenant_id, 'channel:' || v_id, 'channel.deleted');
    end if;
  end loop;
end
$function$;
comment on routine announce_erased(uuid, uuid, text, text[]) is 'Internal: Publishes the channels and tokens of a user who was erased.';
reset role;


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


-- function answer_token(uuid, text[], text[], text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION answer_token(p_tenant_id uuid, p_key_hashes text[], p_pepper_ids text[], p_known text)
 RETURNS TABLE(answer text, ends_at timestamp with time zone, answered_at timestamp with time zone, server text, snapshot text, changes text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_snapshot constant text := snapshot_to_keep();
  v_token record;
begin
  select * into v_token from verify_token(p_tenant_id, p_key_hashes, p_pepper_ids);
  perform from known_tenants as k where k.tenant_id = p_tenant_id and k.status <> 'active';
  if found then
    v_token.outcome := 'tenant_not_active';
  end if;
  answered_at := statement_time();
  server := answering_server();
  snapshot := v_snapshot;
  changes := access_changes_since(p_tenant_id, p_known::pg_snapshot);
  if v_token.outcome = 'valid' then
    select least(
      t.expires_at,
      case when t.previous_key_hash = any (p_key_hashes) then t.previous_key_expires_at end,
      coalesce(t.last_used_at + interval '1 minute', answered_at))
    into ends_at
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.token_id;
    answer := token_answer(
      p_token_id => v_token.token_id, p_user_id => v_token.user_id,
      p_restricted_to_channels => v_token.restricted_to_channels, p_channel_ids => v_token.channel_ids,
      p_allowed_models => v_token.allowed_models, p_rate_limit => v_token.rate_limit,
      p_expires_at => v_token.expires_at);
  else
    ends_at := answered_at;
    answer := v_token.outcome;
  end if;
  return next;
end
$function$;
comment on routine answer_token(uuid, text[], text[], text) is 'The owner of a token and what it may do, and for how long a host may keep that answer: one row.';
reset role;


-- function answering_server()
CREATE OR REPLACE FUNCTION answering_server()
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN ((((((date_part('epoch'::text, pg_postmaster_start_time()) * (1000000)::double precision))::bigint || '.'::text) || split_part(pg_relation_filepath('pg_namespace'::regclass), '/'::text, '-2'::integer)) || '.'::text) || ('lyss_provider'::regnamespace)::oid);
comment on routine answering_server() is 'Internal: Identifies this server since its last start, and the database and schema.';


-- function await_holds(boolean)
CREATE OR REPLACE FUNCTION await_holds(p_sets_one boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_lock constant bigint := hashtextextended('lyss_provider legal holds', 0);
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


-- function await_slot(uuid, quota_limit)
set role lyss_definer;
CREATE OR REPLACE FUNCTION await_slot(p_tenant_id uuid, p_limit quota_limit)
 RETURNS smallint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_line constant bigint := hashtextextended(
    concat_ws(' ', 'quota_counters', p_tenant_id, p_limit.limit_id, p_limit.holder_id, p_limit.measure), 0);
  -- a host that has set lock_timeout waits that long
  v_looks constant boolean := current_setting('lock_timeout') = '0';
  v_slot smallint;
  v_left record;
begin
  for v_attempt in 1..10 loop
    begin
      v_slot := free_slot(p_tenant_id, p_limit);
      if v_slot is not null then
        return v_slot;
      end if;
      raise sqlstate 'LYQ02';
    exception
      when sqlstate 'LYQ02' then
        null;
      when lock_not_available then
        -- the session that changed it may have ended
        continue when v_attempt < 4;
    end;

    select q.* into v_left from quota_left(p_tenant_id, array[p_limit]) as q;
    if not v_left.sufficient then
      raise sqlstate 'LYQ01';
    end if;
    begin
      if v_left.fits = 0 or not v_left.current then
        perform pg_advisory_xact_lock(v_line);
        select q.* into v_left from quota_left(p_tenant_id, array[p_limit]) as q;
        if v_left.fits = 0 or not v_left.current then
          perform lock_limits(p_tenant_id, array[p_limit]);
          return null;
        end if;
      else
        v_slot := (
          select c.slot from quota_counters as c
          where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
            and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure
            and slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => p_limit.period_start,
              p_hard_limit => p_limit.hard_limit, p_soft_limit => p_limit.soft_limit,
              p_needed => p_limit.needed)
          order by random()
          limit 1
        );
        if v_looks and v_attempt <= 6 then
          set local lock_timeout = '200ms';
        end if;
        v_slot := (
          select c.slot from quota_counters as c
          where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
            and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure and c.slot = v_slot
            and slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => p_limit.period_start,
              p_hard_limit => p_limit.hard_limit, p_soft_limit => p_limit.soft_limit,
              p_needed => p_limit.needed)
          for no key update
        );
        if v_slot is not null then
          if v_looks then
            set local lock_timeout = 0;
          end if;
          perform split_slot(p_tenant_id, p_limit, v_slot);
          return v_slot;
        end if;
      end if;
      raise sqlstate 'LYQ02';
    exception
      when sqlstate 'LYQ02' then
        null;
      when lock_not_available then
        if not v_looks or v_attempt > 6 then
          raise;
        end if;
    end;
  end loop;
  perform pg_advisory_xact_lock(v_line);
  perform lock_limits(p_tenant_id, array[p_limit]);
  return null;
end
$function$;
comment on routine await_slot(uuid, quota_limit) is 'Internal: Locks a slot of a limit that has enough, or all slots, to share out what is left, and returns null; LYQ01 if too little is left.';
reset role;


-- function await_slots(uuid, quota_limit[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION await_slots(p_tenant_id uuid, p_limits quota_limit[])
 RETURNS smallint[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_slots smallint[];
  v_number bigint;
begin
  for v_number in
    select l.number
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
    order by l.limit_id, l.holder_id, l.measure
  loop
    v_slots[v_number] := await_slot(p_tenant_id, p_limits[v_number]);
  end loop;
  return v_slots;
end
$function$;
comment on routine await_slots(uuid, quota_limit[]) is 'Internal: Waits for a slot of each limit, and locks it; null for a limit of which all slots are locked.';
reset role;


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
      from lyss_provider.running_transactions() as t
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
  v_lock constant bigint := hashtextextended('lyss_provider ' || p_name, 0);
begin
  perform lyss_provider.limit_waiting();
  -- a savepoint only where there is somebody to wait for
  if pg_try_advisory_xact_lock(v_lock) then
    return;
  end if;
  begin
    perform pg_advisory_xact_lock(v_lock);
  exception
    when lock_not_available then
      raise exception '%: %', p_refusal, lyss_provider.lock_holders(v_lock)
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  perform lyss_provider.require_movable_rows(p_table);
  select * into v_table from lyss_provider.monthly_table(p_table);
  v_next_name := v_table.name || '_default_next';
  v_next := to_regclass(format('%I.%I', 'lyss_provider', v_next_name));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  perform lyss_provider.lock_tables(
    p_table || v_referenced || v_table.default_partition || v_next,
    array['share update exclusive']
      || array_fill('share row exclusive'::text, array[cardinality(v_referenced) + 1])
      || 'access exclusive'::text);
  if v_next is not null then
    execute format('drop trigger copy_to_month on %s', v_table.default_partition);
    execute format('drop table %s', v_next);
  end if;
  foreach v_month in array p_new_months loop
    perform lyss_provider.make_partition(
      p_table => p_table, p_name => v_table.name || to_char(v_month, '_YYYY_MM'),
      p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'),
      p_from => v_month at time zone 'UTC', p_to => (v_month + interval '1 month') at time zone 'UTC',
      p_filled => true);
  end loop;
  v_next := lyss_provider.make_partition(
    p_table => p_table, p_name => v_next_name, p_comment => null, p_from => null, p_to => null,
    p_filled => true);
  perform lyss_provider.note_move(
    v_next,
    jsonb_build_object('months', p_months || p_new_months, 'block', 0)
      || to_jsonb(lyss_provider.file_of(v_table.default_partition)));
  execute format(
    'create trigger copy_to_month after insert or update or delete on %s
       for each row execute function lyss_provider.copy_to_month(%L, %L, %L, %L)',
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


-- function begin_tenant_watermarks()
set role lyss_definer;
CREATE OR REPLACE FUNCTION begin_tenant_watermarks()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_watermark usage_watermark;
  v_tenants uuid[];
begin
  select * into v_watermark from usage_watermark for no key update;
  -- what is rolled up is there by the day, too
  select array_agg(distinct t.tenant_id) into v_tenants from usage_totals as t;
  delete from usage_tenant_watermarks;
  insert into usage_tenant_watermarks (tenant_id, next_stamp, open_stamps)
  select t.id, v_watermark.next_stamp, v_watermark.open_stamps from unnest(v_tenants) as t (id)
  on conflict (tenant_id) do nothing;
end
$function$;
comment on routine begin_tenant_watermarks() is 'Internal: Makes the watermark of all tenants one of each, before Citus distributes them.';
reset role;


-- function belongs_to_person(text, text, text)
CREATE OR REPLACE FUNCTION belongs_to_person(p_table text, p_tenant text, p_person text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  if not lyss_provider.is_on_citus() then
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
    perform lyss_provider.begin_on_nodes();
    perform
      lyss_provider.bind_setting('current_tenant_id', p_tenant_id),
      lyss_provider.bind_setting('current_user_id', p_user_id),
      lyss_provider.bind_setting('current_group_ids', p_group_ids),
      lyss_provider.bind_setting('current_role', p_user_role),
      lyss_provider.bind_setting('system_reason', p_system_reason);
  end if;
  -- It would see nothing, and nobody would know why.
  if not lyss_provider.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- A reason that begins with a visible ASCII character is not blank; this check is faster.
    if p_system_reason operator(pg_catalog.!~) '^[!-~]' then
      if lyss_provider.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
        perform lyss_provider.bind_setting('system_reason', '');
      end if;
    end if;
    if p_user_id operator(pg_catalog.<>) '' then
      perform lyss_provider.record_administrator();
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  if not lyss_provider.is_on_citus() then
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
  if not lyss_provider.is_on_citus() then
    perform pg_catalog.set_config('role', p_role, true);
    perform lyss_provider.seal_scope(
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
  v_unset := pg_catalog.num_nulls(lyss_provider.bind_scope(
    p_role => p_role, p_tenant_id => p_tenant_id, p_user_id => p_user_id, p_group_ids => p_group_ids,
    p_user_role => p_user_role, p_system_reason => p_system_reason));
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    -- in a variable, because Citus asks all nodes where it does not know the tenant at planning time
    v_tenant := lyss_provider.current_tenant_id();
    select k.status into v_status from lyss_provider.known_tenants as k
    where k.tenant_id operator(pg_catalog.=) v_tenant;
    if v_status operator(pg_catalog.<>) 'active' then
      perform lyss_provider.bind_setting('suspended_tenant_id', p_tenant_id);
    elsif pg_catalog.current_setting('app.suspended_tenant_id', true) operator(pg_catalog.<>) '' then
      -- An earlier scope of this transaction found the tenant suspended; it is active again.
      perform lyss_provider.bind_setting('suspended_tenant_id', '');
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function current_user_is_tenant_admin()
CREATE OR REPLACE FUNCTION current_user_is_tenant_admin()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (scope_holds() AND (COALESCE(current_setting('app.current_role'::text, true), ''::text) = ANY (ARRAY['tenant_admin'::text, 'super_admin'::text])));
comment on routine current_user_is_tenant_admin() is 'Whether the user whose scope is bound administers the tenant.';


-- function can_change_channel(text, uuid, uuid)
CREATE OR REPLACE FUNCTION can_change_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((p_config_scope = ANY (ARRAY['tenant'::text, 'group'::text])) AND current_user_is_tenant_admin()) OR ((p_config_scope = 'personal'::text) AND (p_owner_id = current_user_id())));
comment on routine can_change_channel(text, uuid, uuid) is 'Internal: Whether the caller may create, change and delete a channel of their tenant.';


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


-- function can_see_channel(text, uuid, uuid)
CREATE OR REPLACE FUNCTION can_see_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (((p_config_scope = 'tenant'::text) AND (current_tenant_id() IS NOT NULL) AND (current_user_id() IS NOT NULL)) OR ((p_config_scope = 'group'::text) AND ((p_group_id = ANY (current_group_ids())) OR current_user_is_tenant_admin())) OR ((p_config_scope = 'personal'::text) AND (p_owner_id = current_user_id())));
comment on routine can_see_channel(text, uuid, uuid) is 'Internal: Whether the caller sees a channel of their tenant.';


-- function channel_serves_user(text, uuid, uuid, uuid, uuid[])
CREATE OR REPLACE FUNCTION channel_serves_user(p_config_scope text, p_owner_id uuid, p_group_id uuid, p_user_id uuid, p_group_ids uuid[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((p_config_scope = 'tenant'::text) AND (p_user_id IS NOT NULL)) OR ((p_config_scope = 'group'::text) AND (p_group_id = ANY (p_group_ids))) OR ((p_config_scope = 'personal'::text) AND (p_owner_id = p_user_id)));
comment on routine channel_serves_user(text, uuid, uuid, uuid, uuid[]) is 'Internal: Whether a user may send requests through a channel of the tenant, while it is available.';


-- function can_use_channel(text, uuid, uuid)
CREATE OR REPLACE FUNCTION can_use_channel(p_config_scope text, p_owner_id uuid, p_group_id uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((current_tenant_id() IS NOT NULL) AND channel_serves_user(p_config_scope => p_config_scope, p_owner_id => p_owner_id, p_group_id => p_group_id, p_user_id => current_user_id(), p_group_ids => current_group_ids()));
comment on routine can_use_channel(text, uuid, uuid) is 'Whether the caller may send requests through a channel of their tenant, while it is available.';


-- function carry_over_quota_entries(timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION carry_over_quota_entries(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  -- one by one where Citus asks a node for each
  v_at_once constant integer := case when is_on_citus() then 1 else 1000 end;
  v_tenants uuid[];
  v_tenant_id uuid;
  v_lines quota_line[];
begin
  select array_agg(distinct e.tenant_id) into v_tenants from quota_entries as e
  where e.recorded_at >= p_from and e.recorded_at < p_to;
  while cardinality(v_tenants) > 0 loop
    for v_tenant_id, v_lines in
      select
        s.tenant_id,
        array_agg(
          row(
            s.limit_id, s.holder_id, s.measure, null, null, s.slot, s.period_start, s.held, s.used
          )::quota_line)
      from (
        select
          e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start,
          sum(l.held) as held,
          sum(l.used) as used,
          -- keeps an entry at a readable size
          row_number() over (partition by e.tenant_id) / 1000 as part
        from quota_entries as e
        cross join lateral unnest(e.lines) as l
        where e.tenant_id = any (v_tenants[:v_at_once]) and e.recorded_at >= p_from and e.recorded_at < p_to
          and e.kind not in ('add', 'repair')
        group by e.tenant_id, l.limit_id, l.holder_id, l.measure, l.slot, l.period_start
        having sum(l.held) <> 0 or sum(l.used) <> 0
      ) as s
      where s.period_start = '-infinity'
        or exists (
          select 1 from quota_counters as c
          where c.tenant_id = s.tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
            and c.measure = s.measure and c.slot = s.slot and c.period_start = s.period_start)
      group by s.tenant_id, s.part
    loop
      insert into quota_entries (tenant_id, reservation_id, kind, lines, recorded_at)
      values (v_tenant_id, gen_random_uuid(), 'close', v_lines, statement_time());
    end loop;
    v_tenants := v_tenants[v_at_once + 1:];
  end loop;
end
$function$;
comment on routine carry_over_quota_entries(timestamp with time zone, timestamp with time zone) is 'Internal: As close_quota_entries, of the rows that the caller sees.';


-- function channel_blocked(uuid, uuid, text, bigint, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION channel_blocked(p_tenant_id uuid, p_channel_id uuid, p_model text, p_amount bigint, p_estimate jsonb)
 RETURNS TABLE(reason text, until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_tenant constant uuid := current_tenant_id();
  v_channel provider_channels;
  v_lacking quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and (
      current_system_reason() is not null
      or c.tenant_id = v_tenant
        and can_see_channel(c.config_scope, c.owner_id, c.group_id)
    );
  v_lacking := channel_lacks(p_tenant_id, v_channel, p_model, p_amount, p_estimate);
  if v_lacking = '{}' then
    return;
  end if;
  return query
    select
      case l.period when 'minute' then 'rate_limited' else 'exhausted' end,
      nullif(e.at, 'infinity')
    from unnest(v_lacking) as l
    cross join lateral (select period_end(l.period, l.period_start, l.time_zone)) as e (at)
    order by e.at desc
    limit 1;
end
$function$;
comment on routine channel_blocked(uuid, uuid, text, bigint, jsonb) is 'Internal: Why a channel has no room for a request (exhausted, rate_limited), and until when; or no row.';
reset role;


-- function channel_lacks(uuid, provider_channels, text, bigint, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION channel_lacks(p_tenant_id uuid, p_channel provider_channels, p_model text, p_amount bigint, p_estimate jsonb)
 RETURNS quota_limit[]
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_suffices boolean;
  v_settings lyss_provider.tenant_settings;
  v_tokens numeric;
  v_cost numeric;
  v_currency text;
  v_limit lyss_provider.quota_limit;
  v_taken numeric;
  v_lacking lyss_provider.quota_limit[] := '{}';
begin
  select sum(c.held + c.used) into v_taken
  from lyss_provider.quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_channel.id and c.holder_id = p_channel.id
    and c.measure = 'rate_limit'
    and c.period_start >= date_trunc('minute', lyss_provider.statement_time()); -- the same in each time zone
  v_suffices := lyss_provider.limit_suffices(p_channel.rate_limit, coalesce(v_taken, 0), 1);
  if v_suffices and p_channel.quota <> -1 then
    select sum(c.held + c.used) into v_taken
    from lyss_provider.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_channel.id and c.holder_id = p_channel.id
      and c.measure = 'quota';
    v_suffices := lyss_provider.limit_suffices(p_channel.quota, coalesce(v_taken, 0), p_amount);
  end if;
  if v_suffices then
    perform from lyss_provider.budgets as b
    where b.tenant_id = p_tenant_id
      and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (array[p_tenant_id, p_channel.id])
      and b.subject = 'channel';
    if not found then
      return v_lacking;
    end if;
  end if;
  if p_estimate <> '{}' then
    select k.prompt_tokens + k.completion_tokens into v_tokens from lyss_provider.token_totals(p_estimate) as k;
    select c.cost, c.currency into v_cost, v_currency
    from lyss_provider.provider_types as t
    cross join lateral lyss_provider.cost_of_usage(
      p_tenant_id => p_tenant_id, p_provider_type => t.name, p_model => p_model, p_counts => p_estimate,
      p_at => lyss_provider.statement_time()) as c
    where t.id = p_channel.type;
  end if;
  -- without its id, because the limit of the tenant is not needed
  select s.time_zone into v_settings.time_zone
  from lyss_provider.tenant_settings as s where s.tenant_id = p_tenant_id;
  foreach v_limit in array lyss_provider.quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => null, p_group_ids => '{}', p_token => null,
    p_channel => p_channel, p_settings => v_settings, p_model => p_model,
    p_at => lyss_provider.statement_time(), p_amount => p_amount, p_tokens => v_tokens, p_cost => v_cost,
    p_currency => v_currency)
  loop
    continue when v_limit.subject <> 'channel' or v_limit.hard_limit = 'Infinity';
    select coalesce(sum(c.held), 0) + coalesce(sum(c.used), 0) into v_taken
    from lyss_provider.quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id and c.holder_id = v_limit.holder_id
      and c.measure = v_limit.measure and c.period_start >= v_limit.period_start;
    if not lyss_provider.limit_suffices(v_limit.hard_limit, v_taken, v_limit.needed) then
      if v_limit.unit = 'cost' and (p_estimate <> '{}') is not true then
        select c.cost, c.currency into v_cost, v_currency
        from lyss_provider.provider_types as t
        cross join lateral lyss_provider.unestimated_cost(
          p_tenant_id => p_tenant_id, p_provider_type => t.name, p_model => p_model,
          p_at => lyss_provider.statement_time()) as c
        where t.id = p_channel.type;
        continue when lyss_provider.cost_needed(v_limit.currency, v_currency, v_cost) = 0;
      end if;
      v_lacking := v_lacking || v_limit;
    end if;
  end loop;
  return v_lacking;
end
$function$;
comment on routine channel_lacks(uuid, provider_channels, text, bigint, jsonb) is 'Internal: The limits of a channel that have too little left for a request; empty for none.';
reset role;


-- function channel_state(uuid, uuid)
CREATE OR REPLACE FUNCTION channel_state(p_tenant_id uuid, p_id uuid)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query select c.* from ( SELECT c.tenant_id,
    c.id,
    c.name,
    c.type,
    c.config_scope,
    c.owner_id,
    c.group_id,
    c.priority,
    c.weight,
    c.models,
    c.model_mapping,
    c.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    c.rate_limit,
        CASE
            WHEN ((c.status = 1) AND ((h.failures)::integer > 0)) THEN 3
            ELSE c.status
        END AS status,
    COALESCE((h.failures)::integer, 0) AS failures,
    GREATEST(h.retry_at, h.probe_until) AS retry_at,
    c.created_at,
    c.updated_at,
    t.name AS type_name,
    t.base_url,
    t.api_format,
        CASE
            WHEN (((t.status)::text <> 'active'::text) OR (c.status = 2)) THEN 'disabled'::text
            WHEN is_cooling((h.failures)::integer, h.retry_at, h.probe_until, statement_time()) THEN 'cooling'::text
            ELSE 'available'::text
        END AS state
   FROM (((provider_channels c
     JOIN provider_types t ON ((t.id = c.type)))
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = c.id) AND ((q.measure)::text = 'quota'::text))) u)
     LEFT JOIN channel_health h ON (((h.tenant_id = p_tenant_id) AND (h.channel_id = c.id) AND ((h.model)::text = ''::text))))) as c where c.tenant_id = p_tenant_id and c.id = p_id;
end
$function$;
comment on routine channel_state(uuid, uuid) is 'A channel and its state, if the scope sees it.';


-- function channels_of_model(uuid, text)
CREATE OR REPLACE FUNCTION channels_of_model(p_tenant_id uuid, p_model text)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select c.* from ( SELECT c.tenant_id,
    c.id,
    c.name,
    c.type,
    c.config_scope,
    c.owner_id,
    c.group_id,
    c.priority,
    c.weight,
    c.models,
    c.model_mapping,
    c.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    c.rate_limit,
        CASE
            WHEN ((c.status = 1) AND ((h.failures)::integer > 0)) THEN 3
            ELSE c.status
        END AS status,
    COALESCE((h.failures)::integer, 0) AS failures,
    GREATEST(h.retry_at, h.probe_until) AS retry_at,
    c.created_at,
    c.updated_at,
    t.name AS type_name,
    t.base_url,
    t.api_format,
        CASE
            WHEN (((t.status)::text <> 'active'::text) OR (c.status = 2)) THEN 'disabled'::text
            WHEN is_cooling((h.failures)::integer, h.retry_at, h.probe_until, statement_time()) THEN 'cooling'::text
            ELSE 'available'::text
        END AS state
   FROM (((provider_channels c
     JOIN provider_types t ON ((t.id = c.type)))
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = c.id) AND ((q.measure)::text = 'quota'::text))) u)
     LEFT JOIN channel_health h ON (((h.tenant_id = p_tenant_id) AND (h.channel_id = c.id) AND ((h.model)::text = ''::text))))) as c
    where c.tenant_id = p_tenant_id and c.models ? p_model and c.state <> 'disabled'
      and can_use_channel(c.config_scope, c.owner_id, c.group_id);
end
$function$;
comment on routine channels_of_model(uuid, text) is 'Internal: The channels that serve a model to the caller, and are not disabled.';


-- function charge_quota(uuid, uuid, uuid, timestamp with time zone, quota_limit[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION charge_quota(p_tenant_id uuid, p_id uuid, p_user_id uuid, p_at timestamp with time zone, p_limits quota_limit[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_lines quota_line[] := charged_lines(
    p_tenant_id => p_tenant_id, p_id => p_id, p_at => p_at, p_limits => p_limits, p_any => false);
  v_limit quota_limit;
  v_open quota_limit[] := '{}';
begin
  if cardinality(v_lines) < cardinality(p_limits) then
    perform lock_limits(p_tenant_id, p_limits);
    -- one query each: in a query of a table, a node of Citus would make room, and could publish nothing
    foreach v_limit in array p_limits loop
      perform 1 from quota_counters as c
      where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id and c.holder_id = v_limit.holder_id
        and c.measure = v_limit.measure and c.period_start > p_at;
      if not found then
        v_open := v_open || v_limit;
      end if;
    end loop;
    perform make_room(p_tenant_id, v_open);
    v_lines := charged_lines(
      p_tenant_id => p_tenant_id, p_id => p_id, p_at => p_at, p_limits => p_limits, p_any => true);
  end if;
  perform post_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_kind => 'charge', p_user_id => p_user_id, p_lines => v_lines,
    p_reason => null);
end
$function$;
comment on routine charge_quota(uuid, uuid, uuid, timestamp with time zone, quota_limit[]) is 'Internal: Counts usage without a reservation in all limits that apply, and writes an entry of the ledger.';
reset role;


-- function charge_usage(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION charge_usage(p_tenant_id uuid, p_id uuid, p_user_id uuid, p_token_id uuid, p_channel_id uuid, p_group_id uuid, p_conversation_id uuid, p_model text, p_outcome text, p_counts jsonb, p_amount bigint, p_currency text, p_cost numeric, p_time_to_first_token_ms integer, p_duration_ms integer, p_tags jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_at constant timestamptz := least(uuid_time(p_id), statement_time());
  v_token user_tokens;
  v_channel provider_channels;
  v_settings tenant_settings;
  v_usage record;
  v_limits quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if record_usage(
    p_tenant_id => p_tenant_id, p_ids => array[p_id], p_user_ids => array[p_user_id],
    p_token_ids => array[p_token_id], p_channel_ids => array[p_channel_id], p_group_ids => array[p_group_id],
    p_conversation_ids => array[p_conversation_id], p_models => array[p_model], p_outcomes => array[p_outcome],
    p_counts => array[p_counts], p_amounts => array[p_amount], p_currencies => array[p_currency],
    p_costs => array[p_cost], p_times_to_first_token_ms => array[p_time_to_first_token_ms],
    p_durations_ms => array[p_duration_ms], p_tags => array[p_tags]) = 0
  then
    return false;
  end if;
  select r.prompt_tokens + r.completion_tokens as tokens, r.currency::text as currency, coalesce(r.cost, 0) as cost
  into v_usage
  from usage_records as r
  where r.tenant_id = p_tenant_id and r.id = p_id and r.recorded_at = uuid_time(p_id);
  select * into v_token from user_tokens as t where t.tenant_id = p_tenant_id and t.id = p_token_id;
  select * into v_channel from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_channel_id;
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  v_limits := quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => p_user_id,
    p_group_ids => case current_setting('role')
      when 'lyss_system' then array_remove(array[p_group_id], null)
      else current_group_ids()
    end,
    p_token => v_token, p_channel => v_channel, p_settings => v_settings, p_model => p_model, p_at => v_at,
    p_amount => p_amount, p_tokens => v_usage.tokens, p_cost => v_usage.cost, p_currency => v_usage.currency);
  perform charge_quota(
    p_tenant_id => p_tenant_id, p_id => p_id, p_user_id => p_user_id, p_at => v_at,
    -- it runs no more, so it is not one of those at once
    p_limits => array(select l::quota_limit from unnest(v_limits) as l where l.unit <> 'at_once'));
  return true;
end
$function$;
comment on routine charge_usage(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb) is 'Records a request that had no reservation, and counts it in all limits that apply; false if it was recorded before.';
reset role;


-- function charged_lines(uuid, uuid, timestamp with time zone, quota_limit[], boolean)
set role lyss_definer;
CREATE OR REPLACE FUNCTION charged_lines(p_tenant_id uuid, p_id uuid, p_at timestamp with time zone, p_limits quota_limit[], p_any boolean)
 RETURNS quota_line[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return array(
    select s.line
    from unnest(p_limits) as l
    cross join lateral (
      select row(
        l.limit_id, l.holder_id, l.measure, l.unit, l.currency, c.slot,
        case when c.period_start > p_at then l.period_start else c.period_start end, 0, l.needed
      )::quota_line
      from quota_counters as c
      cross join lateral (
        select c.period_start > p_at
          or slot_fits(
            p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
            p_limit_start => l.period_start, p_hard_limit => l.hard_limit, p_soft_limit => l.soft_limit,
            p_needed => l.needed)
      ) as f (fits)
      where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
        and c.measure = l.measure and c.period_start >= l.period_start and (f.fits or p_any)
      order by f.fits desc, hashtextextended(p_id::text, c.slot)
      limit 1
    ) as s (line));
end
$function$;
comment on routine charged_lines(uuid, uuid, timestamp with time zone, quota_limit[], boolean) is 'Internal: By how much usage without a reservation changes each limit: a line for each that has a slot for it.';
reset role;


-- function claim_events(integer, integer, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION claim_events(p_keys integer, p_events integer, p_lease interval)
 RETURNS TABLE(claim uuid, tenant_id uuid, id uuid, key character varying, "position" bigint, type character varying, payload jsonb, actor_id uuid, reason text, created_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function close_quota_entries(timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION close_quota_entries(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform carry_over_quota_entries(p_from, p_to);
end
$function$;
comment on routine close_quota_entries(timestamp with time zone, timestamp with time zone) is 'Internal: Enters the sums of a month of the ledger anew, before the month is dropped.';
reset role;


-- function close_usage(timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION close_usage(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform roll_up_rest(p_from, p_to);
end
$function$;
comment on routine close_usage(timestamp with time zone, timestamp with time zone) is 'Internal: Rolls up the rest of a time whose rows will be dropped; without a time, only locks the watermark.';
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  v_rest text := lyss_provider.default_condition(p_table);
  v_month timestamp;
  v_of_month text;
  v_copy constant text :=
    'insert into %I.%I
     select * from %s as t
     where t.tableoid = %s and t.ctid >= ''(%s,0)'' and t.ctid < ''(%s,0)'' and (%s)
     on conflict do nothing';
begin
  select * into v_table from lyss_provider.monthly_table(p_table);
  perform lyss_provider.await_turn(
    'move ' || v_table.name, format('rows of %s are being deleted or changed', v_table.default_partition));
  foreach v_month in array p_months loop
    v_of_month := format(
      '%1$I >= %2$L and %1$I < %3$L',
      v_table.key, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
    v_rest := format('(%s) and not (%s)', v_rest, v_of_month);
    perform lyss_provider.insert_late_rows(
      format(
        v_copy, 'lyss_provider', v_table.name || to_char(v_month, '_YYYY_MM'), p_table,
        v_table.default_partition::oid, p_from_block, p_to_block, v_of_month),
      p_table);
  end loop;
  perform lyss_provider.insert_late_rows(
    format(
      v_copy, 'lyss_provider', v_table.name || '_default_next', p_table, v_table.default_partition::oid,
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
      '%I.%I', 'lyss_provider',
      c_table || case when v_month = any (c_months) then '_' || v_month else '_default_next' end);
    if not v_is_old then
      execute format(c_copy, v_copies) using v_row;
      continue;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('lyss_provider move ' || c_table, 0));
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


-- function corrected_lines(uuid, uuid[], text[], numeric[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION corrected_lines(p_tenant_id uuid, p_usage_ids uuid[], p_currencies text[], p_costs numeric[])
 RETURNS quota_line[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_from constant timestamptz := (
    select min(uuid_time(n.id)) - interval '1 hour' from unnest(p_usage_ids) as n (id));
begin
  return array(
    select row(
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start, 0, sum(c.cost)
    )::quota_line
    from unnest(p_usage_ids, p_currencies, p_costs) as c (usage_id, currency, cost)
    join usage_records as r
      on r.tenant_id = p_tenant_id and r.id = c.usage_id and r.recorded_at = uuid_time(c.usage_id)
    join quota_entries as e
      on e.tenant_id = p_tenant_id and e.reservation_id = coalesce(r.reservation_id, r.id)
      and e.kind = case when r.reservation_id is null then 'charge' else 'settle' end
      and e.recorded_at >= v_from
    cross join lateral unnest(e.lines) as l
    where l.unit = 'cost' and l.currency = c.currency
    group by l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start
    having sum(c.cost) <> 0);
end
$function$;
comment on routine corrected_lines(uuid, uuid[], text[], numeric[]) is 'Internal: By how much corrections of costs change what was used of budgets.';
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
  v_price := lyss_provider.price_span(
    p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model, p_at => p_at,
    p_last => p_at);
  if v_price.unit_prices is not null then
    price_id := v_price.price_id;
    currency := v_price.currency;
    cost := lyss_provider.cost_of(v_price.unit_prices, p_counts);
    return next;
  end if;
end
$function$;
comment on routine cost_at(uuid, text, text, jsonb, timestamp with time zone) is 'Internal: What checked counts of tokens cost at an instant, and by which price; nothing if there was no price.';


-- function cost_needed(text, text, numeric)
CREATE OR REPLACE FUNCTION cost_needed(p_budget_currency text, p_currency text, p_cost numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_budget_currency = p_currency) THEN p_cost WHEN (p_budget_currency <> p_currency) THEN (0)::numeric ELSE ((0)::numeric * p_cost) END;
comment on routine cost_needed(text, text, numeric) is 'Internal: What a request of a cost takes of a budget of cost in a currency.';


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
    v_prompt := lyss_provider.counted_tokens(p_counts, 'input');
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function count_quota(uuid, quota_line[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION count_quota(p_tenant_id uuid, p_lines quota_line[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_line lyss_provider.quota_line;
  v_may_lack boolean := false;
  v_limit record;
  v_now record;
begin
  foreach v_line in array p_lines loop
    v_may_lack := v_may_lack or v_line.held + v_line.used > 0;
  end loop;
  if not v_may_lack then
    perform lyss_provider.add_to_counters(p_tenant_id, p_lines);
    return;
  end if;
  begin
    perform lyss_provider.add_to_counters(p_tenant_id, p_lines);
    return;
  exception
    when check_violation then
      -- A slot has less room than was used beyond what was held. Its locks are released, because all slots have
      -- to be locked in their order.
      null;
  end;

  perform lyss_provider.lock_counters(p_tenant_id, p_lines);
  update lyss_provider.quota_counters as c
  set dealt = null, room = 0
  from unnest(p_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.period_start = l.period_start;
  update lyss_provider.quota_counters as c
  set held = c.held + l.held, used = c.used + l.used
  from unnest(p_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start;
  for v_limit in
    select distinct on (l.limit_id, l.holder_id, l.measure) l.*
    from unnest(p_lines) as l
    join lyss_provider.quota_counters as c
      on c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
      and c.measure = l.measure and c.slot = l.slot and c.period_start = l.period_start
    order by l.limit_id, l.holder_id, l.measure
  loop
    -- apart from the table: in its query, a node of Citus would call the function, which can ask nobody from there
    select v.hard_limit, v.soft_limit into v_now
    from lyss_provider.limit_values(p_tenant_id, v_limit.limit_id, v_limit.measure) as v;
    if not found then
      continue;
    end if;
    perform lyss_provider.deal_quota(
      p_tenant_id => p_tenant_id, p_limit_id => v_limit.limit_id, p_holder_id => v_limit.holder_id,
      p_measure => v_limit.measure, p_unit => v_limit.unit, p_hard_limit => v_now.hard_limit,
      p_soft_limit => v_now.soft_limit, p_needed => 0);
  end loop;
end
$function$;
comment on routine count_quota(uuid, quota_line[]) is 'Internal: Changes counters by some lines.';
reset role;


-- function counted_tokens(jsonb, text)
CREATE OR REPLACE FUNCTION counted_tokens(p_counts jsonb, p_kind text)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT (COALESCE(sum((e.value)::bigint), (0)::numeric))::bigint AS "coalesce" FROM jsonb_each_text(counted_tokens.p_counts) e(key, value) WHERE ((e.key = counted_tokens.p_kind) OR starts_with(e.key, (counted_tokens.p_kind || '.'::text))));
comment on routine counted_tokens(jsonb, text) is 'Internal: How many tokens were counted under a kind and the kinds below it; under input, this is the size of the prompt.';


-- function create_budget(uuid, uuid, text, uuid, uuid, new_budget)
set role lyss_definer;
CREATE OR REPLACE FUNCTION create_budget(p_tenant_id uuid, p_id uuid, p_subject text, p_subject_id uuid, p_user_id uuid, p_budget new_budget)
 RETURNS SETOF budgets
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_set_by constant text := case
    when current_setting('role') = 'lyss_system' then 'platform'
    when p_subject = 'token' and not current_user_is_tenant_admin() then 'user'
    else 'tenant'
  end;
  -- variables, because Citus computes the values of an insert and gets another result for "case x when"
  v_group_id uuid := case p_subject when 'group' then p_subject_id end;
  v_user_id uuid := case p_subject
    when 'user' then p_subject_id
    when 'token' then coalesce(p_user_id, case v_set_by when 'user' then current_user_id() end)
  end;
  v_token_id constant uuid := case p_subject when 'token' then p_subject_id end;
  v_channel_id constant uuid := case p_subject when 'channel' then p_subject_id end;
  v_own bigint;
begin
  perform require_budget_setter(p_tenant_id => p_tenant_id, p_set_by => v_set_by, p_user_id => v_user_id);
  perform from quota_counters as c where c.tenant_id = p_tenant_id and c.limit_id = p_id;
  if found then
    raise exception 'a budget with this id was deleted'
      using errcode = 'unique_violation', constraint = 'budgets_tenant_id_id_pk';
  end if;
  if v_channel_id is not null then
    select c.owner_id, c.group_id into v_user_id, v_group_id
    from provider_channels as c
    where c.tenant_id = p_tenant_id and c.id = v_channel_id;
  end if;
  if v_set_by = 'user' then
    perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'budgets', p_tenant_id, v_user_id), 0));
    select count(*) into v_own from budgets as b
    where b.tenant_id = p_tenant_id and b.user_id = v_user_id and b.set_by = 'user';
    if v_own >= 100 then
      raise exception 'a user has at most 100 budgets of their own'
        using errcode = 'check_violation', constraint = 'budgets_user_id_set_by_check';
    end if;
  end if;
  return query
    insert into budgets
      (tenant_id, id, set_by, subject, group_id, user_id, token_id, channel_id, name, model, unit, currency, period, hard_limit, soft_limit)
    values (
      p_tenant_id, p_id, v_set_by, p_subject, v_group_id, v_user_id, v_token_id, v_channel_id, p_budget.name, p_budget.model, p_budget.unit, p_budget.currency, p_budget.period, p_budget.hard_limit, p_budget.soft_limit)
    returning *;
end
$function$;
comment on routine create_budget(uuid, uuid, text, uuid, uuid, new_budget) is 'Sets a budget, and returns it; fails with 42501 where it is not the caller''s to set.';
reset role;


-- function create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings)
set role lyss_definer;
CREATE OR REPLACE FUNCTION create_channel(p_tenant_id uuid, p_id uuid, p_config_scope text, p_owner_id uuid, p_group_id uuid, p_type bigint, p_key text, p_settings channel_settings)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if not require_user_or_system(p_tenant_id)
    and can_change_channel(p_config_scope, p_owner_id, p_group_id) is not true
  then
    raise exception 'users create personal channels of their own, and administrators those of groups and the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  insert into provider_channels
    (tenant_id, id, config_scope, owner_id, group_id, type, key, name, models, model_mapping, priority, weight, quota, rate_limit)
  values
    (p_tenant_id, p_id, p_config_scope, p_owner_id, p_group_id, p_type, p_key, p_settings.name, p_settings.models, p_settings.model_mapping, p_settings.priority, p_settings.weight, p_settings.quota, p_settings.rate_limit);
  return query select * from channel_state(p_tenant_id, p_id);
end
$function$;
comment on routine create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) is 'Creates an enabled channel; returns it; fails with 42501 where it is not the caller''s to create.';
reset role;


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
  perform lyss_provider.refuse_unsealed();
  if start_date is null or not isfinite(start_date) then
    raise exception 'create_monthly_partition needs a day of the month, not %',
      coalesce(start_date::text, 'null')
      using errcode = 'datetime_field_overflow';
  end if;
  select * into v_table from lyss_provider.monthly_table(table_name);
  v_name := v_table.name || '_' || to_char(v_month, 'YYYY_MM');
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = table_name and contype = 'f' and conparentid = 0
    order by 1);

  -- first without a lock, then again with the lock that lets only one session make partitions
  v_partition := lyss_provider.partition_of_month(table_name, v_name, v_month);
  if v_partition is null then
    if pg_relation_size(v_table.default_partition) > c_few
      and lyss_provider.default_rows(table_name) > 0 then
      raise exception '% has rows of months that had no partition', v_table.default_partition
        using
          errcode = 'object_in_use',
          hint = format('select lyss_provider.move_default_rows(%L), until it is false.', table_name);
    end if;
    perform lyss_provider.lock_tables(
      table_name || v_referenced || v_table.default_partition,
      array['share update exclusive']
        || array_fill('share row exclusive'::text, array[cardinality(v_referenced)])
        || 'access exclusive'::text);
    v_partition := lyss_provider.partition_of_month(table_name, v_name, v_month);
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
      perform lyss_provider.require_movable_rows(table_name);
      if to_regclass(format('%I.%I', 'lyss_provider', v_table.name || '_default_next')) is not null then
        raise exception 'rows of % are being moved', v_table.default_partition
          using
            errcode = 'object_in_use',
            hint = format('select lyss_provider.move_default_rows(%L), until it is false.', table_name);
      end if;
      execute format('alter table %s disable trigger user', v_table.default_partition);
      v_waiting := format('%I.%I', 'lyss_provider', v_name || '_waiting');
      execute format('create table %s (like %s)', v_waiting, table_name);
      execute format(
        'with moved as (delete from %s where %I >= %L and %2$I < %4$L returning *)
         insert into %5$s select * from moved',
        v_table.default_partition, v_table.key, v_from, v_to, v_waiting);
      execute format('alter table %s enable trigger user', v_table.default_partition);
    end if;
    execute format('alter table %s force row level security', v_table.default_partition);
  end if;
  v_partition := lyss_provider.make_partition(
    p_table => table_name, p_name => v_name,
    p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'), p_from => v_from::timestamptz,
    p_to => v_to::timestamptz, p_filled => false);
  if not lyss_provider.is_distributed(table_name) then
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      table_name, v_partition, v_from, v_to);
  end if;
  if v_late then
    -- Not before it is attached: PostgreSQL checks the foreign keys of attached rows as the owner, to whom
    -- forced policies show no user and no conversation.
    execute format('alter table %s no force row level security', v_partition);
    perform lyss_provider.insert_late_rows(
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_table regclass;
  v_default regclass;
  v_months date[];
  v_there regclass[];
  v_held date[];
begin
  perform lyss_provider.refuse_unsealed();
  -- Each month is a table that plans consider; a number beyond ten years is probably a mistake.
  if coalesce(p_months_ahead, -1) not between 0 and 120 then
    raise exception 'months_ahead is %: it is from 0 to 120', coalesce(p_months_ahead::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_table, v_default in
    select p.partrelid, p.partdefid
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = (select to_regnamespace('lyss_provider'))
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


-- function create_provider_type(text, text, text, jsonb, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION create_provider_type(p_name text, p_display_name text, p_base_url text, p_supported_models jsonb, p_api_format text)
 RETURNS SETOF provider_types
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system();
  return query
    insert into provider_types as t (name, display_name, base_url, supported_models, api_format)
    values (p_name, p_display_name, p_base_url, p_supported_models, p_api_format)
    returning t.*;
end
$function$;
comment on routine create_provider_type(text, text, text, jsonb, text) is 'Creates an active kind of provider, and returns it; fails with 42501 unless this is system work.';
reset role;


-- function current_tenant_is_active()
CREATE OR REPLACE FUNCTION current_tenant_is_active()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(((NULLIF(current_setting('app.suspended_tenant_id'::text, true), ''::text))::uuid <> current_tenant_id()), true);
comment on routine current_tenant_is_active() is 'Whether the tenant whose scope is bound was not known to be suspended or deleted when it was bound.';


-- function current_user_role()
CREATE OR REPLACE FUNCTION current_user_role()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(CASE WHEN scope_holds() THEN current_setting('app.current_role'::text, true) ELSE NULL::text END, ''::text);
comment on routine current_user_role() is 'The role of the user whose scope is bound: super_admin, tenant_admin or end_user; else empty.';


-- function deal_quota(uuid, uuid, uuid, text, text, numeric, numeric, numeric)
set role lyss_definer;
CREATE OR REPLACE FUNCTION deal_quota(p_tenant_id uuid, p_limit_id uuid, p_holder_id uuid, p_measure text, p_unit text, p_hard_limit numeric, p_soft_limit numeric, p_needed numeric)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_slots integer;
  v_taken numeric;
  v_warned numeric;
  v_limit numeric;
  v_room numeric;
  v_share numeric;
begin
  select count(*), sum(c.held + c.used), max(c.warned)
  into v_slots, v_taken, v_warned
  from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
  if p_soft_limit <> coalesce(v_warned, -1)
    and coalesce(v_taken + p_needed > p_soft_limit, v_taken >= p_soft_limit) then
    v_warned := p_soft_limit;
    perform publish_event(
      p_tenant_id,
      'budget:' || p_limit_id,
      'budget.soft_limit_reached',
      jsonb_build_object('holderId', p_holder_id, 'softLimit', p_soft_limit, 'used', v_taken));
  end if;

  v_limit := limit_dealt(p_hard_limit, p_soft_limit, v_warned);
  v_room := v_limit - v_taken;
  v_share := case
    when v_room = 'Infinity' then v_room
    else trunc(v_room / v_slots, case p_unit when 'cost' then 8 else 0 end)
  end;
  if v_share < p_needed then
    v_share := 0;
  end if;
  update quota_counters as c
  set
    warned = v_warned,
    dealt = case when v_room >= 0 then v_limit end,
    room = case
      when v_room < 0 then 0
      when c.slot > 0 or v_room = 'Infinity' then v_share
      else v_room - v_share * (v_slots - 1)
    end
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit_id and c.holder_id = p_holder_id
    and c.measure = p_measure;
end
$function$;
comment on routine deal_quota(uuid, uuid, uuid, text, text, numeric, numeric, numeric) is 'Internal: Shares out the room of a limit among its slots.';
reset role;


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
    select b.from_time, b.to_time from lyss_provider.partition_bounds(p_table) as b
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
  from lyss_provider.monthly_table(p_table) as t
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
    (lyss_provider.monthly_table(p_table)).key, p_table, lyss_provider.default_condition(p_table));
end
$function$;
comment on routine default_months(regclass) is 'Internal: The months whose rows are in the default partition of a table.';
reset role;


-- function delete_channel(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION delete_channel(p_tenant_id uuid, p_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := current_setting('role') = 'lyss_system';
  v_tenant uuid := p_tenant_id;
begin
  if v_system then
    perform require_system();
  else
    v_tenant := require_tenant();
  end if;
  perform from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (
      v_system
      or c.tenant_id = v_tenant
        and can_change_channel(c.config_scope, c.owner_id, c.group_id)
    )
  for update;
  if found then
    delete from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id;
    perform publish_event(p_tenant_id, 'channel:' || p_id, 'channel.deleted');
    return true;
  end if;
  return false;
end
$function$;
comment on routine delete_channel(uuid, uuid) is 'Deletes a channel that the caller may change; false if there is none.';
reset role;


-- function delete_each(jsonb[], regprocedure, regclass)
CREATE OR REPLACE FUNCTION delete_each(p_rows jsonb[], p_delete regprocedure, p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function delete_group_channels(uuid, uuid)
CREATE OR REPLACE FUNCTION delete_group_channels(p_tenant_id uuid, p_group_id uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_id uuid;
  v_deleted bigint := 0;
begin
  perform require_system();
  for v_id in
    select c.id from provider_channels as c
    where c.tenant_id = p_tenant_id and c.config_scope = 'group' and c.group_id = p_group_id
    order by c.id
  loop
    v_deleted := v_deleted + delete_channel(p_tenant_id, v_id)::integer;
  end loop;
  return v_deleted;
end
$function$;
comment on routine delete_group_channels(uuid, uuid) is 'Deletes the channels of a group that was deleted; returns how many.';


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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  perform lyss_provider.refuse_unsealed();
  perform lyss_provider.read_on_one_connection(table_name);
  v_keep := lyss_provider.kept_by_job('retention of audit_logs');
  select * into v_table from lyss_provider.monthly_table(table_name);
  -- Asked here, as who sets a legal hold waits for no run that has nothing to drop; and again once none can be set.
  v_partitions := array(
    select e.partition from lyss_provider.expired_partitions(table_name, keep_months) as e);
  if v_table.name = 'audit_logs' and (v_keep is null or keep_months < lyss_provider.months_of(v_keep)) then
    perform lyss_provider.require_owner(
      format('drop of the audit log what is to be kept (%s)', coalesce(v_keep::text, 'all')));
  end if;
  if v_partitions = '{}' then
    return;
  end if;
  v_timeout := lyss_provider.limit_waiting();
  perform lyss_provider.await_holds();
  execute format('set local lock_timeout = %L', v_timeout);
  v_partitions := array(
    select e.partition from lyss_provider.expired_partitions(table_name, keep_months) as e);
  if v_partitions = '{}' then
    return;
  end if;
  v_close := format('%I.%I(timestamptz,timestamptz)', 'lyss_provider', 'close_' || v_table.name);
  perform lyss_provider.require_no_hold('retention of ' || v_table.name);
  if lyss_provider.is_distributed(table_name) then
    perform lyss_provider.limit_waiting();
    return query execute 'select lyss_provider.drop_on_nodes($1, $2)' using table_name, v_partitions;
    execute format('set local lock_timeout = %L', v_timeout);
    return;
  end if;
  if exists (
    select from pg_attribute where attrelid = table_name and attname = 'stamp' and not attisdropped
  ) then
    v_adjustments := to_regclass(format('%I.usage_adjustments', 'lyss_provider'));
    -- Before it locks tables, it rolls up nearly all that is left. This locks the watermark, for which only
    -- another refresh waits, no reader or writer.
    perform lyss_provider.limit_waiting();
    execute case
      when lyss_provider.current_system_reason() is not null then 'select lyss_provider.refresh_usage()'
      else 'select lyss_provider.close_usage(''infinity'', ''infinity'')' -- the owner's: only locks the watermark
    end;
    execute format('set local lock_timeout = %L', v_timeout);
  end if;
  if to_regprocedure(v_close) is not null then
    for v_bounds in
      select b.from_time, b.to_time from lyss_provider.partition_bounds(table_name) as b
      where b.partition = any (v_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_close::regprocedure::regproc)
        using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  perform lyss_provider.lock_tables(
    array[table_name, v_table.default_partition, v_adjustments] || v_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(v_partitions)]));
  foreach v_partition in array v_partitions loop
    if v_adjustments is not null then
      execute 'select lyss_provider.roll_up_partition($1)' using v_partition;
    end if;
    v_bytes := pg_total_relation_size(v_partition);
    v_name := (select relname from pg_class where oid = v_partition);
    return next v_name;
    perform lyss_provider.record_dropped_partition(v_table.name, v_name, v_bytes);
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
  v_table := lyss_provider.monthly_table(p_table);
  -- Citus measures nothing once something is written
  for v_bounds in select p as partition from unnest(p_partitions) as p loop
    execute 'select $1 || jsonb_build_object($2, citus_total_relation_size($2))'
    into v_bytes using v_bytes, v_bounds.partition;
  end loop;
  if v_table.name = 'usage_records' then
    v_adjustments := to_regclass(format('%I.%I', 'lyss_provider', 'usage_adjustments'));
    execute 'select lyss_provider.roll_up_rest(''infinity'', ''infinity'')'; -- only locks the watermark
  end if;
  v_carry_over := to_regproc(format('%I.%I', 'lyss_provider', 'carry_over_' || v_table.name));
  if v_carry_over is not null then
    for v_bounds in
      select b.from_time, b.to_time from lyss_provider.partition_bounds(p_table) as b
      where b.partition = any (p_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_carry_over) using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  set local citus.enable_ddl_propagation = off;
  perform lyss_provider.lock_tables(
    array[p_table, v_table.default_partition, v_adjustments] || p_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(p_partitions)]));
  set local citus.enable_ddl_propagation = on;
  for v_bounds in
    select b.* from lyss_provider.partition_bounds(p_table) as b
    where b.partition = any (p_partitions)
    order by b.from_time
  loop
    if v_adjustments is not null then
      execute 'select lyss_provider.roll_up_rest($1, $2)' using v_bounds.from_time, v_bounds.to_time;
    end if;
    v_name := (select relname from pg_class where oid = v_bounds.partition);
    return next v_name;
    execute format('drop table %s', v_bounds.partition);
    perform lyss_provider.enter_dropped_partition(
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  select * into v_table from lyss_provider.monthly_table(p_table);
  v_next := to_regclass(format('%I.%I', 'lyss_provider', v_table.name || '_default_next'));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  v_partitions := array(
    select to_regclass(format('%I.%I', 'lyss_provider', v_table.name || to_char(m, '_YYYY_MM')))
    from unnest(p_months) as m);
  -- Autovacuum counts each month anew, and never the table as a whole. Before any lock that others need: the row of
  -- the job may be locked.
  perform lyss_provider.make_due('statistics of ' || v_table.name);
  perform lyss_provider.lock_tables(
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
    perform lyss_provider.end_filling(v_partition);
  end loop;
  execute format('alter table %s rename to %I', v_next, v_table.name || '_default');
  execute format('comment on table %s is %L', v_next, v_comment);
  execute format('alter table %s attach partition %s default', p_table, v_next);
  perform lyss_provider.end_filling(v_next);
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


-- function end_reservation(quota_reservations, text, bigint, quota_line[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION end_reservation(p_reservation quota_reservations, p_state text, p_amount bigint, p_lines quota_line[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  update lyss_provider.quota_reservations as r
  set state = p_state, settled_amount = p_amount
  where r.tenant_id = p_reservation.tenant_id and r.id = p_reservation.id;
  perform lyss_provider.post_quota(
    p_tenant_id => p_reservation.tenant_id, p_id => p_reservation.id,
    p_kind => case p_state when 'settled' then 'settle' else 'release' end,
    p_user_id => p_reservation.user_id, p_lines => p_lines, p_reason => null);
end
$function$;
comment on routine end_reservation(quota_reservations, text, bigint, quota_line[]) is 'Internal: Ends a reservation that the caller has locked.';
reset role;


-- function ending_transactions(pg_snapshot)
set role lyss_definer;
CREATE OR REPLACE FUNCTION ending_transactions(p_now pg_snapshot)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_xmax constant bigint := pg_snapshot_xmax(p_now)::text::bigint;
  v_silent text;
  v_prepared text;
begin
  if to_regclass('pg_catalog.pg_dist_transaction') is null then
    return;
  end if;
  return query
    select v_xmax + case when d.ahead < 1::bigint << 31 then d.ahead else d.ahead - (1::bigint << 32) end
    from pg_locks as l
    cross join lateral (select (l.transactionid::text::bigint - v_xmax) & 4294967295) as d (ahead)
    where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted;
  select string_agg(n.nodename || ':' || n.nodeport, ', ') filter (where not n.success), string_agg(n.result, ',')
  into v_silent, v_prepared
  from run_command_on_workers('select coalesce(string_agg(gid, '',''), '''') from pg_prepared_xacts') as n;
  if v_silent is not null then
    raise exception 'a node does not say what is prepared there: %', v_silent
      using errcode = 'connection_failure';
  end if;
  return query
    select t.outer_xid::text::bigint from pg_dist_transaction as t
    where t.gid = any (string_to_array(v_prepared, ','));
end
$function$;
comment on routine ending_transactions(pg_snapshot) is 'Internal: The ids of transactions that may not be committed on all nodes of Citus yet; none on other servers.';
reset role;


-- function enter_dropped_partition(text, text, bigint)
CREATE OR REPLACE FUNCTION enter_dropped_partition(p_table text, p_partition text, p_bytes bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_left bigint := p_limit;
  v_table record;
begin
  for v_table in
    with recursive points_at (child, parent) as (
      select c.conrelid, c.confrelid from pg_constraint as c
      where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> c.confrelid
        and c.connamespace = to_regnamespace('lyss_provider')
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
          where has_column_privilege(format('%I.%I', 'lyss_provider', t.table_name), r.key, 'select')
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
          where r.child = to_regclass(format('%I.%I', 'lyss_provider', t.table_name)))
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
        where c.relnamespace = to_regnamespace('lyss_provider') and c.relname = 'tenants'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
    where t.relnamespace = to_regnamespace('lyss_provider') and t.relkind in ('r', 'p') and not t.relispartition
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


-- function expire_reservations(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION expire_reservations(p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_ends timestamptz[];
  v_tenants uuid[];
  v_ids uuid[];
  v_end timestamptz := '-infinity';
  v_tenant uuid := '00000000-0000-0000-0000-000000000000';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_passed uuid[] := '{}';
  v_tenant_id uuid;
  v_over quota_reservations;
  v_locked uuid[];
  v_lines quota_line[];
  v_counting boolean;
  v_done bigint;
  v_expired bigint := 0;
  v_error text;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_system();
  loop
    select
      array_agg(o.expires_at order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.tenant_id order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.id order by o.expires_at, o.tenant_id, o.id)
    into v_ends, v_tenants, v_ids
    from (
      select r.expires_at, r.tenant_id, r.id from quota_reservations as r
      where r.state = 'reserved' and r.expires_at <= v_now and r.tenant_id <> all (v_passed)
        and (r.expires_at, r.tenant_id, r.id) > (v_end, v_tenant, v_id)
      order by r.expires_at, r.tenant_id, r.id
      limit p_limit
    ) as o;
    exit when v_ids is null;
    for v_tenant_id in select distinct t.id from unnest(v_tenants) as t (id) order by t.id loop
      v_counting := false;
      begin
        with locked as materialized (
          select r.id from quota_reservations as r
          where r.tenant_id = v_tenant_id and r.id = any (v_ids) and r.state = 'reserved'
          order by r.expires_at
          limit p_limit - v_expired
          for no key update skip locked
        )
        select array_agg(l.id) into v_locked from locked as l;
        for v_over in
          select * from quota_reservations as r
          where r.tenant_id = v_tenant_id and r.id = any (v_locked)
        loop
          insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
          values (v_tenant_id, v_over.id, 'expire', v_over.user_id, lines_given_back(v_over.lines), v_now);
        end loop;
        update quota_reservations as r set state = 'expired'
        where r.tenant_id = v_tenant_id and r.id = any (v_locked);
        get diagnostics v_done = row_count;
        -- no assignment: Citus would send the nodes v_lines itself, whose type it cannot name
        select array(
          select
            row(
              l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
              sum(-l.held), 0
            )::quota_line
          from quota_reservations as r
          cross join lateral unnest(r.lines) as l
          where r.tenant_id = v_tenant_id and r.id = any (v_locked)
          group by l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start)
        into v_lines;
        v_counting := true;
        perform count_quota(v_tenant_id, v_lines);
        v_expired := v_expired + v_done;
      exception
        when lock_not_available then
          if not v_counting then
            raise; -- not a tenant's counters, but the table of entries
          end if;
          v_passed := v_passed || v_tenant_id;
          exit when cardinality(v_passed) > 2;
      end;
    end loop;
    exit when cardinality(v_ids) < p_limit or v_expired >= p_limit or cardinality(v_passed) > 2;
    v_end := v_ends[p_limit];
    v_tenant := v_tenants[p_limit];
    v_id := v_ids[p_limit];
  end loop;
  if v_passed <> '{}' then
    v_error := format(
      '%s tenants are passed over, as somebody has locked their quota; the first is %s',
      cardinality(v_passed), v_passed[1]);
    if v_expired = 0 then
      raise exception '%', v_error
        using errcode = 'lock_not_available',
          hint = 'Somebody settles or reserves there, in a transaction that does not end.';
    end if;
    execute format('set local lyss.passed_over = %L', v_error);
  end if;
  return v_expired;
end
$function$;
comment on routine expire_reservations(integer) is 'Ends at most p_limit reservations that nobody has ended in time; returns how many.';
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
    lyss_provider.is_distributed(table_name) and pg_has_role(current_user, 'lyss_definer', 'usage');
begin
  if keep_months is null or keep_months not between 1 and 24000 then
    raise exception 'keep_months is %; 1 to 24000 months are kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform lyss_provider.monthly_table(table_name);
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
          select r.subject, r.held from lyss_provider.held_rows(table_name, b.from_time, b.to_time) as r
          where not v_reads_itself
          union all
          select r.subject, r.held from lyss_provider.count_held_rows(table_name, b.from_time, b.to_time) as r
          where v_reads_itself
        ) as h
      ), 'needed by ' || lyss_provider.dependents(b.partition))
    from lyss_provider.partition_bounds(table_name) as b
    join pg_class as c on c.oid = b.partition
    where c.relname ~ '_\d{4}_\d{2}$'
      and b.to_time <= (
        date_trunc('month', lyss_provider.statement_time() at time zone 'UTC')
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
    from lyss_provider.expired_months(table_name, keep_months) as e
    where e.legal_hold is null;
end
$function$;
comment on routine expired_partitions(regclass, integer) is 'The partitions that drop_expired_partitions would drop: a dry run.';


-- function explain_channel_access(uuid, uuid, text)
CREATE OR REPLACE FUNCTION explain_channel_access(p_tenant_id uuid, p_id uuid, p_model text)
 RETURNS TABLE(granted boolean, reason text, retry_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_channel channel_states;
  v_state text;
begin
  granted := false;
  select * into v_channel from channel_state(p_tenant_id, p_id);
  if not found then
    reason := 'channel_not_found';
    return next;
    return;
  end if;
  if v_channel.models ? p_model then
    select s.state, s.until into v_state, retry_at
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => p_id, p_model => p_model, p_state => v_channel.state,
      p_retry_at => v_channel.retry_at, p_amount => null, p_estimate => null) as s;
  end if;
  reason := case
    when current_tenant_id() is null then 'no_user'
    when can_use_channel(v_channel.config_scope, v_channel.owner_id, v_channel.group_id) is not true
      then 'not_member'
    when v_state is null then 'unsupported'
    when v_state <> 'available' then v_state
    when v_channel.config_scope = 'personal' then 'owner'
    when v_channel.config_scope = 'group' then 'member'
    else 'tenant'
  end;
  granted := reason = any ('{owner,member,tenant}');
  return next;
end
$function$;
comment on routine explain_channel_access(uuid, uuid, text) is 'Why the caller may send a request of a model through a channel now, or why not: one row.';


-- function fail_event(uuid, uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION fail_event(p_claim uuid, p_tenant_id uuid, p_key text, p_error text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function first_uuid(timestamp with time zone)
CREATE OR REPLACE FUNCTION first_uuid(p_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((lpad(to_hex((LEAST(('281474976710655'::bigint)::numeric, GREATEST((0)::numeric, floor(((1000)::numeric * EXTRACT(epoch FROM p_at))))))::bigint), 12, '0'::text) || '70000000000000000000'::text))::uuid;
comment on routine first_uuid(timestamp with time zone) is 'Internal: The lowest UUID of version 7 of a time, or of the last time that one can have; ids from it on were made then or later.';


-- function fold_case(text)
CREATE OR REPLACE FUNCTION fold_case(p_text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (lower((p_text COLLATE "und-x-icu")) COLLATE "default");
comment on routine fold_case(text) is 'Internal: A text in lower case, by the rules of Unicode whatever the server''s locale.';


-- function forget_access_changes(interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_access_changes(p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function forget_reservations(interval, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_reservations(p_older_than interval, p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_before constant timestamptz := statement_time() - p_older_than;
  v_ends timestamptz[];
  v_tenants uuid[];
  v_ids uuid[];
  v_end timestamptz := '-infinity';
  v_tenant uuid := '00000000-0000-0000-0000-000000000000';
  v_id uuid := '00000000-0000-0000-0000-000000000000';
  v_tenant_id uuid;
  v_locked bigint;
  v_deleted bigint;
  v_forgotten bigint := 0;
  v_kept boolean := false;
begin
  perform require_system();
  if p_older_than < interval '0' then
    raise exception 'older_than is %: it is at least 0', p_older_than
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform require_no_hold('ended reservations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from quota_reservations as r
  where r.state <> 'reserved' and r.expires_at < v_before
    and not exists (
      select from legal_holds as h
      where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
  order by r.expires_at
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('ended reservations');
  loop
    select
      array_agg(o.expires_at order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.tenant_id order by o.expires_at, o.tenant_id, o.id),
      array_agg(o.id order by o.expires_at, o.tenant_id, o.id)
    into v_ends, v_tenants, v_ids
    from (
      select r.expires_at, r.tenant_id, r.id from quota_reservations as r
      where r.state <> 'reserved' and r.expires_at < v_before
        and (r.expires_at, r.tenant_id, r.id) > (v_end, v_tenant, v_id)
        and not exists (
          select from legal_holds as h
          where h.tenant_id = r.tenant_id and h.subject_id in (r.tenant_id, r.user_id))
      order by r.expires_at, r.tenant_id, r.id
      limit p_limit
    ) as o;
    exit when v_ids is null;
    -- tenant by tenant, because Citus locks no rows of several
    for v_tenant_id in select distinct t.id from unnest(v_tenants) as t (id) order by t.id loop
      with locked as materialized (
        select r.id from quota_reservations as r
        where r.tenant_id = v_tenant_id and r.id = any (v_ids) and r.state <> 'reserved'
        order by r.expires_at
        limit p_limit - v_forgotten
        for update skip locked
      ),
      deleted as (
        delete from quota_reservations as r
        using locked as l
        where r.tenant_id = v_tenant_id and r.id = l.id
        returning r.id
      )
      select (select count(*) from locked), (select count(*) from deleted) into v_locked, v_deleted;
      v_forgotten := v_forgotten + v_deleted;
      v_kept := v_kept or v_deleted < v_locked;
    end loop;
    exit when cardinality(v_ids) < p_limit or v_forgotten >= p_limit;
    v_end := v_ends[p_limit];
    v_tenant := v_tenants[p_limit];
    v_id := v_ids[p_limit];
  end loop;
  if v_kept and row_keepers('quota_reservations', 'delete') is not null then
    perform refuse_kept('quota_reservations');
  end if;
  return v_forgotten;
end
$function$;
comment on routine forget_reservations(interval, integer) is 'Deletes at most p_limit reservations that ended longer ago than p_older_than; returns how many.';
reset role;


-- function forget_seals(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_seals(p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  from lyss_provider.scope_keys as k
  where k.name = '' and now() <= k.former_until;
  return encode(sha256(v_outer || sha256(v_inner || lyss_provider.sealed_scope())), 'hex');
end
$function$;
comment on routine former_seal() is 'Internal: The seal by the server''s previous key, in a transaction that had begun before the key was replaced; else null.';
reset role;


-- function free_slot(uuid, quota_limit)
set role lyss_definer;
CREATE OR REPLACE FUNCTION free_slot(p_tenant_id uuid, p_limit quota_limit)
 RETURNS smallint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET lock_timeout TO '1ms'
AS $function$
begin
  return (
    select c.slot from quota_counters as c
    where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id and c.holder_id = p_limit.holder_id
      and c.measure = p_limit.measure
      and slot_fits(
        p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
        p_limit_start => p_limit.period_start, p_hard_limit => p_limit.hard_limit,
        p_soft_limit => p_limit.soft_limit, p_needed => p_limit.needed)
    limit 1
    for no key update skip locked
  );
end
$function$;
comment on routine free_slot(uuid, quota_limit) is 'Internal: Locks a slot of a limit that has enough and that nobody holds; null, or lock_not_available, for none.';
reset role;


-- function give_up_event(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION give_up_event(p_tenant_id uuid, p_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  grant usage on schema lyss_provider to public;
  grant select on lyss_provider.outbox_turns, lyss_provider.outbox_keys, lyss_provider.outbox_events,
    lyss_provider.outbox_floors, lyss_provider.consumed_events, lyss_provider.given_up_events,
    lyss_provider.table_health,
    lyss_provider.index_health, lyss_provider.vacuum_horizon, lyss_provider.lock_room,
    lyss_provider.legal_holds, lyss_provider.erasures
    to lyss_system;
  grant select on lyss_provider.audit_logs, lyss_provider.audit_seals to authenticated_users, lyss_system;
  grant select on lyss_provider.audit_watermark to lyss_system;
  -- for the application's login, which compares the schema with what its version of LYSS expects
  grant select on lyss_provider.lyss_schema_history to lyss_system;
end
$function$;
comment on routine grant_common() is 'Internal: Grants what every service database grants on the objects that all of them have.';


-- function held_rows(regclass, timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION held_rows(p_table regclass, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS TABLE(subject text, held bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return (select j.hold from jobs as j where j.name = p_job);
end
$function$;
comment on routine hold_of(text) is 'Internal: Why a job may not run; null where it may.';
reset role;


-- function hold_quota(uuid, quota_limit[], smallint[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION hold_quota(p_tenant_id uuid, p_limits quota_limit[], p_slots smallint[])
 RETURNS quota_line[]
 LANGUAGE plpgsql
 SET lock_timeout TO '1ms'
AS $function$
declare
  v_own constant smallint := pg_backend_pid() & 31;
  v_lines lyss_provider.quota_line[];
  v_lacks boolean;
begin
  with needed as materialized (
    select
      l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.number,
      coalesce(l.needed, 0) as amount,
      coalesce(
        p_slots[l.number],
        (
          select c.slot
          from lyss_provider.quota_counters as c
          where c.tenant_id = p_tenant_id
            and c.limit_id = l.limit_id
            and c.holder_id = l.holder_id
            and c.measure = l.measure
            and c.slot <= v_own
            and lyss_provider.slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => l.period_start, p_hard_limit => l.hard_limit,
              p_soft_limit => l.soft_limit, p_needed => l.needed)
          order by c.slot desc
          limit 1
          for no key update skip locked
        ),
        (
          select c.slot
          from lyss_provider.quota_counters as c
          where c.tenant_id = p_tenant_id
            and c.limit_id = l.limit_id
            and c.holder_id = l.holder_id
            and c.measure = l.measure
            and c.slot > v_own
            and lyss_provider.slot_fits(
              p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned,
              p_room => c.room, p_limit_start => l.period_start, p_hard_limit => l.hard_limit,
              p_soft_limit => l.soft_limit, p_needed => l.needed)
          order by c.slot
          limit 1
          for no key update skip locked
        )) as slot
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
  ),
  held as (
    update lyss_provider.quota_counters as c
    set
      held = c.held + n.amount,
      room = c.room - n.amount
    from needed as n
    where c.tenant_id = p_tenant_id
      and c.limit_id = n.limit_id
      and c.holder_id = n.holder_id
      and c.measure = n.measure
      and c.slot = n.slot
    returning c.limit_id, c.holder_id, c.measure, n.unit, n.currency, c.slot, c.period_start,
      n.amount, 0::numeric
  )
  select
    array(select h::lyss_provider.quota_line from held as h),
    exists (select n.number from needed as n where n.slot is null)
  into v_lines, v_lacks;
  if v_lacks then
    raise sqlstate 'LYQ01';
  end if;
  return v_lines;
end
$function$;
comment on routine hold_quota(uuid, quota_limit[], smallint[]) is 'Internal: Holds what a request needs of each limit, or fails with LYQ01.';
reset role;


-- function impersonal_columns(text, text[])
CREATE OR REPLACE FUNCTION impersonal_columns(p_table text, p_but text[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_provider.moment()) * 1000));
  execute p_insert;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available then
    raise exception 'rows that those of % refer to are locked: %', p_table, coalesce(
      lyss_provider.row_lockers(array(
        select k.confrelid::regclass from pg_constraint as k
        where k.conrelid = p_table and k.contype = 'f' and k.conparentid = 0)),
      'nobody holds them any more')
      using
        errcode = 'lock_not_available',
        hint = 'Nothing was changed, and nothing is locked any more. Try again.';
end
$function$;
comment on routine insert_late_rows(text, regclass) is 'Internal: Runs an insertion of rows of a partitioned table; fails with 55P03 where what they refer to is locked for more than a moment, and says by whom.';


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


-- function usage_bucket(timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION usage_bucket(p_at timestamp with time zone, p_bucket text, p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (p_bucket <> 'all'::text) THEN date_trunc(p_bucket, p_at, p_zone) ELSE NULL::timestamp with time zone END;
comment on routine usage_bucket(timestamp with time zone, text, text) is 'Internal: The beginning of the hour, day or month of a time zone that a time is in; null for all.';


-- function is_local_day(timestamp with time zone, timestamp with time zone, text)
CREATE OR REPLACE FUNCTION is_local_day(p_starts_at timestamp with time zone, p_ends_at timestamp with time zone, p_zone text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((usage_bucket(p_starts_at, 'day'::text, p_zone) = p_starts_at) AND (usage_bucket((p_starts_at - '00:15:00'::interval), 'day'::text, p_zone) < p_starts_at) AND (usage_bucket((p_ends_at - '00:15:00'::interval), 'day'::text, p_zone) = p_starts_at) AND (usage_bucket(p_ends_at, 'day'::text, p_zone) = p_ends_at) AND (NOT (((EXTRACT(epoch FROM p_starts_at) % (86400)::numeric) = (0)::numeric) AND (EXTRACT(epoch FROM (p_ends_at - p_starts_at)) = (86400)::numeric))));
comment on routine is_local_day(timestamp with time zone, timestamp with time zone, text) is 'Internal: Whether a time is a day of a time zone, from its beginning until that of the next one, and none in UTC.';


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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function is_time_zone(text)
CREATE OR REPLACE FUNCTION is_time_zone(p_name text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
begin
  -- Citus would set it on its nodes, too
  if p_name !~ '[^A-Za-z_/]' and not lyss_provider.is_on_citus() then
    return set_config('timezone', p_name, true) = p_name;
  end if;
  return exists (select from pg_timezone_names as z where z.name = p_name);
exception
  when invalid_parameter_value then
    return false;
end
$function$;
comment on routine is_time_zone(text) is 'Internal: Whether a time zone has this name.';


-- function issue_token(uuid, uuid, text, text, text, uuid[], token_settings)
set role lyss_definer;
CREATE OR REPLACE FUNCTION issue_token(p_tenant_id uuid, p_id uuid, p_key_hash text, p_pepper_id text, p_key_prefix text, p_channel_ids uuid[], p_settings token_settings)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
begin
  if p_settings.expires_at <= statement_time() then
    raise exception 'expires_at is %, which is over: give a time to come, or none', p_settings.expires_at
      using errcode = 'check_violation', constraint = 'user_tokens_expires_at_check';
  end if;
  insert into user_tokens
    (tenant_id, id, user_id, key_hash, pepper_id, key_prefix, restricted_to_channels, name, allowed_models, quota, rate_limit, expires_at)
  values
    (p_tenant_id, p_id, v_user_id, p_key_hash, p_pepper_id, p_key_prefix, p_channel_ids is not null, p_settings.name, p_settings.allowed_models, p_settings.quota, p_settings.rate_limit, p_settings.expires_at);
  if p_channel_ids is not null then
    perform add_token_channels(p_tenant_id, p_id, p_channel_ids);
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$function$;
comment on routine issue_token(uuid, uuid, text, text, text, uuid[], token_settings) is 'Issues a token of the current user and returns it; null channels for no restriction.';
reset role;


-- function job_fails(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION job_fails(p_job text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function keep_local_days(uuid, timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION keep_local_days(p_tenant_id uuid, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_zone text;
  v_starts timestamptz[];
  v_ends timestamptz[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_system();
  select s.time_zone into v_zone from tenant_settings as s where s.tenant_id = p_tenant_id;
  -- once to know whether there is any: who rolls up waits only where days are added; and once while they wait, as
  -- they may have added some
  for v_look in 1..2 loop
    if v_look = 2 then
      perform from usage_watermark as w for no key update;
    end if;
    select array_agg(d.starts_at), array_agg(d.ends_at) into v_starts, v_ends
    from (
      select distinct l.starts_at, l.ends_at
      from (
        select distinct t.day::timestamp at time zone 'UTC' from usage_totals as t
        where t.tenant_id = p_tenant_id
          and t.day >= (p_from at time zone 'UTC')::date - 1 and t.day <= (p_to at time zone 'UTC')::date
      ) as t (day)
      cross join generate_series(0, 1) as n
      cross join lateral local_day(t.day + n * interval '24 hours', v_zone) as l
    ) as d
    where d.starts_at >= p_from and d.ends_at <= p_to
      and not exists (
        select from usage_local_days as k
        where k.tenant_id = p_tenant_id and k.starts_at = d.starts_at and k.ends_at = d.ends_at
      );
    if v_starts is null then
      return 0;
    end if;
  end loop;
  perform add_local_days(
    p_tenants => array_fill(p_tenant_id, array[cardinality(v_starts)]), p_starts => v_starts, p_ends => v_ends);
  return cardinality(v_starts);
end
$function$;
comment on routine keep_local_days(uuid, timestamp with time zone, timestamp with time zone) is 'Keeps the sums of a tenant''s days, in its time zone, that lie within a time; returns how many were added.';
reset role;


-- function keep_partitions(regclass)
CREATE OR REPLACE FUNCTION keep_partitions(p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function kept_local_days(uuid, timestamp with time zone, timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION kept_local_days(p_tenant_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_zone text)
 RETURNS TABLE(starts_at timestamp with time zone, ends_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
#variable_conflict use_column
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_bucket = 'hour' or p_bucket = 'all'
    and not (isfinite(p_from) and extract(epoch from p_from) % 86400 <> 0)
    and not (isfinite(p_to) and extract(epoch from p_to) % 86400 <> 0) then
    return;
  end if;
  return query
    select d.starts_at, d.ends_at
    from usage_local_days as d
    where d.tenant_id = p_tenant_id and d.starts_at >= p_from and d.starts_at < p_to and d.ends_at <= p_to
      and is_local_day(p_starts_at => d.starts_at, p_ends_at => d.ends_at, p_zone => p_zone);
end
$function$;
comment on routine kept_local_days(uuid, timestamp with time zone, timestamp with time zone, text, text) is 'Internal: The days of a time zone within a window whose sums are kept, as far as the caller sees them.';


-- function known_reservation(uuid, uuid, uuid, uuid, uuid, text, bigint, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION known_reservation(p_tenant_id uuid, p_id uuid, p_user_id uuid, p_token_id uuid, p_channel_id uuid, p_model text, p_amount bigint, p_estimate jsonb)
 RETURNS TABLE(outcome text, state character varying, expires_at timestamp with time zone, limit_id uuid, measure text, subject text, unit text, period text, hard_limit numeric, remaining numeric, resets_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_known lyss_provider.quota_reservations;
begin
  select * into v_known from lyss_provider.quota_reservations as r
  where r.tenant_id = p_tenant_id and r.id = p_id;
  if not found then
    return;
  end if;
  if (v_known.user_id, v_known.token_id, v_known.channel_id, v_known.model, v_known.amount,
      v_known.estimate)
    is distinct from (p_user_id, p_token_id, p_channel_id, p_model, p_amount, p_estimate) then
    raise exception 'another reservation has the id %: give this one an id of its own', p_id
      using
        errcode = 'unique_violation',
        constraint = 'quota_reservations_tenant_id_id_pk';
  end if;
  outcome := 'reserved';
  state := v_known.state;
  expires_at := v_known.expires_at;
  return next;
end
$function$;
comment on routine known_reservation(uuid, uuid, uuid, uuid, uuid, text, bigint, jsonb) is 'Internal: What a repeated request has reserved; nothing for a new id, an error if the request was different.';
reset role;


-- function later_columns(regtype, text, text)
CREATE OR REPLACE FUNCTION later_columns(p_type regtype, p_last text, p_format text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select coalesce(string_agg(format(p_format, a.attname), '' order by a.attnum), '')
  from pg_type as t
  join pg_attribute as l on l.attrelid = t.typrelid and l.attname = p_last
  join pg_attribute as a on a.attrelid = t.typrelid and a.attnum > l.attnum and not a.attisdropped
  where t.oid = p_type
$function$;
comment on routine later_columns(regtype, text, text) is 'Internal: A format filled in with the name of each column that was added to a type after the given one.';


-- function limit_dealt(numeric, numeric, numeric)
CREATE OR REPLACE FUNCTION limit_dealt(p_hard_limit numeric, p_soft_limit numeric, p_warned numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_soft_limit <> COALESCE(p_warned, ('-1'::integer)::numeric)) THEN p_soft_limit ELSE p_hard_limit END;
comment on routine limit_dealt(numeric, numeric, numeric) is 'Internal: The limit that a counter''s rooms are shares of: the soft or the hard one.';


-- function limit_suffices(numeric, numeric, numeric)
CREATE OR REPLACE FUNCTION limit_suffices(p_hard_limit numeric, p_taken numeric, p_needed numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN COALESCE(((p_needed = (0)::numeric) OR ((p_hard_limit - p_taken) >= p_needed)), (p_hard_limit > p_taken));
comment on routine limit_suffices(numeric, numeric, numeric) is 'Internal: Whether a limit, of which p_taken is held and used, has enough for p_needed; null for an unknown need.';


-- function limit_values(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION limit_values(p_tenant_id uuid, p_limit_id uuid, p_measure text)
 RETURNS TABLE(unit text, currency text, period text, hard_limit numeric, soft_limit numeric)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if p_measure = 'budget' then
    return query
      select b.unit::text, b.currency::text, b.period::text, coalesce(b.hard_limit, 'Infinity'),
        b.soft_limit
      from budgets as b
      where b.tenant_id = p_tenant_id and b.id = p_limit_id;
  elsif p_measure = 'api_calls' then
    return query
      select 'requests', null, 'month', coalesce(s.max_api_calls::numeric, 'Infinity'), null::numeric
      from tenant_settings as s
      where s.tenant_id = p_limit_id;
  else
    return query
      select
        case p_measure when 'quota' then 'amount' else 'requests' end,
        null,
        case p_measure when 'quota' then 'total' else 'minute' end,
        case p_measure
          when 'quota' then coalesce(nullif(l.quota, -1)::numeric, 'Infinity')
          else l.rate_limit
        end,
        null::numeric
      from (
        select t.quota::bigint, t.rate_limit::integer from user_tokens as t
        where t.tenant_id = p_tenant_id and t.id = p_limit_id
        union all
        select c.quota, c.rate_limit from provider_channels as c
        where c.tenant_id = p_tenant_id and c.id = p_limit_id
      ) as l;
  end if;
end
$function$;
comment on routine limit_values(uuid, uuid, text) is 'Internal: What a limit allows now, Infinity for any amount; nothing if it was deleted.';
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


-- function lines_given_back(quota_line[])
CREATE OR REPLACE FUNCTION lines_given_back(p_lines quota_line[])
 RETURNS quota_line[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ARRAY(SELECT ROW(l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start, (- l.held), (0)::numeric)::quota_line AS "row" FROM unnest(lines_given_back.p_lines) l(limit_id, holder_id, measure, unit, currency, slot, period_start, held, used));
comment on routine lines_given_back(quota_line[]) is 'Internal: The lines that end a reservation of which nothing was used.';


-- function local_day(timestamp with time zone, text)
CREATE OR REPLACE FUNCTION local_day(p_at timestamp with time zone, p_zone text)
 RETURNS TABLE(starts_at timestamp with time zone, ends_at timestamp with time zone)
 LANGUAGE sql
 STABLE PARALLEL SAFE ROWS 1
AS $function$
  select d.starts_at, d.ends_at
  from (
    select z.starts_at, lyss_provider.usage_bucket(z.starts_at + interval '26 hours', 'day', p_zone) as ends_at
    from (select lyss_provider.usage_bucket(p_at, 'day', p_zone)) as z (starts_at)
  ) as d
  where d.starts_at <= p_at
    and lyss_provider.is_local_day(p_starts_at => d.starts_at, p_ends_at => d.ends_at, p_zone => p_zone)
$function$;
comment on routine local_day(timestamp with time zone, text) is 'Internal: The day of a time zone that a time is in; nothing where it is no day of is_local_day().';


-- function lock_claim(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_claim(p_claim uuid, p_tenant_id uuid, p_key text)
 RETURNS SETOF outbox_keys
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function lock_counters(uuid, quota_line[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_counters(p_tenant_id uuid, p_lines quota_line[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_limit record;
  v_locked bigint;
  v_slots bigint;
begin
  for v_limit in
    select distinct l.limit_id, l.holder_id, l.measure
    from unnest(p_lines) as l
    order by l.limit_id, l.holder_id, l.measure
  loop
    loop
      begin
        perform c.slot from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
          and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure
        order by c.slot
        for no key update;
        get diagnostics v_locked = row_count;
        select count(*) into v_slots from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
          and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure;
        exit when v_locked = v_slots;
        raise sqlstate 'LYQ02';
      exception
        when sqlstate 'LYQ02' then
          null;
      end;
    end loop;
  end loop;
end
$function$;
comment on routine lock_counters(uuid, quota_line[]) is 'Internal: Locks all slots of some limits, in the order in which all sessions do.';
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


-- function lock_limits(uuid, quota_limit[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_limits(p_tenant_id uuid, p_limits quota_limit[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_limit record;
begin
  for v_limit in
    select l.* from unnest(p_limits) as l order by l.limit_id, l.holder_id, l.measure
  loop
    insert into lyss_provider.quota_counters
      (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
    values (p_tenant_id, v_limit.limit_id, v_limit.holder_id, v_limit.measure, 0, v_limit.user_id,
      v_limit.group_id, v_limit.period_start)
    on conflict do nothing;
    perform lyss_provider.lock_counters(p_tenant_id, array[
      row(v_limit.limit_id, v_limit.holder_id, v_limit.measure, null, null, null, null, null, null)::lyss_provider.quota_line]);
  end loop;
end
$function$;
comment on routine lock_limits(uuid, quota_limit[]) is 'Internal: Locks all slots of some limits.';
reset role;


-- function lock_model_prices(uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_model_prices(p_tenant_id uuid, p_provider_type text, p_model text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function lock_reservation(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_reservation(p_tenant_id uuid, p_id uuid)
 RETURNS quota_reservations
 LANGUAGE plpgsql
AS $function$
declare
  v_system constant boolean := lyss_provider.require_user_or_system(p_tenant_id);
  v_user_id constant uuid := lyss_provider.current_user_id();
  v_known lyss_provider.quota_reservations;
begin
  select * into v_known from lyss_provider.quota_reservations as r
  where r.tenant_id = p_tenant_id and r.id = p_id and (v_system or r.user_id = v_user_id)
  for no key update;
  return v_known;
end
$function$;
comment on routine lock_reservation(uuid, uuid) is 'Internal: Locks a reservation that the caller may end, and returns it; null if there is none.';
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
  v_moment constant interval := lyss_provider.moment();
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
    v_until := lyss_provider.wall_time() + v_moment;
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
              when v_wait = 1 then least(c_early, v_until - lyss_provider.wall_time())
              else v_until - lyss_provider.wall_time()
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
          v_until := lyss_provider.wall_time() + v_moment;
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  v_partition constant text := format('%I.%I', 'lyss_provider', p_name);
  v_part record;
begin
  select * into v_table from lyss_provider.monthly_table(p_table);
  if lyss_provider.is_distributed(p_table) then
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


-- function make_room(uuid, quota_limit[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION make_room(p_tenant_id uuid, p_limits quota_limit[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_left record;
  v_limit quota_limit;
begin
  -- in the order in which all sessions lock, because sharing out may publish an event
  for v_left in
    select q.*
    from quota_left(p_tenant_id, p_limits) as q
    cross join lateral (select (p_limits[q.number]).*) as l
    order by l.limit_id, l.holder_id, l.measure
  loop
    v_limit := p_limits[v_left.number];
    if not v_left.current then
      update quota_counters as c
      set period_start = v_limit.period_start, held = 0, used = 0, dealt = null, room = 0,
        warned = null
      where c.tenant_id = p_tenant_id and c.limit_id = v_limit.limit_id
        and c.holder_id = v_limit.holder_id and c.measure = v_limit.measure;
    elsif v_left.fits > 0 then
      continue;
    end if;
    perform deal_quota(
      p_tenant_id => p_tenant_id, p_limit_id => v_limit.limit_id, p_holder_id => v_limit.holder_id,
      p_measure => v_limit.measure, p_unit => v_limit.unit, p_hard_limit => v_limit.hard_limit,
      p_soft_limit => v_limit.soft_limit, p_needed => v_limit.needed);
  end loop;
end
$function$;
comment on routine make_room(uuid, quota_limit[]) is 'Internal: Shares out what is left of some limits so that a request finds room.';
reset role;


-- function may_revoke_tokens(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION may_revoke_tokens(p_tenant_id uuid, p_user_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_me uuid;
begin
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    return true;
  end if;
  -- in a statement of its own: within a comparison with null, for a token that does not exist, it might not be
  -- called
  v_me := require_active_user(p_tenant_id);
  return p_user_id = v_me or current_user_is_tenant_admin();
end
$function$;
comment on routine may_revoke_tokens(uuid, uuid) is 'Internal: Whether the caller may revoke the tokens of a user.';
reset role;


-- function missing_erasures(jsonb)
CREATE OR REPLACE FUNCTION missing_erasures(p_erasures jsonb)
 RETURNS TABLE(tenant_id uuid, user_id uuid)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function model_state(uuid, uuid, text, text, timestamp with time zone, bigint, jsonb)
CREATE OR REPLACE FUNCTION model_state(p_tenant_id uuid, p_channel_id uuid, p_model text, p_state text, p_retry_at timestamp with time zone, p_amount bigint, p_estimate jsonb)
 RETURNS TABLE(state text, until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_health record;
  v_blocked record;
  v_cooling boolean;
begin
  state := 'disabled';
  if p_state = 'disabled' then
    return next;
    return;
  end if;
  select h.failures, h.retry_at, h.probe_until into v_health
  from channel_health as h
  where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = p_model;
  v_cooling := coalesce(is_cooling(
    v_health.failures, v_health.retry_at, v_health.probe_until, statement_time()), false);
  select b.reason, b.until into v_blocked
  from channel_blocked(
    p_tenant_id => p_tenant_id, p_channel_id => p_channel_id, p_model => p_model, p_amount => p_amount,
    p_estimate => p_estimate) as b;
  state := coalesce(
    v_blocked.reason, case when p_state = 'cooling' or v_cooling then 'cooling' else 'available' end);
  if v_blocked.reason is null or v_blocked.until is not null then
    until := greatest(
      v_blocked.until,
      case when p_state = 'cooling' then p_retry_at end,
      case when v_cooling then greatest(v_health.retry_at, v_health.probe_until) end);
  end if;
  return next;
end
$function$;
comment on routine model_state(uuid, uuid, text, text, timestamp with time zone, bigint, jsonb) is 'Internal: Whether a channel can serve a request of a model now, and until when not: one row.';


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
  where t.partrelid = p_table and c.relnamespace = to_regnamespace('lyss_provider');
  if not found then
    raise exception 'the table is %, which is not a partitioned table of the schema lyss_provider',
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  perform lyss_provider.refuse_unsealed();
  select * into v_table from lyss_provider.monthly_table(table_name);
  if v_table.default_partition is null then
    return false;
  end if;
  v_next := to_regclass(format('%I.%I', 'lyss_provider', v_table.name || '_default_next'));
  if v_next is null then
    v_new_months := array(select m from lyss_provider.default_months(table_name) as m order by m);
    if v_new_months = '{}' then
      return false;
    end if;
    perform lyss_provider.begin_move(table_name, '{}', v_new_months);
    return true;
  end if;

  -- The lock also lets only one session continue the move.
  perform lyss_provider.lock_tables(array[v_next], array['share update exclusive']);
  v_progress := obj_description(v_next, 'pg_class')::jsonb;
  if current_setting('transaction_isolation') !~ '^read '
    or v_progress ->> 'transaction' = pg_current_xact_id()::text then
    raise exception 'each step of move_default_rows is a transaction of its own, READ COMMITTED'
      using errcode = 'active_sql_transaction';
  end if;
  v_file := lyss_provider.file_of(v_table.default_partition);
  if v_progress ->> 'file' <> v_file.file then
    v_progress := v_progress - 'running' || jsonb_build_object('block', 0) || to_jsonb(v_file);
  end if;
  v_months := array(select jsonb_array_elements_text(v_progress -> 'months')::date);
  v_block := (v_progress ->> 'block')::bigint;

  if v_block < (v_progress ->> 'blocks')::bigint then
    execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_provider.moment()) * 1000));
    perform lyss_provider.copy_default_rows(table_name, v_months, v_block, v_block + c_blocks);
    execute format('set local lock_timeout = %L', v_timeout);
    perform lyss_provider.note_move(
      v_next, v_progress || jsonb_build_object('block', v_block + c_blocks));
    return true;
  end if;

  if pg_relation_size(v_next) > c_few then
    v_new_months := array(
      select m from lyss_provider.default_months(table_name) as m where m <> all (v_months) order by m);
    if v_new_months <> '{}' then
      perform lyss_provider.begin_move(table_name, v_months, v_new_months);
      return true;
    end if;
  end if;

  if not v_progress ? 'running' then
    perform lyss_provider.note_move(
      v_next,
      v_progress || jsonb_build_object(
        'running', array(select t.transaction from lyss_provider.running_transactions() as t)));
    return true;
  end if;
  perform lyss_provider.await_transactions(
    array(select jsonb_array_elements_text(v_progress -> 'running')));
  perform lyss_provider.end_move(table_name, v_months);
  return exists (select from lyss_provider.default_months(table_name));
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
      (pg_catalog.date_trunc('month', lyss_provider.statement_time() at time zone 'UTC')
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  perform lyss_provider.refuse_unsealed();
  perform lyss_provider.read_on_one_connection(p_table);
  select
    min(e.to_time) filter (where e.legal_hold is null),
    string_agg(e.partition || ' is ' || e.legal_hold, '; ' order by e.from_time)
      filter (where e.legal_hold !~ '^legal hold on ')
  into to_time, kept
  from lyss_provider.expired_months(p_table, p_keep_months) as e;
end
$function$;
comment on routine next_expired_month(regclass, integer) is 'Internal: The end of the oldest expired month that can be dropped, and which cannot, because something of the host depends on them.';


-- function note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION note_job(p_name text, p_started_at timestamp with time zone, p_took interval, p_done bigint, p_error text, p_failures integer, p_due_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform lyss_provider.refuse_unsealed();
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


-- function of_tenant(regclass)
CREATE OR REPLACE FUNCTION of_tenant(p_view regclass)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
  select '(' || regexp_replace(rtrim(pg_get_viewdef(p_view), ';'), '= \w\.tenant_id\y', '= p_tenant_id', 'g') || ')'
$function$;
comment on routine of_tenant(regclass) is 'Internal: The text of a view, in which each table is limited by a parameter p_tenant_id.';


-- function open_transactions()
CREATE OR REPLACE FUNCTION open_transactions()
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return (select f.floor from outbox_floors as f where f.tenant_id = platform_tenant_id());
end
$function$;
comment on routine outbox_floor() is 'No key of the outbox can be claimed before this time, except keys of transactions that stayed open for long.';


-- function outdated_channel_keys(uuid, text, uuid, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION outdated_channel_keys(p_tenant_id uuid, p_current text, p_after_id uuid, p_limit integer)
 RETURNS TABLE(id uuid, key text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system_work();
  for id, key in
    select c.id, c.key from provider_channels as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id and not starts_with(c.key, p_current)
    order by c.id
    limit p_limit
  loop
    perform record_reading('provider_channels', p_tenant_id, id);
    return next;
  end loop;
end
$function$;
comment on routine outdated_channel_keys(uuid, text, uuid, integer) is 'The encrypted keys that do not begin with p_current, by the id of their channel, for system work.';
reset role;


-- function own_jobs()
CREATE OR REPLACE FUNCTION own_jobs()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  values
    (
      'expired reservations', 'Gives back what nobody has settled or released in time.',
      'select expire_reservations(1000)', 1000, interval '1 minute', null::interval),
    (
      'ended reservations', 'Forgets reservations that no call repeats any more.',
      'select forget_reservations($1, 1000)', 1000, interval '1 hour', interval '7 days')
  union all
  select * from lyss_provider.usage_jobs()
  union all
  select * from lyss_provider.answer_jobs()
  union all
  select * from lyss_provider.service_jobs()
$function$;
comment on routine own_jobs() is 'Internal: The jobs of PROVIDER.';


-- function own_personal_data()
CREATE OR REPLACE FUNCTION own_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
  select $json$[
    {"table": "provider_types",
      "other": ["api_format", "base_url", "display_name", "id", "name", "status",
        "supported_models", "updated_at"]},
    {"table": "tenant_settings",
      "other": ["changed_at", "limit_changed_at", "max_api_calls", "tenant_id", "time_zone"]},
    {"table": "known_users", "person": "user_id", "erasure": "delete",
      "keys": ["user_id"],
      "personal": ["user_id"],
      "other": ["changed_at", "status", "tenant_id"]},
    {"table": "channel_health", "person": "owner_id", "erasure": "delete",
      "keys": ["channel_id", "model"],
      "personal": ["owner_id"],
      "other": ["channel_id", "config_scope", "epoch", "failures", "group_id", "model",
        "probe_until", "retry_at", "tenant_id"]},
    {"table": "budgets", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id", "subject_id", "name"],
      "other": ["channel_id", "created_at", "currency", "group_id", "hard_limit", "id", "model",
        "period", "set_by", "soft_limit", "subject", "tenant_id", "token_id", "unit", "updated_at"]},
    {"table": "user_token_channels", "person": "token_id", "parent": "user_tokens",
      "erasure": "delete",
      "keys": ["token_id", "channel_id"],
      "personal": ["user_id"],
      "other": ["channel_id", "tenant_id", "token_id"]},
    {"table": "provider_channels", "person": "owner_id", "erasure": "delete", "announce": "id",
      "keys": ["id"],
      "personal": ["owner_id", "name"],
      "secret": ["key"],
      "other": ["config_scope", "created_at", "group_id", "id", "model_mapping", "models",
        "priority", "quota", "rate_limit", "status", "tenant_id", "type", "updated_at", "weight"]},
    {"table": "user_tokens", "person": "user_id", "erasure": "anonymise", "announce": "id",
      "keys": ["id"],
      "personal": ["user_id", "name", "last_used_at"],
      "secret": ["key_hash", "key_prefix", "previous_key_hash"],
      "other": ["allowed_models", "created_at", "expires_at", "id", "pepper_id", "previous_key_expires_at",
        "previous_pepper_id", "quota", "rate_limit", "restricted_to_channels", "revoked_at",
        "rotation_id", "status", "tenant_id", "updated_at"],
      "replaced": {
        "name": "erased_name(id::text || '-' || $1)",
        "key_hash": "encode(uuid_send(id) || uuid_send(id), 'hex')",
        "key_prefix": "'erased'",
        "previous_key_hash": "null",
        "previous_pepper_id": "null",
        "previous_key_expires_at": "null",
        "last_used_at": "null",
        "status": "2",
        "revoked_at": "least(revoked_at, statement_time())"},
      "reason": "Usage and reservations name the id; it says nothing once the user is erased."},
    {"table": "quota_reservations", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["amount", "channel_id", "created_at", "estimate", "expires_at", "id", "lines",
        "model", "provider_type", "settled_amount", "state", "tenant_id", "token_id"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "quota_counters", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["dealt", "group_id", "held", "holder_id", "limit_id", "measure", "period_start",
        "room", "slot", "tenant_id", "used", "warned"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "quota_entries", "person": "user_id", "erasure": "keep",
      "personal": ["user_id", "reason"],
      "other": ["kind", "lines", "recorded_at", "reservation_id", "tenant_id"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_records", "person": "user_id", "erasure": "keep",
      "keys": ["recorded_at", "id"],
      "personal": ["user_id", "conversation_id", "tags"],
      "other": ["amount", "channel_id", "completion_tokens", "cost", "counts", "currency",
        "duration_ms", "group_id", "id", "model", "outcome", "price_id", "prompt_tokens",
        "provider_type", "recorded_at", "reservation_id", "stamp", "tenant_id",
        "time_to_first_token_ms", "token_id"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_adjustments", "person": "user_id", "erasure": "keep",
      "personal": ["user_id", "reason"],
      "other": ["cost", "currency", "number", "price_id", "recorded_at", "requests", "stamp",
        "tenant_id", "unpriced", "usage_id", "usage_recorded_at"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_quarter_hours", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["amount", "channel_id", "completion_tokens", "cost", "currency", "duration_ms",
        "group_id", "model", "outcome", "prompt_tokens", "provider_type", "quarter_hour",
        "requests", "streamed", "tenant_id", "time_to_first_token_ms", "timed", "token_id",
        "unpriced"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_days", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["amount", "channel_id", "completion_tokens", "cost", "currency", "day",
        "duration_ms", "group_id", "model", "outcome", "prompt_tokens", "provider_type", "requests",
        "streamed", "tenant_id", "time_to_first_token_ms", "timed", "token_id", "unpriced"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_totals",
      "other": ["amount", "channel_id", "completion_tokens", "cost", "currency", "day",
        "duration_ms", "model", "outcome", "prompt_tokens", "provider_type", "requests", "streamed",
        "tenant_id", "time_to_first_token_ms", "timed", "unpriced"]},
    {"table": "usage_local_days", "other": ["ends_at", "starts_at", "tenant_id"]},
    {"table": "usage_local_totals",
      "other": ["amount", "channel_id", "completion_tokens", "cost", "currency",
        "duration_ms", "ends_at", "model", "outcome", "prompt_tokens", "provider_type", "requests", "starts_at",
        "streamed", "tenant_id", "time_to_first_token_ms", "timed", "unpriced"]},
    {"table": "usage_tenant_watermarks", "other": ["next_stamp", "open_stamps", "tenant_id"]}
  ]$json$::jsonb || service_personal_data() || answer_personal_data() || tenant_personal_data() || prices_personal_data() || usage_personal_data()
$function$;
comment on routine own_personal_data() is 'Internal: What is about persons in the tables of PROVIDER.';


-- function parted_table(regclass, jsonb[])
CREATE OR REPLACE FUNCTION parted_table(p_table regclass, p_rows jsonb[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
      and f.connamespace = to_regnamespace('lyss_provider')
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
      select b.partition from lyss_provider.partition_bounds(p_table) as b
      where b.from_time <= p_month at time zone 'UTC'
        and b.to_time >= (p_month + interval '1 month') at time zone 'UTC'
    ),
    to_regclass(format('%I.%I', 'lyss_provider', p_name)))
$function$;
comment on routine partition_of_month(regclass, text, timestamp without time zone) is 'Internal: The partition of a month, or else the table with its name; null for neither.';


-- function period_start(text, timestamp with time zone, text)
CREATE OR REPLACE FUNCTION period_start(p_period text, p_at timestamp with time zone, p_time_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE p_period WHEN 'total'::text THEN '-infinity'::timestamp with time zone WHEN 'minute'::text THEN date_trunc(p_period, p_at, p_time_zone) WHEN 'hour'::text THEN date_trunc(p_period, p_at, p_time_zone) ELSE (date_trunc(p_period, p_at, p_time_zone) - CASE (date_trunc(p_period, p_at, p_time_zone) AT TIME ZONE p_time_zone) WHEN ((date_trunc(p_period, p_at, p_time_zone) - '01:00:00'::interval) AT TIME ZONE p_time_zone) THEN '01:00:00'::interval ELSE '00:00:00'::interval END) END;
comment on routine period_start(text, timestamp with time zone, text) is 'Internal: The first instant of the minute, hour, day or month of an instant; -infinity for total.';


-- function period_end(text, timestamp with time zone, text)
CREATE OR REPLACE FUNCTION period_end(p_period text, p_start timestamp with time zone, p_time_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE p_period WHEN 'total'::text THEN 'infinity'::timestamp with time zone WHEN 'minute'::text THEN (p_start + '00:01:00'::interval) WHEN 'hour'::text THEN (p_start + '01:00:00'::interval) WHEN 'day'::text THEN period_start(p_period, (p_start + '36:00:00'::interval), p_time_zone) ELSE period_start(p_period, (p_start + '1080:00:00'::interval), p_time_zone) END;
comment on routine period_end(text, timestamp with time zone, text) is 'Internal: The first instant after a period; infinity for total.';


-- function personal_data()
CREATE OR REPLACE FUNCTION personal_data()
 RETURNS TABLE(table_name text, column_name text, kind text, erasure text, reason text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function post_quota(uuid, uuid, text, uuid, quota_line[], text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION post_quota(p_tenant_id uuid, p_id uuid, p_kind text, p_user_id uuid, p_lines quota_line[], p_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  insert into lyss_provider.quota_entries
    (tenant_id, reservation_id, kind, user_id, lines, reason, recorded_at)
  values
    (p_tenant_id, p_id, p_kind, p_user_id, p_lines, p_reason, lyss_provider.statement_time());
  perform lyss_provider.count_quota(p_tenant_id, p_lines);
end
$function$;
comment on routine post_quota(uuid, uuid, text, uuid, quota_line[], text) is 'Internal: Writes an entry of the ledger, and changes the counters by it.';
reset role;


-- function price_at(uuid, text, text, timestamp with time zone)
CREATE OR REPLACE FUNCTION price_at(p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamp with time zone)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  foreach v_tenant_id in array array[p_tenant_id, lyss_provider.platform_tenant_id()] loop
    select p.id, p.currency, p.effective_to, p.unit_prices
    into price_id, currency, until, unit_prices
    from lyss_provider.model_prices as p
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
      from lyss_provider.model_prices as p
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


-- function price_unpriced(uuid, text, uuid, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION price_unpriced(p_tenant_id uuid, p_reason text, p_after uuid, p_limit integer)
 RETURNS TABLE(adjusted bigint, last_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_ids uuid[];
begin
  perform require_system();
  perform pg_advisory_xact_lock(
    hashtextextended('lyss_provider usage_adjustments ' || p_tenant_id, 0));
  v_ids := array(
    select u.id from unpriced_usage as u
    where u.tenant_id = p_tenant_id and u.id > coalesce(p_after, platform_tenant_id())
    order by u.id
    limit p_limit);
  return query select
    adjust_usage(p_tenant_id, v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$function$;
comment on routine price_unpriced(uuid, text, uuid, integer) is 'Prices at most p_limit requests without a price; returns how many corrections, and the last request checked if there may be more.';
reset role;


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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function quota_left(uuid, quota_limit[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION quota_left(p_tenant_id uuid, p_limits quota_limit[])
 RETURNS TABLE(number bigint, held numeric, used numeric, remaining numeric, sufficient boolean, slots bigint, fits bigint, current boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select
      l.number,
      t.held,
      t.used,
      greatest(0, l.hard_limit - t.held - t.used),
      limit_suffices(l.hard_limit, t.held + t.used, l.needed),
      t.slots,
      t.fits,
      t.current
    from unnest(p_limits) with ordinality as l (
      limit_id, holder_id, measure, subject, unit, currency, period, period_start, time_zone,
      hard_limit, soft_limit, user_id, group_id, needed, number)
    cross join lateral (
      select
        coalesce(sum(c.held) filter (where c.period_start >= l.period_start), 0) as held,
        coalesce(sum(c.used) filter (where c.period_start >= l.period_start), 0) as used,
        count(*) as slots,
        count(*) filter (
          where slot_fits(
            p_period_start => c.period_start, p_dealt => c.dealt, p_warned => c.warned, p_room => c.room,
            p_limit_start => l.period_start, p_hard_limit => l.hard_limit, p_soft_limit => l.soft_limit,
            p_needed => l.needed)
        ) as fits,
        coalesce(bool_and(c.period_start >= l.period_start), false) as current
      from quota_counters as c
      where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
        and c.measure = l.measure
    ) as t;
end
$function$;
comment on routine quota_left(uuid, quota_limit[]) is 'Internal: What is held, used and left of some limits.';
reset role;


-- function quota_limits(uuid, uuid, uuid[], user_tokens, provider_channels, tenant_settings, text, timestamp with time zone, numeric, numeric, numeric, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION quota_limits(p_tenant_id uuid, p_user_id uuid, p_group_ids uuid[], p_token user_tokens, p_channel provider_channels, p_settings tenant_settings, p_model text, p_at timestamp with time zone, p_amount numeric, p_tokens numeric, p_cost numeric, p_currency text)
 RETURNS quota_limit[]
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_zone constant text := coalesce(p_settings.time_zone, 'UTC');
  v_minute constant timestamptz := lyss_provider.period_start('minute', p_at, v_zone);
  v_holders constant uuid[] := array[p_tenant_id, p_user_id, p_token.id, p_channel.id] || p_group_ids;
  v_limits lyss_provider.quota_limit[] := '{}';
begin
  if p_token.id is not null then
    v_limits := array[
      row(
        p_token.id, p_token.id, 'quota', 'token', 'amount', null, 'total', '-infinity', v_zone,
        coalesce(nullif(p_token.quota, -1)::numeric, 'Infinity'), null, p_token.user_id, null, p_amount
      ),
      row(
        p_token.id, p_token.id, 'rate_limit', 'token', 'requests', null, 'minute', v_minute, v_zone,
        p_token.rate_limit, null, p_token.user_id, null, 1
      )
    ]::lyss_provider.quota_limit[];
  end if;
  if p_channel.id is not null then
    v_limits := v_limits || array[
      row(
        p_channel.id, p_channel.id, 'quota', 'channel', 'amount', null, 'total', '-infinity', v_zone,
        coalesce(nullif(p_channel.quota, -1)::numeric, 'Infinity'), null, p_channel.owner_id,
        p_channel.group_id, p_amount
      ),
      row(
        p_channel.id, p_channel.id, 'rate_limit', 'channel', 'requests', null, 'minute', v_minute,
        v_zone, p_channel.rate_limit, null, p_channel.owner_id, p_channel.group_id, 1
      )
    ]::lyss_provider.quota_limit[];
  end if;
  if p_settings.tenant_id is not null then
    v_limits := v_limits || row(
      p_settings.tenant_id, p_settings.tenant_id, 'api_calls', 'tenant', 'requests', null, 'month',
      lyss_provider.period_start('month', p_at, v_zone), v_zone,
      coalesce(p_settings.max_api_calls::numeric, 'Infinity'), null, null, null, 1
    )::lyss_provider.quota_limit;
  end if;
  -- Many requests have no budgets: setting up the next statement takes ten times as long as this look.
  perform from lyss_provider.budgets as b
  where b.tenant_id = p_tenant_id and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (v_holders);
  if not found then
    return v_limits;
  end if;
  return v_limits || array(
    select row(
      b.id, h.id, 'budget', b.subject, b.unit, b.currency, b.period,
      lyss_provider.period_start(b.period, p_at, v_zone), v_zone, coalesce(b.hard_limit, 'Infinity'),
      b.soft_limit,
      case b.subject
        when 'user' then p_user_id
        when 'token' then p_user_id
        when 'channel' then p_channel.owner_id
      end,
      case b.subject when 'group' then h.id when 'channel' then p_channel.group_id end,
      case b.unit
        when 'amount' then p_amount
        when 'tokens' then p_tokens
        when 'cost' then lyss_provider.cost_needed(b.currency, p_currency, p_cost)
        else 1
      end
    )::lyss_provider.quota_limit
    from lyss_provider.budgets as b
    cross join lateral unnest(
      case b.subject
        when 'tenant' then array[p_tenant_id]
        when 'group' then p_group_ids
        when 'user' then array[p_user_id]
        when 'token' then array[p_token.id]
        else array[p_channel.id]
      end
    ) as h (id)
    where b.tenant_id = p_tenant_id
      and coalesce(b.subject_id, b.user_id, b.tenant_id) = any (v_holders)
      and coalesce(b.subject_id, h.id) = h.id
      and (b.set_by <> 'user' or b.user_id = p_user_id)
      and coalesce(b.model, p_model) = p_model);
end
$function$;
comment on routine quota_limits(uuid, uuid, uuid[], user_tokens, provider_channels, tenant_settings, text, timestamp with time zone, numeric, numeric, numeric, text) is 'Internal: The limits that apply to a request.';
reset role;


-- function raise_outbox_floor()
set role lyss_definer;
CREATE OR REPLACE FUNCTION raise_outbox_floor()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function read_channel_key(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION read_channel_key(p_tenant_id uuid, p_id uuid)
 RETURNS TABLE(key text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system_work();
  return query select c.key from provider_channels as c where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    perform record_reading('provider_channels', p_tenant_id, p_id);
  end if;
end
$function$;
comment on routine read_channel_key(uuid, uuid) is 'The encrypted key of a channel, for system work; the audit log has each reading.';
reset role;


-- function read_on_one_connection(regclass)
CREATE OR REPLACE FUNCTION read_on_one_connection(p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if lyss_provider.is_distributed(p_table) then
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


-- function reconcile_quota(uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION reconcile_quota(p_tenant_id uuid)
 RETURNS TABLE(limit_id uuid, holder_id uuid, measure text, slot smallint, drift text, counter numeric, expected numeric)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_missing record;
begin
  perform require_system();
  return query
    with counted as (
      select c.limit_id, c.holder_id, c.measure::text, c.slot, c.period_start, c.held, c.used
      from quota_counters as c
      where c.tenant_id = p_tenant_id
    ),
    recorded as (
      select s.limit_id, s.holder_id, s.measure, s.slot, s.period_start, s.held, s.used
      from quota_sums as s
      where s.tenant_id = p_tenant_id
    ),
    open as (
      select l.limit_id, l.holder_id, l.measure, l.slot, l.period_start, sum(l.held) as held
      from quota_reservations as r
      cross join lateral unnest(r.lines) as l
      where r.tenant_id = p_tenant_id and r.state = 'reserved'
      group by l.limit_id, l.holder_id, l.measure, l.slot, l.period_start
    )
    select c.limit_id, c.holder_id, c.measure, c.slot, d.drift, d.counter, d.expected
    from counted as c
    left join recorded as r using (limit_id, holder_id, measure, slot, period_start)
    left join open as o using (limit_id, holder_id, measure, slot, period_start)
    cross join lateral (values
      ('held', c.held, coalesce(r.held, 0)),
      ('used', c.used, coalesce(r.used, 0)),
      ('open', c.held, coalesce(o.held, 0))
    ) as d (drift, counter, expected)
    where d.counter <> d.expected
    union all
    select c.limit_id, c.holder_id, c.measure::text, 0::smallint, 'room', sum(c.room),
      max(c.dealt) - sum(c.held + c.used)
    from quota_counters as c
    where c.tenant_id = p_tenant_id
    group by c.limit_id, c.holder_id, c.measure
    having count(c.dealt) > 0 and max(c.dealt) < 'Infinity'
      and sum(c.room) <> max(c.dealt) - sum(c.held + c.used);
  -- each of its own, as Citus joins no table with a function that reads others
  for v_missing in
    select s.limit_id, s.holder_id, s.measure, s.slot, s.held + s.used as total
    from quota_sums as s
    left join quota_counters as c
      on c.tenant_id = s.tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
      and c.measure = s.measure and c.slot = s.slot and c.period_start >= s.period_start
    where s.tenant_id = p_tenant_id and c.slot is null
  loop
    perform from limit_values(p_tenant_id, v_missing.limit_id, v_missing.measure);
    if found then
      limit_id := v_missing.limit_id;
      holder_id := v_missing.holder_id;
      measure := v_missing.measure;
      slot := v_missing.slot;
      drift := 'missing';
      counter := 0;
      expected := v_missing.total;
      return next;
    end if;
  end loop;
end
$function$;
comment on routine reconcile_quota(uuid) is 'Where the counters of a tenant differ from the ledger: nothing, or a row for each drift.';
reset role;


-- function record_addition(uuid, uuid, uuid, text, text, text, numeric)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_addition(p_tenant_id uuid, p_limit_id uuid, p_id uuid, p_measure text, p_unit text, p_currency text, p_amount numeric)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_known quota_line;
begin
  if p_id is null then
    raise exception 'addition_id is null: an addition has an id of the caller''s'
      using errcode = 'not_null_violation';
  end if;
  select l.* into v_known
  from quota_entries as e
  cross join lateral unnest(e.lines) as l
  where e.tenant_id = p_tenant_id and e.reservation_id = p_id and e.kind = 'add';
  if found then
    if (v_known.limit_id, v_known.held) is distinct from (p_limit_id, p_amount) then
      raise exception 'another addition has the id %: give this one an id of its own', p_id
        using
          errcode = 'unique_violation',
          constraint = 'quota_entries_tenant_id_reservation_id_kind_recorded_at_pk';
    end if;
    return false;
  end if;
  insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
  values (
    p_tenant_id, p_id, 'add', current_user_id(),
    array[
      row(p_limit_id, p_limit_id, p_measure, p_unit, p_currency, 0, '-infinity', p_amount, 0)
    ]::quota_line[],
    statement_time());
  return true;
end
$function$;
comment on routine record_addition(uuid, uuid, uuid, text, text, text, numeric) is 'Internal: Enters an addition to a quota or a budget; false if it was entered before.';
reset role;


-- function record_administrator()
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_administrator()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function record_usage(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[], numeric[], integer[], integer[], jsonb[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_usage(p_tenant_id uuid, p_ids uuid[], p_user_ids uuid[], p_token_ids uuid[], p_channel_ids uuid[], p_group_ids uuid[], p_conversation_ids uuid[], p_models text[], p_outcomes text[], p_counts jsonb[], p_amounts bigint[], p_currencies text[], p_costs numeric[], p_times_to_first_token_ms integer[], p_durations_ms integer[], p_tags jsonb[])
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_stamp constant bigint := usage_stamp();
  v_counts constant usage_records_counts[] := p_counts;
  v_priced record;
  v_types text[];
  v_price_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_before bigint;
  v_recorded bigint;
  v_size constant integer := greatest(
    cardinality(p_ids), cardinality(p_user_ids), cardinality(p_token_ids), cardinality(p_channel_ids),
    cardinality(p_group_ids), cardinality(p_conversation_ids), cardinality(p_models),
    cardinality(p_outcomes), cardinality(p_counts), cardinality(p_amounts), cardinality(p_currencies),
    cardinality(p_costs), cardinality(p_times_to_first_token_ms), cardinality(p_durations_ms),
    cardinality(p_tags));
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  -- nested, because PostgreSQL sets up a whole condition before it evaluates its first part
  if not v_system then
    if exists (select from unnest(p_user_ids) as u (id) where u.id is distinct from current_user_id())
      or exists (
        select from unnest(p_group_ids) as g (id) where g.id is not null and g.id <> all (current_group_ids())
      )
      or exists (
        select from (select distinct n.id from unnest(p_token_ids) as n (id)) as k
        where k.id is not null and not exists (
          select from user_tokens as t
          where t.tenant_id = p_tenant_id and t.id = k.id and t.user_id = current_user_id()
        )
      )
      or exists (
        select from (select distinct n.id from unnest(p_channel_ids) as n (id)) as k
        where not exists (
          select from provider_channels as c
          where c.tenant_id = p_tenant_id and c.id = k.id
            and can_use_channel(c.config_scope, c.owner_id, c.group_id)
        )
      )
    then
      raise exception 'users record only their own requests, with tokens of their own and channels that they may use'
        using errcode = 'insufficient_privilege';
    end if;
  end if;
  v_priced := usage_costs(
    p_tenant_id => p_tenant_id, p_ids => p_ids, p_channel_ids => p_channel_ids, p_models => p_models,
    p_counts => v_counts, p_costs => p_costs);
  -- in variables, because an array in a record is unpacked anew for each element
  v_types := v_priced.types;
  v_price_ids := v_priced.price_ids;
  v_currencies := v_priced.currencies;
  v_costs := v_priced.costs;
  if is_on_citus() then
    v_before := usage_of_transaction(p_tenant_id, p_ids);
  end if;
  insert into usage_records (
    tenant_id, id, user_id, token_id, channel_id, group_id, conversation_id, provider_type, model,
    outcome, counts, prompt_tokens, completion_tokens, amount, price_id, currency, cost,
    time_to_first_token_ms, duration_ms, tags, recorded_at, stamp
  )
  select
    p_tenant_id, p_ids[n], p_user_ids[n], p_token_ids[n], p_channel_ids[n], p_group_ids[n],
    p_conversation_ids[n], v_types[n], p_models[n], p_outcomes[n], v_counts[n],
    k.prompt_tokens, k.completion_tokens, p_amounts[n], v_price_ids[n],
    case when p_costs[n] is null then v_currencies[n] else p_currencies[n] end,
    coalesce(p_costs[n], v_costs[n], case when v_counts[n] = '{}' then 0 end),
    p_times_to_first_token_ms[n], p_durations_ms[n], p_tags[n], uuid_time(p_ids[n]), v_stamp
  -- By index, because unnesting so many arrays takes twice the time of a request to set up. They are sorted before
  -- their columns are computed, because a sort copies what it sorts.
  from (select i from generate_series(1, v_size) as i order by p_ids[i]) as s (n)
  cross join lateral token_totals(v_counts[n]) as k
  on conflict (tenant_id, id, recorded_at) do nothing;
  if is_on_citus() then
    v_recorded := usage_of_transaction(p_tenant_id, p_ids) - v_before;
  else
    get diagnostics v_recorded = row_count;
  end if;
  if v_recorded < cardinality(p_ids) then
    if exists (
      select from unnest(p_ids, p_user_ids) as n (id, user_id)
      join usage_records as r
        on r.tenant_id = p_tenant_id and r.id = n.id and r.recorded_at = uuid_time(n.id)
      where r.user_id <> n.user_id
    ) then
      raise exception 'the id is that of a request of another user'
        using
          errcode = 'unique_violation',
          constraint = 'usage_records_tenant_id_id_recorded_at_pk';
    end if;
  end if;
  return v_recorded;
end
$function$;
comment on routine record_usage(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[], numeric[], integer[], integer[], jsonb[]) is 'Records requests that had no reservation; returns how many were not recorded before.';
reset role;


-- function refresh_usage()
set role lyss_definer;
CREATE OR REPLACE FUNCTION refresh_usage()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_old usage_watermark;
  v_now pg_snapshot;
  v_next_epoch bigint;
  v_epoch bigint;
  v_next bigint;
  v_open bigint[];
  v_rolled_up bigint;
begin
  if is_distributed('usage_quarter_hours') then -- Citus makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  select * into v_old from usage_watermark for no key update;
  v_now := pg_current_snapshot();
  v_next_epoch := ((v_old.next_stamp >> 48) + 1) << 48;
  v_epoch := case
    when usage_stamp() >= v_next_epoch
      or exists (select 1 from usage_facts as f where f.stamp >= v_next_epoch) then v_next_epoch
    else v_old.epoch
  end;
  v_next := greatest(v_old.next_stamp, v_epoch + pg_snapshot_xmax(v_now)::text::bigint);
  v_open := array(
    select s.stamp
    from (
      select pg_snapshot_xip(v_now)::text::bigint
      union
      select pg_current_xact_id()::text::bigint -- which may write more
      union
      select e.xid from ending_transactions(v_now) as e (xid)
    ) as running (xid),
      lateral (values
        (v_epoch + xid),
        (v_old.epoch + xid),
        (v_old.epoch - (1::bigint << 48) + xid)
      ) as s (stamp)
    where (s.stamp >= v_old.next_stamp or s.stamp = any (v_old.open_stamps)) and s.stamp < v_next);
  v_rolled_up := roll_up_usage(
    p_next => v_old.next_stamp, p_open => v_old.open_stamps, p_new_next => v_next, p_new_open => v_open,
    p_from => '-infinity', p_to => 'infinity');
  update usage_watermark as w
  set epoch = v_epoch, next_stamp = v_next, open_stamps = v_open, refreshed_at = statement_time();
  return v_rolled_up;
end
$function$;
comment on routine refresh_usage() is 'Rolls up what was written since the last refresh; returns how many rows. Reads are exact without it.';
reset role;


-- function refuse_change()
CREATE OR REPLACE FUNCTION refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' and current_user = 'lyss_definer' then
    return old;
  end if;
  -- passed as an argument, because on a partition tg_table_name would be the partition
  raise exception '% is append-only: % is refused', tg_argv[0], lyss_provider.fold_case(tg_op)
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  raise exception 'rows of % stay that are to be deleted; what could keep them: %',
    p_table, coalesce(row_keepers(to_regclass(format('%I.%I', 'lyss_provider', p_table)), p_event), 'no trigger')
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
  if not lyss_provider.current_tenant_is_active() then
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
  if current_setting('role') = 'lyss_system' and lyss_provider.current_system_reason() is not null then
    return;
  elsif not lyss_provider.needs_no_seal() then
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function release_quota(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION release_quota(p_tenant_id uuid, p_id uuid)
 RETURNS TABLE(state character varying, settled_amount bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_known quota_reservations;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  v_known := lock_reservation(p_tenant_id, p_id);
  if v_known.id is null then
    return;
  end if;
  if v_known.state = 'reserved' then
    perform end_reservation(v_known, 'released', null, lines_given_back(v_known.lines));
    state := 'released';
  else
    state := v_known.state;
    settled_amount := v_known.settled_amount;
  end if;
  return next;
end
$function$;
comment on routine release_quota(uuid, uuid) is 'Ends a reservation of which nothing was used; returns how it ended, or nothing.';
reset role;


-- function remaining_quota(uuid, uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION remaining_quota(p_tenant_id uuid, p_token_id uuid, p_channel_id uuid, p_model text)
 RETURNS TABLE(limit_id uuid, holder_id uuid, measure text, subject text, name character varying, unit text, currency text, period text, hard_limit numeric, soft_limit numeric, held numeric, used numeric, remaining numeric, resets_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_user_id constant uuid := require_user(p_tenant_id);
  v_token user_tokens;
  v_channel provider_channels;
  v_settings tenant_settings;
  v_limits quota_limit[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  select * into v_token from user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id and t.user_id = v_user_id;
  select * into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and can_use_channel(c.config_scope, c.owner_id, c.group_id);
  select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
  v_limits := quota_limits(
    p_tenant_id => p_tenant_id, p_user_id => v_user_id, p_group_ids => current_group_ids(),
    p_token => v_token, p_channel => v_channel, p_settings => v_settings, p_model => p_model,
    p_at => statement_time(), p_amount => null, p_tokens => null, p_cost => null, p_currency => null);
  return query
    select
      l.limit_id, l.holder_id, l.measure, l.subject,
      (
        select b.name from budgets as b
        where l.measure = 'budget' and b.tenant_id = p_tenant_id and b.id = l.limit_id
      ),
      l.unit, l.currency, l.period, nullif(l.hard_limit, 'Infinity'), l.soft_limit, q.held, q.used,
      nullif(q.remaining, 'Infinity'),
      nullif(period_end(l.period, l.period_start, l.time_zone), 'infinity')
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    order by q.number;
end
$function$;
comment on routine remaining_quota(uuid, uuid, uuid, text) is 'What is left of each limit that applies to a request of the current user.';
reset role;


-- function remove_key(uuid, text, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION remove_key(p_tenant_id uuid, p_key text, p_first_position bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function repair_quota(uuid, uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION repair_quota(p_tenant_id uuid, p_id uuid, p_reason text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_drifted quota_line[];
  v_lines quota_line[];
begin
  perform require_system();
  if not not_blank(p_reason) then
    raise exception 'an entry of the ledger that no request has made needs a reason'
      using errcode = 'check_violation', constraint = 'quota_entries_kind_reason_check';
  end if;
  v_drifted := array(
    select distinct
      row(d.limit_id, d.holder_id, d.measure, null, null, null, null, null, null)::quota_line
    from reconcile_quota(p_tenant_id) as d);
  perform lock_counters(p_tenant_id, v_drifted);
  -- restores a deleted slot, in the latest period of its limit
  insert into quota_counters
    (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start)
  select distinct
    p_tenant_id, s.limit_id, s.holder_id, s.measure, s.slot,
    coalesce(t.user_id, h.owner_id, case when b.subject = 'user' then s.holder_id end),
    coalesce(h.group_id, case when b.subject = 'group' then s.holder_id end),
    greatest(
      max(s.period_start) over (partition by s.limit_id, s.holder_id, s.measure),
      (
        select max(c.period_start) from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = s.limit_id and c.holder_id = s.holder_id
          and c.measure = s.measure
      ))
  from quota_sums as s
  join unnest(v_drifted) as l
    on l.limit_id = s.limit_id and l.holder_id = s.holder_id and l.measure = s.measure
  left join user_tokens as t on t.tenant_id = p_tenant_id and t.id = s.holder_id
  left join provider_channels as h on h.tenant_id = p_tenant_id and h.id = s.holder_id
  left join budgets as b on b.tenant_id = p_tenant_id and b.id = s.limit_id
  where s.tenant_id = p_tenant_id
  on conflict do nothing;
  -- gives back, also in the ledger, what is held for reservations that no longer exist
  select coalesce(
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, null::text, null::text, c.slot, c.period_start,
        coalesce(o.held, 0) - coalesce(s.held, 0), 0
      )::quota_line),
    '{}')
  into v_lines
  from quota_counters as c
  join unnest(v_drifted) as l
    on l.limit_id = c.limit_id and l.holder_id = c.holder_id and l.measure = c.measure
  left join quota_sums as s
    on s.tenant_id = c.tenant_id and s.limit_id = c.limit_id and s.holder_id = c.holder_id
    and s.measure = c.measure and s.slot = c.slot and s.period_start = c.period_start
  left join (
    select h.limit_id, h.holder_id, h.measure, h.slot, h.period_start, sum(h.held) as held
    from quota_reservations as r
    cross join lateral unnest(r.lines) as h
    where r.tenant_id = p_tenant_id and r.state = 'reserved'
    group by h.limit_id, h.holder_id, h.measure, h.slot, h.period_start
  ) as o
    on o.limit_id = c.limit_id and o.holder_id = c.holder_id and o.measure = c.measure
    and o.slot = c.slot and o.period_start = c.period_start
  where c.tenant_id = p_tenant_id and coalesce(o.held, 0) <> coalesce(s.held, 0);
  if cardinality(v_lines) > 0 then
    insert into quota_entries (tenant_id, reservation_id, kind, lines, reason, recorded_at)
    values (p_tenant_id, p_id, 'adjust', v_lines, p_reason, statement_time());
  end if;
  select coalesce(
    array_agg(
      row(
        c.limit_id, c.holder_id, c.measure, null::text, null::text, c.slot, c.period_start,
        coalesce(s.held, 0) - c.held, coalesce(s.used, 0) - c.used
      )::quota_line),
    '{}')
  into v_lines
  from quota_counters as c
  join unnest(v_drifted) as l
    on l.limit_id = c.limit_id and l.holder_id = c.holder_id and l.measure = c.measure
  left join quota_sums as s
    on s.tenant_id = c.tenant_id and s.limit_id = c.limit_id and s.holder_id = c.holder_id
    and s.measure = c.measure and s.slot = c.slot and s.period_start = c.period_start
  where c.tenant_id = p_tenant_id;
  if cardinality(v_lines) = 0 then
    return 0;
  end if;
  update quota_counters as c
  set held = c.held + l.held, used = c.used + l.used, dealt = null, room = 0
  from unnest(v_lines) as l
  where c.tenant_id = p_tenant_id and c.limit_id = l.limit_id and c.holder_id = l.holder_id
    and c.measure = l.measure and c.slot = l.slot;
  insert into quota_entries (tenant_id, reservation_id, kind, lines, reason, recorded_at)
  values (p_tenant_id, p_id, 'repair', v_lines, p_reason, statement_time());
  return (select count(*) from unnest(v_lines) as l where l.held <> 0 or l.used <> 0);
end
$function$;
comment on routine repair_quota(uuid, uuid, text) is 'Sets the counters of a tenant that have drifted to what the ledger says; returns how many slots.';
reset role;


-- function replace_channel_key(uuid, uuid, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION replace_channel_key(p_tenant_id uuid, p_id uuid, p_key text, p_replacement text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system_work();
  update provider_channels as c set key = p_replacement
  where c.tenant_id = p_tenant_id and c.id = p_id and c.key = p_key;
  return found;
end
$function$;
comment on routine replace_channel_key(uuid, uuid, text, text) is 'Replaces the encrypted key of a channel, if it is still p_key, for system work.';
reset role;


-- function replace_seal_key()
set role lyss_definer;
CREATE OR REPLACE FUNCTION replace_seal_key()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function report_failure(uuid, uuid, text, bigint, bigint, boolean, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION report_failure(p_tenant_id uuid, p_channel_id uuid, p_model text, p_channel_epoch bigint, p_model_epoch bigint, p_channel_wide boolean, p_retry_after interval)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_failed constant text := case when p_channel_wide then '' else p_model end;
  v_asked constant interval :=
    case when p_retry_after > interval '1 hour' then interval '1 hour' else p_retry_after end;
  v_model text;
  v_channel record;
  v_row channel_health;
  v_tries boolean;
  v_whole_epoch bigint;
  v_counts boolean;
  v_pause interval;
begin
  if p_retry_after < interval '0' then
    raise exception 'retry_after is %: it is at least 0', p_retry_after using errcode = 'numeric_value_out_of_range';
  end if;
  -- locked, so that it is neither deleted nor enabled while its health is written
  select c.config_scope, c.owner_id, c.group_id into v_channel from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_channel_id
    and (v_system or can_use_channel(c.config_scope, c.owner_id, c.group_id))
    and c.status <> 2 and (p_channel_wide or c.models ? p_model)
  for share;
  if not found then
    return false;
  end if;
  -- also the row of the whole channel, for which reports on different models wait
  foreach v_model in array array['', v_failed] loop
    insert into channel_health (tenant_id, channel_id, model, config_scope, owner_id, group_id)
    values (p_tenant_id, p_channel_id, v_model, v_channel.config_scope, v_channel.owner_id,
      v_channel.group_id)
    on conflict do nothing;
  end loop;

  -- the whole channel first, as in all functions
  for v_row in
    select * from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model in ('', p_model)
    order by h.model
    for no key update
  loop
    v_tries := v_row.probe_until is not null
      and v_row.epoch = case when v_row.model = '' then p_channel_epoch else p_model_epoch end;
    if v_row.model = '' then
      v_whole_epoch := v_row.epoch;
    end if;
    if v_row.model <> v_failed then
      if v_tries then
        update channel_health as h
        set probe_until = null, epoch = h.epoch + 1
        where h.tenant_id = p_tenant_id
          and h.channel_id = p_channel_id
          and h.model = v_row.model;
      end if;
      continue;
    end if;

    v_counts := v_tries
      or v_row.failures = 0 and v_whole_epoch = p_channel_epoch
        and (p_channel_wide or v_row.epoch = p_model_epoch);
    if v_counts then
      v_pause := greatest(
        least(interval '30 seconds' * 2 ^ least(v_row.failures, 10), interval '10 minutes'), v_asked);
      update channel_health as h
      set
        failures = h.failures + 1,
        retry_at = v_now + v_pause,
        probe_until = null,
        epoch = h.epoch + 1
      where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_failed;
    elsif v_row.failures > 0 and v_row.probe_until is null and v_row.retry_at < v_now + v_asked then
      update channel_health as h
      set retry_at = v_now + v_asked
      where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_failed;
    end if;
    if v_counts and v_row.failures = 0 then
      perform publish_event(
        p_tenant_id, 'channel:' || p_channel_id, 'channel.failed',
        jsonb_build_object('model', nullif(v_failed, '')));
    end if;
  end loop;
  return v_counts;
end
$function$;
comment on routine report_failure(uuid, uuid, text, bigint, bigint, boolean, interval) is 'Records that an attempt has failed by its channel or by the model there; false if it does not count.';
reset role;


-- function report_success(uuid, uuid, text, bigint, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION report_success(p_tenant_id uuid, p_channel_id uuid, p_model text, p_channel_epoch bigint, p_model_epoch bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_model text;
  v_recovered boolean := false;
begin
  for v_model in
    select h.model from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model in ('', p_model)
      and h.probe_until is not null
      and h.epoch = case h.model when '' then p_channel_epoch else p_model_epoch end
      and (v_system or can_use_channel(h.config_scope, h.owner_id, h.group_id))
    order by h.model
    for no key update
  loop
    update channel_health as h
    set failures = 0, retry_at = null, probe_until = null, epoch = h.epoch + 1
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model;
    perform publish_event(
      p_tenant_id, 'channel:' || p_channel_id, 'channel.recovered',
      jsonb_build_object('model', nullif(v_model, '')));
    v_recovered := true;
  end loop;
  return v_recovered;
end
$function$;
comment on routine report_success(uuid, uuid, text, bigint, bigint) is 'Records the success of an attempt; whether that has opened its channel, or the model there, again.';
reset role;


-- function require_active_user(uuid)
CREATE OR REPLACE FUNCTION require_active_user(p_tenant_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'authenticated_users' and lyss_provider.current_tenant_id() = p_tenant_id
    and lyss_provider.current_tenant_is_active() and lyss_provider.current_user_id() is not null
  then
    return lyss_provider.current_user_id();
  end if;
  perform lyss_provider.refuse_suspended_tenant();
  return lyss_provider.require_user(p_tenant_id);
end
$function$;
comment on routine require_active_user(uuid) is 'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant, or the tenant is not active.';


-- function require_budget_setter(uuid, text, uuid)
CREATE OR REPLACE FUNCTION require_budget_setter(p_tenant_id uuid, p_set_by text, p_user_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_user_id uuid;
begin
  if p_set_by = 'platform' then
    perform lyss_provider.require_system();
    return;
  end if;
  v_user_id := lyss_provider.require_active_user(p_tenant_id);
  if p_set_by = 'tenant' and not lyss_provider.current_user_is_tenant_admin() then
    raise exception 'this takes an administrator of the tenant'
      using errcode = 'insufficient_privilege';
  elsif p_set_by = 'user' and p_user_id is distinct from v_user_id then
    raise exception 'users set budgets only of their own tokens'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine require_budget_setter(uuid, text, uuid) is 'Internal: Fails with 42501 unless the caller may set such a budget for that user.';


-- function require_erased(text, text, text, text)
CREATE OR REPLACE FUNCTION require_erased(p_table text, p_erasure text, p_left_behind text, p_random text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_keepers constant text := row_keepers(
    to_regclass(format('%I.%I', 'lyss_provider', p_table)), case p_erasure when 'delete' then 'delete' else 'update' end);
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  if lyss_provider.is_distributed(p_table) then
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function require_replayed(pg_lsn, xid8[])
CREATE OR REPLACE FUNCTION require_replayed(p_position pg_lsn, p_transactions xid8[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function require_sight_of_tenant(uuid)
CREATE OR REPLACE FUNCTION require_sight_of_tenant(p_tenant_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    perform lyss_provider.require_system();
  elsif lyss_provider.require_tenant() <> p_tenant_id
    or not lyss_provider.current_user_is_tenant_admin() then
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  c_separator constant text := chr(31);
  v_parts constant text[] := string_to_array(p_signature, '.');
  v_mac text;
begin
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(concat(
      'lyss scope', c_separator, 'lyss_provider', c_separator, v_parts[2], c_separator, v_parts[3], c_separator,
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if not exists (select from scope_key_ages()) then
    raise exception 'there is no key to sign with: call add_scope_key() first'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return lyss_provider.seal_holds();
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
  if current_setting('role') <> 'lyss_system' or lyss_provider.current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_provider.current_system_reason();
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
  perform lyss_provider.require_system();
  if lyss_provider.current_user_id() is not null then
    raise exception 'this takes system work, and no person stands in for it'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_provider.current_system_reason();
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
  if current_setting('role') <> 'authenticated_users' or lyss_provider.current_tenant_id() is null then
    raise exception 'this takes the scope of a tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_provider.current_tenant_id();
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
  perform lyss_provider.require_sight_of_tenant(p_tenant_id);
  perform lyss_provider.refuse_suspended_tenant();
end
$function$;
comment on routine require_tenant_admin(uuid) is 'Internal: Fails with 42501 unless the scope is system work, or an administrator''s of that tenant while it is active.';


-- function require_usage_ids(uuid[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_usage_ids(p_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_closed constant timestamptz := (select w.closed_before from usage_watermark as w);
  v_first constant timestamptz := statement_time() - interval '400 days';
  v_last constant timestamptz := statement_time() + interval '1 hour';
  v_id uuid;
  v_at timestamptz;
begin
  foreach v_id in array p_ids loop
    v_at := uuid_time(v_id);
    if v_at is null then
      raise exception 'id is %: it is a UUID of version 7', coalesce(v_id::text, 'null')
        using errcode = 'data_exception';
    elsif v_at < v_closed then
      raise exception 'id is of %: usage before % was dropped, and is not accepted any more',
        v_at, v_closed
        using errcode = 'data_exception';
    elsif v_at < v_first or v_at > v_last then
      raise exception 'id is of %: usage is accepted for 400 days, and an hour ahead of the clock', v_at
        using errcode = 'data_exception';
    end if;
  end loop;
end
$function$;
comment on routine require_usage_ids(uuid[]) is 'Internal: Fails with 22000 unless each id is a UUID of version 7 of a time whose usage is accepted.';
reset role;


-- function require_usage_window(timestamp with time zone, timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION require_usage_window(p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_zone text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if p_bucket is null or p_bucket not in ('all', 'hour', 'day', 'month') then
    raise exception 'bucket is %: it is all, hour, day or month', coalesce(p_bucket, 'null')
      using errcode = 'data_exception';
  elsif p_from is null or p_to is null
    or isfinite(p_from) and extract(epoch from p_from) % 900 <> 0
    or isfinite(p_to) and extract(epoch from p_to) % 900 <> 0 then
    raise exception 'from is %, to is %: they lie on quarters of an hour',
      coalesce(p_from::text, 'null'), coalesce(p_to::text, 'null')
      using errcode = 'data_exception';
  end if;
  -- PostgreSQL reads "+01:00" as west of Greenwich, others as east.
  if p_zone ~ '[+-]\d' and p_zone !~ '^Etc/' then
    raise exception 'zone is %: it has a name, or is UTC', p_zone using errcode = 'data_exception';
  end if;
  begin
    perform lyss_provider.usage_bucket('2000-01-01 00:00:00+00', 'day', coalesce(p_zone, ''));
  exception when invalid_parameter_value then
    raise exception 'zone is %: it is the name of a time zone', coalesce(p_zone, 'null')
      using errcode = 'data_exception';
  end;
end
$function$;
comment on routine require_usage_window(timestamp with time zone, timestamp with time zone, text, text) is 'Internal: Fails with 22000 unless usage of this time can be read from roll-ups.';


-- function require_user(uuid)
CREATE OR REPLACE FUNCTION require_user(p_tenant_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if lyss_provider.require_tenant() is distinct from p_tenant_id
    or lyss_provider.current_user_id() is null then
    raise exception 'this takes the scope of a user of the tenant'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_provider.current_user_id();
end
$function$;
comment on routine require_user(uuid) is 'Internal: Returns the user of the scope; fails with 42501 where it is not a user of that tenant.';


-- function require_user_or_system(uuid)
CREATE OR REPLACE FUNCTION require_user_or_system(p_tenant_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    perform lyss_provider.require_system();
    return true;
  end if;
  perform lyss_provider.require_active_user(p_tenant_id);
  return false;
end
$function$;
comment on routine require_user_or_system(uuid) is 'Internal: Whether this is system work; fails with 42501 unless it is, or the scope is one of that tenant''s users while the tenant is active.';


-- function rerate(uuid, text, timestamp with time zone, timestamp with time zone, text, uuid, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION rerate(p_tenant_id uuid, p_model text, p_from timestamp with time zone, p_to timestamp with time zone, p_reason text, p_after uuid, p_limit integer)
 RETURNS TABLE(adjusted bigint, last_id uuid)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_ids uuid[];
begin
  perform require_system();
  perform pg_advisory_xact_lock(
    hashtextextended('lyss_provider usage_adjustments ' || p_tenant_id, 0));
  v_ids := array(
    select r.id from usage_records as r
    where r.tenant_id = p_tenant_id and r.model = p_model
      and r.recorded_at >= p_from and r.recorded_at < p_to
      and r.id > coalesce(p_after, platform_tenant_id()) and r.id >= first_uuid(p_from)
    order by r.id
    limit p_limit);
  return query select
    adjust_usage(p_tenant_id, v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$function$;
comment on routine rerate(uuid, text, timestamp with time zone, timestamp with time zone, text, uuid, integer) is 'Corrects the costs of at most p_limit requests of a model; returns how many corrections, and the last request checked if there may be more.';
reset role;


-- function reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION reserve_quota(p_tenant_id uuid, p_id uuid, p_token_id uuid, p_channel_id uuid, p_model text, p_amount bigint, p_estimate jsonb, p_hold interval)
 RETURNS TABLE(outcome text, state character varying, expires_at timestamp with time zone, limit_id uuid, measure text, subject text, unit text, period text, hard_limit numeric, remaining numeric, resets_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_group_ids constant uuid[] := current_group_ids();
  v_now constant timestamptz := statement_time();
  v_until constant timestamptz := v_now + p_hold;
  v_token user_tokens;
  v_channel provider_channels;
  v_type provider_types;
  v_settings tenant_settings;
  v_tokens numeric;
  v_cost numeric;
  v_currency text;
  v_limits quota_limit[];
  v_awaited quota_limit[];
  v_slots smallint[];
  v_waits boolean;
  v_short bigint[];
  v_left numeric[];
  v_free bigint[];
  v_number bigint;
  v_limit quota_limit;
  v_lines quota_line[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if is_token_counts(p_estimate) is not true then
    raise exception 'an estimate is an object of kinds of tokens and their counts, of 0 and more'
      using errcode = 'check_violation', constraint = 'quota_reservations_estimate_check';
  end if;
  for v_attempt in 1..10 loop
    begin
      v_waits := v_attempt > 1;
      if v_waits then
        v_slots := await_slots(p_tenant_id, v_limits);
        v_awaited := v_limits;
        v_waits := false;
      end if;
      if p_token_id is not null then
        select * into v_token from user_tokens as t
        where t.tenant_id = p_tenant_id and t.id = p_token_id and t.user_id = v_user_id;
      end if;
      select * into v_channel from provider_channels as c
      where c.tenant_id = p_tenant_id and c.id = p_channel_id
        and channel_serves_user(
          p_config_scope => c.config_scope, p_owner_id => c.owner_id, p_group_id => c.group_id,
          p_user_id => v_user_id, p_group_ids => v_group_ids);
      select * into v_type from provider_types as t where t.id = v_channel.type;
      select * into v_settings from tenant_settings as s where s.tenant_id = p_tenant_id;
      outcome := case
        when v_token.id is distinct from p_token_id
          or token_state(v_token.status, v_token.revoked_at, v_token.expires_at, v_now) <> 'active'
          or p_token_id is not null and not user_is_active(p_tenant_id, v_user_id)
          then 'token_invalid'
        when not v_token.allowed_models ? p_model then 'model_not_allowed'
        when not coalesce(v_channel.models ? p_model, false)
          or coalesce(v_token.restricted_to_channels, false)
            and p_channel_id <> all (token_channels(p_tenant_id, p_token_id))
          then 'channel_invalid'
        when v_type.status <> 'active' or v_channel.status = 2 then 'channel_disabled'
      end;
      if outcome is null then
        if p_estimate <> '{}' then
          select k.prompt_tokens + k.completion_tokens into v_tokens from token_totals(p_estimate) as k;
          select c.cost, c.currency into v_cost, v_currency
          from cost_of_usage(
            p_tenant_id => p_tenant_id, p_provider_type => v_type.name, p_model => p_model,
            p_counts => p_estimate, p_at => v_now) as c;
        end if;
        v_limits := quota_limits(
          p_tenant_id => p_tenant_id, p_user_id => v_user_id, p_group_ids => v_group_ids, p_token => v_token,
          p_channel => v_channel, p_settings => v_settings, p_model => p_model, p_at => v_now,
          p_amount => p_amount, p_tokens => v_tokens, p_cost => v_cost, p_currency => v_currency);
        if v_attempt > 1 then
          if v_limits is distinct from v_awaited then
            raise sqlstate 'LYQ01';
          end if;
          perform make_room(
            p_tenant_id,
            array(select v_limits[n] from generate_subscripts(v_limits, 1) as n where v_slots[n] is null));
        end if;
        v_lines := hold_quota(p_tenant_id, v_limits, v_slots);
        insert into quota_reservations
          (tenant_id, id, user_id, token_id, channel_id, provider_type, model, amount, estimate, lines,
            expires_at, created_at)
        values
          (p_tenant_id, p_id, v_user_id, p_token_id, p_channel_id, v_type.name, p_model, p_amount,
            p_estimate, v_lines, v_until, v_now)
        on conflict do nothing;
        if not found then
          raise sqlstate 'LYQ01';
        end if;
        insert into quota_entries (tenant_id, reservation_id, kind, user_id, lines, recorded_at)
        values (p_tenant_id, p_id, 'reserve', v_user_id, v_lines, v_now);
        outcome := 'reserved';
        state := 'reserved';
        expires_at := v_until;
        return next;
        return;
      elsif v_attempt > 1 then
        raise sqlstate 'LYQ01';
      end if;
    exception
      when sqlstate 'LYQ01' then
        -- undoes what was taken meanwhile, locks included
        null;
      when lock_not_available then
        if v_waits then
          raise;
        end if;
    end;

    return query select * from known_reservation(
      p_tenant_id => p_tenant_id, p_id => p_id, p_user_id => v_user_id, p_token_id => p_token_id,
      p_channel_id => p_channel_id, p_model => p_model, p_amount => p_amount, p_estimate => p_estimate);
    if found then
      return;
    end if;
    if outcome is not null then
      return next;
      return;
    end if;
    select
      array_agg(q.number order by e.at desc, q.number) filter (where not q.sufficient),
      array_agg(q.remaining order by e.at desc, q.number) filter (where not q.sufficient)
    into v_short, v_left
    from quota_left(p_tenant_id, v_limits) as q
    cross join lateral (select (v_limits[q.number]).*) as l
    cross join lateral (select period_end(l.period, l.period_start, l.time_zone)) as e (at);
    if v_short is not null and p_estimate = '{}' and v_currency is null then
      select c.currency, c.cost into v_currency, v_cost
      from unestimated_cost(
        p_tenant_id => p_tenant_id, p_provider_type => v_type.name, p_model => p_model, p_at => v_now) as c;
      v_free := array(
        select n::bigint from generate_subscripts(v_limits, 1) as n
        where v_limits[n].unit = 'cost' and cost_needed(v_limits[n].currency, v_currency, v_cost) = 0);
      foreach v_number in array v_free loop
        v_limits[v_number].needed := 0;
      end loop;
      continue when v_free && v_short;
    end if;
    if v_short is not null then
      v_limit := v_limits[v_short[1]];
      outcome := v_limit.subject || '_exhausted';
      limit_id := v_limit.limit_id;
      measure := v_limit.measure;
      subject := v_limit.subject;
      unit := v_limit.unit;
      period := v_limit.period;
      hard_limit := v_limit.hard_limit;
      remaining := v_left[1];
      resets_at := nullif(
        period_end(v_limit.period, v_limit.period_start, v_limit.time_zone), 'infinity');
      return next;
      return;
    end if;
  end loop;
  raise exception 'the limits of this request were changed again and again meanwhile'
    using errcode = 'serialization_failure', hint = 'Try again.';
end
$function$;
comment on routine reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval) is 'Reserves what a request needs of each limit, or says which has too little: one row.';
reset role;


-- function reset_job(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION reset_job(p_name text, p_setting text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
    perform lyss_provider.bind_setting('scope_seal', p_scope_seal);
  end if;
  if not lyss_provider.is_on_citus() then
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
  perform lyss_provider.begin_on_nodes();
  perform
    lyss_provider.bind_setting('current_tenant_id', p_tenant_id),
    lyss_provider.bind_setting('current_user_id', p_user_id),
    lyss_provider.bind_setting('current_group_ids', p_group_ids),
    lyss_provider.bind_setting('current_role', p_user_role),
    lyss_provider.bind_setting('system_reason', p_system_reason),
    lyss_provider.bind_setting('suspended_tenant_id', p_suspended_tenant_id);
end
$function$;
comment on routine restore_scope(text, text, text, text, text, text, text, text) is 'Internal: Sets the role and the settings of a scope back to what they were before another was bound.';


-- function retain_months(regclass, interval)
CREATE OR REPLACE FUNCTION retain_months(p_table regclass, p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select c.relname::text, p.relname::text, e.bytes, greatest(p.reltuples, 0)::bigint,
      coalesce(m.hold, e.legal_hold)
    from maintenance as m
    join pg_class as c
      on c.relnamespace = to_regnamespace('lyss_provider') and 'retention of ' || c.relname = m.name
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
    where relnamespace = to_regnamespace('lyss_provider')
      and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) = current_user
  loop
    execute format(
      'revoke all on %s from public, authenticated_users, lyss_system', v_relation);
  end loop;
end
$function$;
comment on routine revoke_all_grants() is 'Internal: Revokes every right on every relation of this schema; the grants file grants some again.';


-- function revoke_token(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION revoke_token(p_tenant_id uuid, p_id uuid)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_user_id constant uuid := (
    select t.user_id from user_tokens as t where t.tenant_id = p_tenant_id and t.id = p_id);
begin
  if not coalesce(may_revoke_tokens(p_tenant_id, v_user_id), false) then
    return;
  end if;
  update user_tokens as t
  set
    status = 2,
    revoked_at = current_timestamp,
    previous_key_hash = null,
    previous_pepper_id = null,
    previous_key_expires_at = null
  where t.tenant_id = p_tenant_id and t.id = p_id and t.revoked_at is null;
  if found then
    perform publish_event(
      p_tenant_id, 'token:' || p_id, 'token.revoked', jsonb_build_object('user_id', v_user_id));
  end if;
  return query select * from token_details(p_tenant_id, p_id);
end
$function$;
comment on routine revoke_token(uuid, uuid) is 'Revokes a token for good and returns it, or nothing where there is none in this scope.';
reset role;


-- function revoke_user_tokens(uuid, uuid)
set role lyss_definer;
CREATE OR REPLACE FUNCTION revoke_user_tokens(p_tenant_id uuid, p_user_id uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_id uuid;
  v_revoked bigint := 0;
begin
  if not may_revoke_tokens(p_tenant_id, p_user_id) then
    raise exception 'only the user or an administrator of the tenant revokes these tokens'
      using errcode = 'insufficient_privilege';
  end if;
  for v_id in
    select t.id from user_tokens as t
    where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.revoked_at is null
    order by t.id
  loop
    perform revoke_token(p_tenant_id, v_id);
    v_revoked := v_revoked + 1;
  end loop;
  return v_revoked;
end
$function$;
comment on routine revoke_user_tokens(uuid, uuid) is 'Revokes all tokens of a user; returns how many.';
reset role;


-- function roll_up_partition(regclass)
CREATE OR REPLACE FUNCTION roll_up_partition(p_partition regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform close_usage(b.from_time, b.to_time)
  from pg_inherits as i
  cross join lateral partition_bounds(i.inhparent) as b
  where i.inhrelid = p_partition and b.partition = p_partition;
end
$function$;
comment on routine roll_up_partition(regclass) is 'Internal: Rolls up the rest of a month of usage that will be dropped.';


-- function roll_up_rest(timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION roll_up_rest(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_old usage_watermark;
begin
  select * into v_old from usage_watermark for no key update;
  if p_from < p_to then
    perform roll_up_usage(
      p_next => v_old.next_stamp, p_open => v_old.open_stamps, p_new_next => 9223372036854775807,
      p_new_open => '{}', p_from => p_from, p_to => p_to);
    update usage_watermark as w set closed_before = greatest(w.closed_before, p_to);
  end if;
end
$function$;
comment on routine roll_up_rest(timestamp with time zone, timestamp with time zone) is 'Internal: As close_usage, of the rows that the caller sees.';


-- function roll_up_usage(bigint, bigint[], bigint, bigint[], timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION roll_up_usage(p_next bigint, p_open bigint[], p_new_next bigint, p_new_open bigint[], p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
  v_next bigint := p_next;
  v_open bigint[] := p_open;
  v_first bigint := least(p_next, (select min(s) from unnest(p_open) as s));
  v_rolled_up bigint := 0;
  -- a day of a time zone, with an hour to spare
  v_longest constant interval := interval '26 hours';
  v_tenants uuid[];
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_tenant_id uuid;
  v_facts bigint;
  v_times timestamptz[];
begin
  if is_on_citus() then
    -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
    if is_distributed('usage_tenant_watermarks') then
      select array_agg(distinct f.tenant_id) into v_tenants from usage_facts as f
      where f.stamp between v_first and 9223372036854775807
        and (f.stamp >= v_next or f.stamp = any (v_open))
        and f.stamp < p_new_next and f.stamp <> all (p_new_open)
        and f.recorded_at >= p_from and f.recorded_at < p_to;
      foreach v_tenant_id in array coalesce(v_tenants, '{}') loop
        insert into usage_tenant_watermarks (tenant_id, next_stamp, open_stamps) values (v_tenant_id, 0, '{}')
        on conflict (tenant_id) do nothing;
        select w.next_stamp, w.open_stamps into v_next, v_open from usage_tenant_watermarks as w
        where w.tenant_id = v_tenant_id for no key update;
        v_first := least(v_next, (select min(s) from unnest(v_open) as s));
        select coalesce(sum(f.facts), 0), array_agg(distinct f.quarter_hour) into v_facts, v_times
        from (select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.tenant_id = v_tenant_id and f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency) as f;
        insert into usage_quarter_hours as t (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, f.quarter_hour, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, f.requests, f.unpriced, f.prompt_tokens, f.completion_tokens, f.amount, f.cost, f.timed, f.duration_ms, f.streamed, f.time_to_first_token_ms
    from (select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.tenant_id = v_tenant_id and f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency) as f
    on conflict (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms;
        insert into usage_days as t (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from (select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.tenant_id = v_tenant_id and f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency) as f group by f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms;
        insert into usage_totals as t (
      tenant_id, day, channel_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.channel_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from (select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.tenant_id = v_tenant_id and f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency) as f group by f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.channel_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, day, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms;
        insert into usage_local_totals as t (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from (select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.tenant_id = v_tenant_id and f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency) as f join usage_local_days as k on k.tenant_id = f.tenant_id and k.starts_at > f.quarter_hour - v_longest and k.starts_at <= f.quarter_hour and k.ends_at > f.quarter_hour group by f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms;
        select array_agg(d.starts_at), array_agg(d.ends_at) into v_starts, v_ends
        from (
          select distinct d.starts_at, d.ends_at
          from tenant_settings as s
          cross join unnest(v_times) as t (quarter_hour)
          cross join lateral local_day(t.quarter_hour, s.time_zone) as d
          where s.tenant_id = v_tenant_id and s.time_zone <> 'UTC'
            and not exists (
              select 1 from usage_local_days as k
              where k.tenant_id = v_tenant_id and k.starts_at = d.starts_at and k.ends_at = d.ends_at
            )
        ) as d;
        if v_starts is not null then
          perform add_local_days(
            p_tenants => array_fill(v_tenant_id, array[cardinality(v_starts)]), p_starts => v_starts, p_ends => v_ends);
        end if;
        if p_to = 'infinity' then -- and no month is closed
          update usage_tenant_watermarks as w set next_stamp = p_new_next, open_stamps = p_new_open
          where w.tenant_id = v_tenant_id;
        end if;
        v_rolled_up := v_rolled_up + v_facts;
      end loop;
      return v_rolled_up;
    end if;
  end if;
  with fresh as materialized (
    select
      f.tenant_id,
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms
    from usage_facts as f
    where f.stamp between v_first and 9223372036854775807
      and (f.stamp >= v_next or f.stamp = any (v_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      f.tenant_id, date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome,
      f.currency
  ), quarter_hours as (
    insert into usage_quarter_hours as t (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, f.quarter_hour, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, f.requests, f.unpriced, f.prompt_tokens, f.completion_tokens, f.amount, f.cost, f.timed, f.duration_ms, f.streamed, f.time_to_first_token_ms
    from fresh as f order by f.tenant_id, f.quarter_hour, f.user_id
    on conflict (
      tenant_id, quarter_hour, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), by_day as materialized (
    select f.tenant_id, (f.quarter_hour at time zone 'UTC')::date as day, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.facts) as facts, sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.prompt_tokens) as prompt_tokens, sum(f.completion_tokens) as completion_tokens, sum(f.amount) as amount, sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms, sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms from fresh as f group by f.tenant_id, (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency
  ), days as (
    insert into usage_days as t (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, f.day, f.user_id, f.token_id, f.channel_id, f.group_id, f.provider_type, f.model, f.outcome, f.currency, f.requests, f.unpriced, f.prompt_tokens, f.completion_tokens, f.amount, f.cost, f.timed, f.duration_ms, f.streamed, f.time_to_first_token_ms
    from by_day as f order by f.tenant_id, f.day, f.user_id
    on conflict (
      tenant_id, day, user_id, token_id, channel_id, group_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), totals as (
    insert into usage_totals as t (
      tenant_id, day, channel_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, f.day, f.channel_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from by_day as f group by f.tenant_id, f.day, f.channel_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, day, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), times as materialized (
    select distinct f.tenant_id, f.quarter_hour from fresh as f
  ), kept as materialized (
    select t.tenant_id, t.quarter_hour, d.starts_at, d.ends_at
    from times as t
    join usage_local_days as d on d.tenant_id = t.tenant_id and d.starts_at > t.quarter_hour - v_longest and d.starts_at <= t.quarter_hour and d.ends_at > t.quarter_hour
  ), new_days as (
    select distinct t.tenant_id, d.starts_at, d.ends_at
    from times as t
    join tenant_settings as s on s.tenant_id = t.tenant_id
    cross join lateral local_day(t.quarter_hour, s.time_zone) as d
    where s.time_zone <> 'UTC'
      and not exists (
        select from kept as k
        where k.tenant_id = t.tenant_id and k.quarter_hour = t.quarter_hour
          and k.starts_at = d.starts_at and k.ends_at = d.ends_at
      )
  ), local_totals as (
    insert into usage_local_totals as t (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency, requests, unpriced, prompt_tokens, completion_tokens, amount, cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency, sum(f.requests), sum(f.unpriced), sum(f.prompt_tokens), sum(f.completion_tokens), sum(f.amount), sum(f.cost), sum(f.timed), sum(f.duration_ms), sum(f.streamed), sum(f.time_to_first_token_ms)
    from fresh as f join kept as k on k.tenant_id = f.tenant_id and k.quarter_hour = f.quarter_hour group by f.tenant_id, k.starts_at, k.ends_at, f.channel_id, f.provider_type, f.model, f.outcome, f.currency
    on conflict (
      tenant_id, starts_at, ends_at, channel_id, provider_type, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      prompt_tokens = t.prompt_tokens + excluded.prompt_tokens,
      completion_tokens = t.completion_tokens + excluded.completion_tokens,
      amount = t.amount + excluded.amount,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  )
  select
    coalesce((select sum(d.facts) from by_day as d), 0), array_agg(d.tenant_id), array_agg(d.starts_at),
    array_agg(d.ends_at)
  into v_rolled_up, v_tenants, v_starts, v_ends
  from new_days as d;
  if v_tenants is not null then
    perform add_local_days(p_tenants => v_tenants, p_starts => v_starts, p_ends => v_ends);
  end if;
  return v_rolled_up;
end
$function$;
comment on routine roll_up_usage(bigint, bigint[], bigint, bigint[], timestamp with time zone, timestamp with time zone) is 'Internal: Adds what lies between two watermarks to the roll-ups; returns how many rows.';
reset role;


-- function rolled_up()
set role lyss_definer;
CREATE OR REPLACE FUNCTION rolled_up(OUT first_stamp bigint, OUT next_stamp bigint, OUT open_stamps bigint[])
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  select least(w.next_stamp, (select min(s) from unnest(w.open_stamps) as s)), w.next_stamp, w.open_stamps
  into first_stamp, next_stamp, open_stamps
  from usage_watermark as w;
end
$function$;
comment on routine rolled_up() is 'Internal: Rows from next_stamp on, and those of open_stamps, are not in the roll-ups; none of them is below first_stamp.';
reset role;


-- function rotate_token(uuid, uuid, uuid, text, text, text, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION rotate_token(p_tenant_id uuid, p_id uuid, p_rotation_id uuid, p_key_hash text, p_pepper_id text, p_key_prefix text, p_grace interval)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_until constant timestamptz := statement_time() + p_grace;
  v_keeps constant boolean := p_grace > '0';
begin
  if p_rotation_id is null then
    raise exception 'rotation_id is null: a rotation has an id of the caller''s'
      using errcode = 'not_null_violation';
  end if;
  if exists (
    select from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
      and t.revoked_at is null and t.expires_at <= statement_time()
  ) then
    raise exception 'the token has expired: change its expiry before its secret'
      using errcode = 'check_violation', constraint = 'user_tokens_expires_at_check';
  end if;
  update user_tokens as t
  set
    key_hash = p_key_hash,
    pepper_id = p_pepper_id,
    key_prefix = p_key_prefix,
    rotation_id = p_rotation_id,
    previous_key_hash = case
      when t.rotation_id = p_rotation_id then t.previous_key_hash
      when v_keeps then t.key_hash
    end,
    previous_pepper_id = case
      when t.rotation_id = p_rotation_id then t.previous_pepper_id
      when v_keeps then t.pepper_id
    end,
    previous_key_expires_at = case
      when t.rotation_id = p_rotation_id then t.previous_key_expires_at
      when v_keeps then v_until
    end
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null;
  if found then
    return query select * from token_details(p_tenant_id, p_id);
  end if;
end
$function$;
comment on routine rotate_token(uuid, uuid, uuid, text, text, text, interval) is 'Replaces the hash of a token of the current user; the previous secret is accepted for the grace period.';
reset role;


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
    and f.pronamespace <> to_regnamespace('lyss_provider')
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
      hashtextextended('lyss_provider job ' || v_job.name, 0));
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  select k.inner_pad, k.outer_pad into v_inner, v_outer from lyss_provider.scope_keys as k where k.name = '';
  return encode(sha256(v_outer || sha256(v_inner || lyss_provider.sealed_scope())), 'hex');
end
$function$;
comment on routine scope_seal() is 'Internal: The seal that role and settings must have in this transaction; null where there is no key.';
reset role;


-- function scopes_are_signed()
CREATE OR REPLACE FUNCTION scopes_are_signed()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION select_channel(p_tenant_id uuid, p_model text, p_key text, p_excluded uuid[], p_token_id uuid, p_amount bigint, p_estimate jsonb)
 RETURNS TABLE(outcome text, channel_id uuid, model text, channel_epoch bigint, model_epoch bigint, type_name character varying, base_url text, api_format character varying, upstream_model text, is_probe boolean, retry_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_user_id constant uuid := require_active_user(p_tenant_id);
  v_group_ids constant uuid[] := current_group_ids();
  v_seed constant bigint := coalesce(hashtextextended(p_key, 0), (random() * 1e15)::bigint);
  v_models constant text[] := array['', p_model];
  v_passed uuid[] := p_excluded;
  v_closed_types bigint[] := '{}';
  v_priority integer := 100;
  v_open uuid[];
  v_channel provider_channels;
  v_type provider_types;
  v_health record;
  v_seen record;
  v_tried boolean := false;
  v_states text[] := '{}';
  v_untils timestamptz[] := '{}';
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_amount < 0 then
    raise exception 'amount is %; it is 0 or more', p_amount
      using errcode = 'numeric_value_out_of_range';
  end if;
  if (p_estimate = '{}' or is_token_counts(p_estimate)) is not true then
    raise exception 'an estimate is an object of kinds of tokens and their counts, of 0 and more'
      using errcode = 'data_exception';
  end if;
  if p_token_id is not null then
    outcome := token_refusal(p_tenant_id, p_token_id, p_model);
    if outcome is not null and (outcome <> 'token_exhausted' or p_amount is distinct from 0) then
      return next;
      return;
    end if;
    v_open := token_channels(p_tenant_id, p_token_id);
  end if;

  loop
    -- max() would be a second plan around this one
    select a.priority into v_priority from provider_channels as a
    where a.tenant_id = p_tenant_id and a.status <> 2 and a.priority <= v_priority
    order by a.priority desc
    limit 1;
    exit when v_priority is null;
    -- only what this function and quota_limits() read of a channel: sorting and copying whole rows costs more
    select a.id, a.type, a.rate_limit, a.quota, a.owner_id, a.group_id, a.model_mapping
    into
      v_channel.id, v_channel.type, v_channel.rate_limit, v_channel.quota, v_channel.owner_id, v_channel.group_id,
      v_channel.model_mapping
    from provider_channels as a
    where a.tenant_id = p_tenant_id and a.status <> 2 and a.priority = v_priority
      and a.models ? p_model
      and a.id <> all (v_passed)
      and (v_open is null or a.id = any (v_open))
      and channel_serves_user(
        p_config_scope => a.config_scope, p_owner_id => a.owner_id, p_group_id => a.group_id,
        p_user_id => v_user_id, p_group_ids => v_group_ids)
      and a.type <> all (v_closed_types)
    order by selection_score(a.id, a.weight, v_seed) desc, a.id
    limit 1;
    if v_channel.id is null then
      v_priority := v_priority - 1;
      continue;
    end if;
    v_passed := v_passed || v_channel.id;

    -- Closed ones are read once one of them was chosen, all together, so that they are not chosen one after the
    -- other.
    select * into v_type from provider_types as t where t.id = v_channel.type;
    if v_type.status <> 'active' then
      v_closed_types := array(select t.id from provider_types as t where t.status <> 'active');
      continue;
    end if;
    channel_epoch := 0;
    model_epoch := 0;
    is_probe := false;
    perform from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = v_channel.id and h.model = any (v_models);
    if found then
      select
        coalesce(max(h.epoch) filter (where h.model = ''), 0) as channel_epoch,
        coalesce(max(h.epoch) filter (where h.model <> '' or p_model = ''), 0) as model_epoch,
        coalesce(bool_or(h.failures > 0), false) as is_probe,
        coalesce(bool_or(is_cooling(h.failures, h.retry_at, h.probe_until, v_now)), false) as is_cooling
      into v_health
      from channel_health as h
      where h.tenant_id = p_tenant_id and h.channel_id = v_channel.id and h.model = any (v_models);
      if v_health.is_cooling then
        v_passed := v_passed || array(
          select h.channel_id from channel_health as h
          where h.tenant_id = p_tenant_id and h.model = any (v_models) and h.failures > 0
            and is_cooling(h.failures, h.retry_at, h.probe_until, v_now));
        continue;
      end if;
      channel_epoch := v_health.channel_epoch;
      model_epoch := v_health.model_epoch;
      is_probe := v_health.is_probe;
    end if;
    continue when channel_lacks(p_tenant_id, v_channel, p_model, p_amount, p_estimate) <> '{}';
    if is_probe then
      select * into channel_epoch, model_epoch, is_probe
      from take_trial(
        p_tenant_id => p_tenant_id, p_channel_id => v_channel.id, p_model => p_model, p_now => v_now,
        p_channel_epoch => channel_epoch, p_model_epoch => model_epoch);
      continue when is_probe is null;
    end if;
    outcome := 'selected';
    channel_id := v_channel.id;
    model := p_model;
    type_name := v_type.name;
    base_url := v_type.base_url;
    api_format := v_type.api_format;
    upstream_model := coalesce(v_channel.model_mapping ->> p_model, p_model);
    return next;
    return;
  end loop;

  -- A channel that is available here is being tried by another request.
  for v_seen in
    select a.id, a.state, a.retry_at from channels_of_model(p_tenant_id, p_model) as a
    where v_open is null or a.id = any (v_open)
  loop
    v_tried := v_tried or coalesce(v_seen.id = any (p_excluded), false);
    select v_states || case s.state when 'available' then 'cooling' else s.state end, v_untils || s.until
    into v_states, v_untils
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => v_seen.id, p_model => p_model, p_state => v_seen.state,
      p_retry_at => v_seen.retry_at, p_amount => p_amount, p_estimate => p_estimate) as s;
  end loop;
  select
    case when v_tried then 'all_tried'
      else coalesce((array_agg(s.state order by s.until, s.state))[1], 'unsupported')
    end,
    min(s.until)
  into outcome, retry_at
  from unnest(v_states, v_untils) as s (state, until);
  channel_epoch := null;
  model_epoch := null;
  is_probe := null;
  return next;
end
$function$;
comment on routine select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) is 'The channel for a request of a model, or why there is none: one row.';
reset role;


-- function selection_score(uuid, integer, bigint)
CREATE OR REPLACE FUNCTION selection_score(p_channel_id uuid, p_weight integer, p_seed bigint)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (ln((((((uuid_hash_extended(p_channel_id, p_seed) >> 11) & '9007199254740991'::bigint))::double precision + (0.5)::double precision) / ('9007199254740992'::bigint)::double precision)) / (p_weight)::double precision);
comment on routine selection_score(uuid, integer, bigint) is 'Internal: The score of a channel for a seed; the highest is chosen.';


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


-- function set_channel_key(uuid, uuid, text)
CREATE OR REPLACE FUNCTION set_channel_key(p_tenant_id uuid, p_id uuid, p_key text)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  update provider_channels as c
  set key = p_key
  where c.tenant_id = p_tenant_id and c.id = p_id;
  if found then
    return query select * from channel_state(p_tenant_id, p_id);
  end if;
end
$function$;
comment on routine set_channel_key(uuid, uuid, text) is 'Replaces the key of a channel; returns the channel, or nothing.';


-- function set_channel_status(uuid, uuid, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_channel_status(p_tenant_id uuid, p_id uuid, p_status integer)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_system constant boolean := require_user_or_system(p_tenant_id);
  v_channel record;
begin
  select c.config_scope, c.owner_id, c.group_id into v_channel
  from provider_channels as c
  where c.tenant_id = p_tenant_id and c.id = p_id
    and (v_system or can_change_channel(c.config_scope, c.owner_id, c.group_id))
  for no key update;
  if not found then
    return;
  end if;
  update provider_channels as c set status = p_status where c.tenant_id = p_tenant_id and c.id = p_id;
  insert into channel_health (tenant_id, channel_id, model, config_scope, owner_id, group_id)
  values (p_tenant_id, p_id, '', v_channel.config_scope, v_channel.owner_id, v_channel.group_id)
  on conflict do nothing;
  perform from channel_health as h
  where h.tenant_id = p_tenant_id and h.channel_id = p_id
  order by h.model
  for no key update;
  update channel_health as h
  set failures = 0, retry_at = null, probe_until = null, epoch = h.epoch + 1
  where h.tenant_id = p_tenant_id and h.channel_id = p_id;
  return query select * from channel_state(p_tenant_id, p_id);
end
$function$;
comment on routine set_channel_status(uuid, uuid, integer) is 'Enables or disables a channel, and deletes its failures; returns it, or nothing.';
reset role;


-- function set_job(text, interval, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_job(p_name text, p_every interval, p_keep interval)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function set_tenant_settings(uuid, integer, text, timestamp with time zone)
CREATE OR REPLACE FUNCTION set_tenant_settings(p_tenant_id uuid, p_max_api_calls integer, p_time_zone text, p_changed_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_system();
  if is_time_zone(p_time_zone) is not true then
    raise exception 'time_zone is %: it is a name of the IANA time zone database', p_time_zone
      using errcode = 'check_violation', constraint = 'tenant_settings_time_zone_check';
  end if;
  insert into tenant_settings as s (tenant_id, max_api_calls, time_zone, changed_at, limit_changed_at)
  values (p_tenant_id, p_max_api_calls, p_time_zone, p_changed_at, p_changed_at)
  on conflict (tenant_id) do update
  set
    max_api_calls = case
      when s.limit_changed_at < excluded.limit_changed_at then excluded.max_api_calls
      else s.max_api_calls
    end,
    time_zone = case
      when s.changed_at < excluded.changed_at then excluded.time_zone
      else s.time_zone
    end,
    changed_at = greatest(s.changed_at, excluded.changed_at),
    limit_changed_at = greatest(s.limit_changed_at, excluded.limit_changed_at)
  where least(s.changed_at, s.limit_changed_at) < excluded.changed_at;
  return found;
end
$function$;
comment on routine set_tenant_settings(uuid, integer, text, timestamp with time zone) is 'Stores the limits of a tenant; false if something later is stored already.';


-- function set_token_status(uuid, uuid, integer)
CREATE OR REPLACE FUNCTION set_token_status(p_tenant_id uuid, p_id uuid, p_status integer)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  update user_tokens as t
  set status = p_status
  where t.tenant_id = p_tenant_id and t.id = p_id;
  if found then
    return query select * from token_details(p_tenant_id, p_id);
  end if;
end
$function$;
comment on routine set_token_status(uuid, uuid, integer) is 'Enables or disables a token; returns it, or nothing.';


-- function settle_quota(uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION settle_quota(p_tenant_id uuid, p_id uuid, p_usage_id uuid, p_amount bigint, p_counts jsonb, p_outcome text, p_group_id uuid, p_conversation_id uuid, p_currency text, p_cost numeric, p_time_to_first_token_ms integer, p_duration_ms integer, p_tags jsonb)
 RETURNS TABLE(state character varying, settled_amount bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_known quota_reservations;
  v_prompt_tokens bigint;
  v_completion_tokens bigint;
  v_tokens bigint;
  v_price_id uuid;
  v_currency text := p_currency;
  v_cost numeric := p_cost;
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_group_id is not null and p_group_id <> all (current_group_ids())
    and current_setting('role') <> 'lyss_system' then
    raise exception 'group_id is %: users record what they used for groups of theirs', p_group_id
      using errcode = 'insufficient_privilege';
  end if;
  v_known := lock_reservation(p_tenant_id, p_id);
  if v_known.id is null then
    return;
  end if;
  if v_known.state not in ('reserved', 'expired') then
    state := v_known.state;
    settled_amount := v_known.settled_amount;
    return next;
    return;
  end if;
  perform require_usage_ids(array[p_usage_id]);
  select t.prompt_tokens, t.completion_tokens, t.prompt_tokens + t.completion_tokens
  into v_prompt_tokens, v_completion_tokens, v_tokens
  from token_totals(case jsonb_typeof(p_counts) when 'object' then p_counts end) as t;
  if p_cost is null then
    select c.price_id, c.currency, c.cost into v_price_id, v_currency, v_cost
    from cost_at(
      p_tenant_id => p_tenant_id, p_provider_type => v_known.provider_type, p_model => v_known.model,
      p_counts => p_counts::usage_records_counts, p_at => uuid_time(p_usage_id)) as c;
    v_cost := coalesce(v_cost, case when p_counts = '{}' then 0 end);
  end if;
  insert into usage_records (
    tenant_id, id, user_id, token_id, channel_id, group_id, conversation_id, provider_type, model,
    outcome, counts, prompt_tokens, completion_tokens, amount, price_id, currency, cost,
    time_to_first_token_ms, duration_ms, tags, reservation_id, recorded_at
  )
  values (
    p_tenant_id, p_usage_id, v_known.user_id, v_known.token_id, v_known.channel_id, p_group_id,
    p_conversation_id, v_known.provider_type, v_known.model, p_outcome, p_counts,
    v_prompt_tokens, v_completion_tokens, p_amount, v_price_id, v_currency, v_cost,
    p_time_to_first_token_ms, p_duration_ms, p_tags, p_id, uuid_time(p_usage_id)
  )
  on conflict (tenant_id, id, recorded_at) do nothing;
  if not found then
    raise exception 'another request was recorded with the id %: give this one an id of its own', p_usage_id
      using
        errcode = 'unique_violation',
        constraint = 'usage_records_tenant_id_id_recorded_at_pk';
  end if;
  perform end_reservation(
    v_known, 'settled', p_amount,
    array(
      select row(
        l.limit_id, l.holder_id, l.measure, l.unit, l.currency, l.slot, l.period_start,
        case v_known.state when 'reserved' then -l.held else 0 end,
        case l.unit
          when 'amount' then p_amount
          when 'tokens' then v_tokens
          when 'cost' then coalesce(cost_needed(l.currency, v_currency, v_cost), 0)
          when 'requests' then 1
          else 0
        end
      )::quota_line
      from unnest(v_known.lines) as l));
  state := 'settled';
  settled_amount := p_amount;
  return next;
end
$function$;
comment on routine settle_quota(uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb) is 'Ends a reservation with what the request used, and records it; returns how it ended, or nothing.';
reset role;


-- function slot_fits(timestamp with time zone, numeric, numeric, numeric, timestamp with time zone, numeric, numeric, numeric)
CREATE OR REPLACE FUNCTION slot_fits(p_period_start timestamp with time zone, p_dealt numeric, p_warned numeric, p_room numeric, p_limit_start timestamp with time zone, p_hard_limit numeric, p_soft_limit numeric, p_needed numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((p_period_start >= p_limit_start) AND ((p_needed = (0)::numeric) OR ((p_dealt = limit_dealt(p_hard_limit, p_soft_limit, p_warned)) AND (p_room >= COALESCE(p_needed, (0)::numeric)) AND (p_room > (0)::numeric))));
comment on routine slot_fits(timestamp with time zone, numeric, numeric, numeric, timestamp with time zone, numeric, numeric, numeric) is 'Internal: Whether a slot of a limit, as the limit is now, has enough for a need; null for an unknown need.';


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


-- function split_slot(uuid, quota_limit, smallint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION split_slot(p_tenant_id uuid, p_limit quota_limit, p_slot smallint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_slot quota_counters;
  v_number smallint;
  v_room numeric;
  v_rest numeric;
begin
  select * into v_slot from quota_counters as c
  where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id and c.holder_id = p_limit.holder_id
    and c.measure = p_limit.measure and c.slot = p_slot;
  if v_slot.room is null or v_slot.room < 2 * greatest(p_limit.needed, 1) then
    return;
  end if;
  v_number := (
    select min(p_slot + b.bit)
    from unnest(array[1, 2, 4, 8, 16]) as b (bit)
    where b.bit > p_slot
      and not exists (
        select c.slot from quota_counters as c
        where c.tenant_id = p_tenant_id and c.limit_id = p_limit.limit_id
          and c.holder_id = p_limit.holder_id and c.measure = p_limit.measure
          and c.slot = p_slot + b.bit)
  );
  if v_number is null then
    return;
  end if;
  v_room := case
    when v_slot.room = 'Infinity' then v_slot.room
    else trunc(v_slot.room / 2, case p_limit.unit when 'cost' then 8 else 0 end)
  end;
  v_rest := case when v_slot.room = 'Infinity' then v_slot.room else v_slot.room - v_room end;
  insert into quota_counters
    (tenant_id, limit_id, holder_id, measure, slot, user_id, group_id, period_start, warned, dealt, room)
  values
    (p_tenant_id, v_slot.limit_id, v_slot.holder_id, v_slot.measure, v_number, v_slot.user_id,
      v_slot.group_id, v_slot.period_start, v_slot.warned, v_slot.dealt, v_room);
  update quota_counters as c
  set room = v_rest
  where c.tenant_id = p_tenant_id and c.limit_id = v_slot.limit_id and c.holder_id = v_slot.holder_id
    and c.measure = v_slot.measure and c.slot = p_slot;
end
$function$;
comment on routine split_slot(uuid, quota_limit, smallint) is 'Internal: Splits a slot of a limit that several requests want at once: the new slot gets half of its room.';
reset role;


-- function stale_statistics()
CREATE OR REPLACE FUNCTION stale_statistics()
 RETURNS TABLE(table_name text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function take_trial(uuid, uuid, text, timestamp with time zone, bigint, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION take_trial(p_tenant_id uuid, p_channel_id uuid, p_model text, p_now timestamp with time zone, INOUT p_channel_epoch bigint, INOUT p_model_epoch bigint, OUT p_is_probe boolean)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_model text;
  v_row channel_health;
  v_due text[] := '{}';
  v_until constant timestamptz := p_now + interval '1 minute';
begin
  foreach v_model in array array['', p_model]
  loop
    perform from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model
      and h.failures > 0;
    continue when not found;
    select * into v_row from channel_health as h
    where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = v_model
    for no key update skip locked;
    if not found or is_cooling(v_row.failures, v_row.retry_at, v_row.probe_until, p_now) then
      p_is_probe := null;
      return;
    end if;
    if v_row.failures > 0 then
      v_due := v_due || v_model;
      v_row.epoch := v_row.epoch + 1;
    end if;
    if v_model = '' then
      p_channel_epoch := v_row.epoch;
    else
      p_model_epoch := v_row.epoch;
    end if;
  end loop;
  p_is_probe := v_due <> '{}';
  update channel_health as h
  set probe_until = v_until, epoch = h.epoch + 1
  where h.tenant_id = p_tenant_id and h.channel_id = p_channel_id and h.model = any (v_due);
end
$function$;
comment on routine take_trial(uuid, uuid, text, timestamp with time zone, bigint, bigint) is 'Internal: Decides whether a request may try a closed channel or model; returns the epochs of the attempt, is_probe null if another request is trying.';
reset role;


-- function take_turn(uuid, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION take_turn(p_tenant_id uuid, p_key text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function tell_soft_limit()
set role lyss_definer;
CREATE OR REPLACE FUNCTION tell_soft_limit()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_start constant timestamptz := period_start(
    new.period,
    statement_time(),
    coalesce(
      (select s.time_zone from tenant_settings as s where s.tenant_id = new.tenant_id), 'UTC'));
  v_lines quota_line[];
  v_line quota_line;
begin
  -- Events need a scope; without one, the next request that the limit lets through publishes it. On a node of
  -- Citus, where the row lies in a shard of another name, there is neither a scope nor the outbox.
  if tg_table_name <> 'budgets' or scope_role() not in ('authenticated_users', 'lyss_system') then
    return null;
  end if;
  select array(
    select row(c.limit_id, c.holder_id, c.measure, null, null, null, null, null, null)::quota_line
    from quota_counters as c
    where c.tenant_id = new.tenant_id and c.limit_id = new.id and c.period_start >= v_start
    group by c.limit_id, c.holder_id, c.measure
    having sum(c.held + c.used) > new.soft_limit and max(c.warned) is distinct from new.soft_limit
    order by c.holder_id)
  into v_lines;
  perform lock_counters(new.tenant_id, v_lines);
  foreach v_line in array v_lines loop
    perform deal_quota(
      p_tenant_id => new.tenant_id, p_limit_id => new.id, p_holder_id => v_line.holder_id,
      p_measure => v_line.measure, p_unit => new.unit, p_hard_limit => coalesce(new.hard_limit, 'Infinity'),
      p_soft_limit => new.soft_limit, p_needed => 0);
  end loop;
  return null;
end
$function$;
comment on routine tell_soft_limit() is 'Trigger function: publishes a soft limit that was set below what is held and used.';
reset role;


-- function tell_tenant_change()
set role lyss_definer;
CREATE OR REPLACE FUNCTION tell_tenant_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
    where c.relnamespace = to_regnamespace('lyss_provider') and c.relname = 'usage_facts'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
    where c.contype = 'f' and c.conparentid = 0 and c.connamespace = to_regnamespace('lyss_provider')
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
  select
    c.relname,
    m.columns,
    format(
      'select %s from %I.%I where %I = %L order by %s',
      m.expressions, 'lyss_provider', c.relname, t.attname, p_tenant_id, concat_ws(', ', k.keys, m.rest)),
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
        'lyss_provider', p_tenant_id) as top
    ) as s
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  ) as m
  where c.relnamespace = to_regnamespace('lyss_provider')
    and c.relkind in ('r', 'p')
    and not c.relispartition
    and c.relname not in ('outbox_turns', 'outbox_keys', 'outbox_events', 'access_changes', 'usage_tenant_watermarks')
  order by c.relname
$function$;
comment on routine tenant_tables(uuid) is 'Every table that has rows of tenants: which columns are moved with a tenant, and the query that reads its rows.';


-- function token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamp with time zone)
CREATE OR REPLACE FUNCTION token_answer(p_token_id uuid, p_user_id uuid, p_restricted_to_channels boolean, p_channel_ids uuid[], p_allowed_models jsonb, p_rate_limit integer, p_expires_at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return concat_ws(
    ';', 'valid', p_token_id, p_user_id,
    case when p_restricted_to_channels then array_to_string(p_channel_ids, ',') else '*' end,
    p_rate_limit,
    coalesce((extract(epoch from p_expires_at) * 1000000)::bigint::text, '*'),
    case
      when p_allowed_models is null then '*'
      else (
        select coalesce(string_agg(replace(encode(convert_to(m.name, 'UTF8'), 'base64'), E'\n', ''), ','), '')
        from jsonb_array_elements_text(p_allowed_models) as m (name))
    end);
end
$function$;
comment on routine token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamp with time zone) is 'Internal: A valid token as one word, which a host may keep.';


-- function token_channels(uuid, uuid)
CREATE OR REPLACE FUNCTION token_channels(p_tenant_id uuid, p_token_id uuid)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return (
    select array(
      select c.channel_id from lyss_provider.user_token_channels as c
      where c.tenant_id = p_tenant_id and c.token_id = p_token_id
      order by c.channel_id)
    from lyss_provider.user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = p_token_id and t.restricted_to_channels);
end
$function$;
comment on routine token_channels(uuid, uuid) is 'Internal: The channels that a token is restricted to; null if it is not, and without one.';


-- function token_details(uuid, uuid)
CREATE OR REPLACE FUNCTION token_details(p_tenant_id uuid, p_id uuid)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query select t.* from ( SELECT t.tenant_id,
    t.id,
    t.user_id,
    t.name,
    t.key_prefix,
    t.previous_key_expires_at,
    t.restricted_to_channels,
    ARRAY( SELECT c.channel_id
           FROM user_token_channels c
          WHERE ((c.tenant_id = p_tenant_id) AND (c.token_id = t.id))
          ORDER BY c.channel_id) AS channel_ids,
    t.allowed_models,
    t.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    t.rate_limit,
        CASE
            WHEN (token_state((t.status)::integer, t.revoked_at, t.expires_at, statement_time()) = 'expired'::text) THEN 3
            ELSE (t.status)::integer
        END AS status,
    t.expires_at,
    t.revoked_at,
    t.last_used_at,
    t.created_at,
    t.updated_at
   FROM (user_tokens t
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = t.id) AND ((q.measure)::text = 'quota'::text))) u)) as t where t.tenant_id = p_tenant_id and t.id = p_id;
end
$function$;
comment on routine token_details(uuid, uuid) is 'A token and what was used of it, if the scope sees it.';


-- function token_refusal(uuid, uuid, text)
CREATE OR REPLACE FUNCTION token_refusal(p_tenant_id uuid, p_token_id uuid, p_model text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_user_id constant uuid := lyss_provider.current_user_id();
  -- beforehand, because Citus lets no query of a table call what reads another
  v_active constant boolean := lyss_provider.user_is_active(p_tenant_id, v_user_id);
  v_refusal text;
begin
  select
    case
      when
        lyss_provider.token_state(
          t.status, t.revoked_at, t.expires_at, lyss_provider.statement_time()
        ) <> 'active'
        or not v_active
        then 'token_invalid'
      when not t.allowed_models ? p_model then 'model_not_allowed'
      when t.quota <> -1 and t.quota <= (
        select coalesce(sum(q.used + q.held), 0) from lyss_provider.quota_counters as q
        where q.tenant_id = p_tenant_id and q.limit_id = p_token_id and q.measure = 'quota'
      ) then 'token_exhausted'
    end
  into v_refusal
  from lyss_provider.user_tokens as t
  where t.tenant_id = p_tenant_id and t.id = p_token_id
    and t.user_id = v_user_id;
  return case when found then v_refusal else 'token_invalid' end;
end
$function$;
comment on routine token_refusal(uuid, uuid, text) is 'Internal: token_invalid, model_not_allowed or token_exhausted; null if the token allows the request.';


-- function token_totals(jsonb)
CREATE OR REPLACE FUNCTION token_totals(p_counts jsonb)
 RETURNS TABLE(prompt_tokens bigint, completion_tokens bigint)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select
    case
      when jsonb_typeof(p_counts) = 'object' and strpos(p_counts::text, '.') = 0
        then coalesce((p_counts ->> 'input')::bigint, 0)
      else (
        select coalesce(sum(c.value::bigint), 0)::bigint
        from jsonb_each_text(p_counts) as c (key, value)
        where split_part(c.key, '.', 1) = 'input'
      )
    end,
    case
      when jsonb_typeof(p_counts) = 'object' and strpos(p_counts::text, '.') = 0
        then coalesce((p_counts ->> 'output')::bigint, 0)
      else (
        select coalesce(sum(c.value::bigint), 0)::bigint
        from jsonb_each_text(p_counts) as c (key, value)
        where split_part(c.key, '.', 1) = 'output'
      )
    end
$function$;
comment on routine token_totals(jsonb) is 'Internal: Tokens in and tokens out, of counts by kind.';


-- function tokens_by_pepper(uuid)
CREATE OR REPLACE FUNCTION tokens_by_pepper(p_tenant_id uuid)
 RETURNS TABLE(pepper_id text, tokens bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select h.pepper_id::text, count(*)
    from user_tokens as t
    cross join lateral (
      values
        (t.pepper_id),
        (case when t.previous_key_expires_at > statement_time() then t.previous_pepper_id end)
    ) as h (pepper_id)
    where t.tenant_id = p_tenant_id and t.revoked_at is null and h.pepper_id is not null
    group by h.pepper_id;
end
$function$;
comment on routine tokens_by_pepper(uuid) is 'How many of the tokens that the scope sees are hashed with each pepper.';


-- function tokens_of_user(uuid, uuid, uuid, integer)
CREATE OR REPLACE FUNCTION tokens_of_user(p_tenant_id uuid, p_user_id uuid, p_after_id uuid, p_limit integer)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select t.* from ( SELECT t.tenant_id,
    t.id,
    t.user_id,
    t.name,
    t.key_prefix,
    t.previous_key_expires_at,
    t.restricted_to_channels,
    ARRAY( SELECT c.channel_id
           FROM user_token_channels c
          WHERE ((c.tenant_id = p_tenant_id) AND (c.token_id = t.id))
          ORDER BY c.channel_id) AS channel_ids,
    t.allowed_models,
    t.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    t.rate_limit,
        CASE
            WHEN (token_state((t.status)::integer, t.revoked_at, t.expires_at, statement_time()) = 'expired'::text) THEN 3
            ELSE (t.status)::integer
        END AS status,
    t.expires_at,
    t.revoked_at,
    t.last_used_at,
    t.created_at,
    t.updated_at
   FROM (user_tokens t
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = t.id) AND ((q.measure)::text = 'quota'::text))) u)) as t
    where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.id > p_after_id
    order by t.id
    limit p_limit;
end
$function$;
comment on routine tokens_of_user(uuid, uuid, uuid, integer) is 'The tokens of a user that the scope sees.';


-- function transactions_to_await(text[])
CREATE OR REPLACE FUNCTION transactions_to_await(p_awaited text[])
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function unestimated_cost(uuid, text, text, timestamp with time zone)
CREATE OR REPLACE FUNCTION unestimated_cost(p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamp with time zone)
 RETURNS TABLE(currency character, cost numeric)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_price record;
begin
  v_price := price_span(
    p_tenant_id => p_tenant_id, p_provider_type => p_provider_type, p_model => p_model, p_at => p_at,
    p_last => p_at);
  currency := v_price.currency;
  if v_price.unit_prices is not null
    and not exists (select from jsonb_each_text(v_price.unit_prices) as p where p.value::numeric <> 0) then
    cost := 0;
  end if;
  return next;
end
$function$;
comment on routine unestimated_cost(uuid, text, text, timestamp with time zone) is 'Internal: What a request of a model costs that may use anything: 0 if that is free, else null; and in which currency: one row.';


-- function update_channel(uuid, uuid, timestamp with time zone, channel_settings)
CREATE OR REPLACE FUNCTION update_channel(p_tenant_id uuid, p_id uuid, p_updated_at timestamp with time zone, p_settings channel_settings)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  update provider_channels as c
  set name = p_settings.name, models = p_settings.models, model_mapping = p_settings.model_mapping, priority = p_settings.priority, weight = p_settings.weight, quota = p_settings.quota, rate_limit = p_settings.rate_limit
  where c.tenant_id = p_tenant_id and c.id = p_id and c.updated_at = p_updated_at;
  if found then
    return query select * from channel_state(p_tenant_id, p_id);
  end if;
end
$function$;
comment on routine update_channel(uuid, uuid, timestamp with time zone, channel_settings) is 'Changes a channel that was read at updated_at; returns it, or nothing.';


-- function update_model_price(uuid, uuid, timestamp with time zone, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_model_price(p_tenant_id uuid, p_id uuid, p_updated_at timestamp with time zone, p_currency text, p_unit_prices jsonb)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
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


-- function update_token(uuid, uuid, timestamp with time zone, uuid[], token_settings)
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_token(p_tenant_id uuid, p_id uuid, p_updated_at timestamp with time zone, p_channel_ids uuid[], p_settings token_settings)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_added uuid[];
  v_user_id constant uuid := require_active_user(p_tenant_id);
begin
  update user_tokens as t
  set restricted_to_channels = p_channel_ids is not null, name = p_settings.name, allowed_models = p_settings.allowed_models, quota = p_settings.quota, rate_limit = p_settings.rate_limit, expires_at = p_settings.expires_at
  where t.tenant_id = p_tenant_id and t.id = p_id and t.user_id = v_user_id
    and t.revoked_at is null and t.updated_at = p_updated_at;
  if not found then
    return;
  end if;
  delete from user_token_channels as c
  where c.tenant_id = p_tenant_id and c.token_id = p_id
    and c.channel_id <> all (coalesce(p_channel_ids, '{}'));
  -- apart from the table: in its query, a node of Citus would call the function
  v_added := array(
    select unnest(p_channel_ids)
    except
    select c.channel_id from user_token_channels as c
    where c.tenant_id = p_tenant_id and c.token_id = p_id);
  perform add_token_channels(p_tenant_id, p_id, v_added);
  return query select * from token_details(p_tenant_id, p_id);
end
$function$;
comment on routine update_token(uuid, uuid, timestamp with time zone, uuid[], token_settings) is 'Changes a token of the current user that was read at updated_at; returns it, or nothing.';
reset role;


-- function update_updated_at_column()
CREATE OR REPLACE FUNCTION update_updated_at_column()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  new.updated_at := current_timestamp;
  return new;
end
$function$;
comment on routine update_updated_at_column() is 'Trigger function: keeps updated_at.';


-- function usable_channels(uuid, text, uuid, integer)
CREATE OR REPLACE FUNCTION usable_channels(p_tenant_id uuid, p_model text, p_after_id uuid, p_limit integer)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_channel channel_states;
  v_state text;
  v_found integer := 0;
begin
  for v_channel in
    select c.* from ( SELECT c.tenant_id,
    c.id,
    c.name,
    c.type,
    c.config_scope,
    c.owner_id,
    c.group_id,
    c.priority,
    c.weight,
    c.models,
    c.model_mapping,
    c.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    c.rate_limit,
        CASE
            WHEN ((c.status = 1) AND ((h.failures)::integer > 0)) THEN 3
            ELSE c.status
        END AS status,
    COALESCE((h.failures)::integer, 0) AS failures,
    GREATEST(h.retry_at, h.probe_until) AS retry_at,
    c.created_at,
    c.updated_at,
    t.name AS type_name,
    t.base_url,
    t.api_format,
        CASE
            WHEN (((t.status)::text <> 'active'::text) OR (c.status = 2)) THEN 'disabled'::text
            WHEN is_cooling((h.failures)::integer, h.retry_at, h.probe_until, statement_time()) THEN 'cooling'::text
            ELSE 'available'::text
        END AS state
   FROM (((provider_channels c
     JOIN provider_types t ON ((t.id = c.type)))
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = c.id) AND ((q.measure)::text = 'quota'::text))) u)
     LEFT JOIN channel_health h ON (((h.tenant_id = p_tenant_id) AND (h.channel_id = c.id) AND ((h.model)::text = ''::text))))) as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id and c.models ? p_model and c.state = 'available'
      and can_use_channel(c.config_scope, c.owner_id, c.group_id)
    order by c.id
  loop
    exit when v_found >= p_limit;
    select s.state into v_state
    from model_state(
      p_tenant_id => p_tenant_id, p_channel_id => v_channel.id, p_model => p_model,
      p_state => v_channel.state, p_retry_at => v_channel.retry_at, p_amount => null,
      p_estimate => null) as s;
    if v_state = 'available' then
      v_found := v_found + 1;
      return next v_channel;
    end if;
  end loop;
end
$function$;
comment on routine usable_channels(uuid, text, uuid, integer) is 'The next p_limit channels after p_after_id that the caller may use for a model now.';


-- function usage_bucket_start(timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION usage_bucket_start(p_at timestamp with time zone, p_bucket text, p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN ((p_bucket = ANY (ARRAY['day'::text, 'month'::text])) AND (((p_at - '01:00:00'::interval) AT TIME ZONE p_zone) = (p_at AT TIME ZONE p_zone))) THEN (p_at - '01:00:00'::interval) ELSE p_at END;
comment on routine usage_bucket_start(timestamp with time zone, text, text) is 'Internal: Where the hour, day or month begins that usage_bucket() names.';


-- function usage_by(uuid, timestamp with time zone, timestamp with time zone, text, text, text[], uuid, uuid, uuid, uuid, text)
CREATE OR REPLACE FUNCTION usage_by(p_tenant_id uuid, p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_zone text, p_dimensions text[], p_user_id uuid, p_token_id uuid, p_channel_id uuid, p_group_id uuid, p_model text)
 RETURNS TABLE(bucket timestamp with time zone, user_id uuid, token_id uuid, channel_id uuid, group_id uuid, provider_type text, model text, outcome text, currency text, requests bigint, unpriced bigint, prompt_tokens bigint, completion_tokens bigint, amount numeric, cost numeric, average_time_to_first_token_ms numeric, average_duration_ms numeric)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_first bigint;
  v_next bigint;
  v_open bigint[];
  v_by_tenant constant boolean := is_on_citus() and is_distributed('usage_tenant_watermarks');
  v_of_all constant boolean :=
    (current_user_is_tenant_admin() or current_system_reason() is not null)
    and not p_dimensions && '{user,token,group}'
    and p_user_id is null and p_token_id is null and p_group_id is null;
  -- whose usage it is, where it is one user's: an index leads to it
  v_user_id constant uuid := coalesce(
    p_user_id,
    case
      when current_system_reason() is null and not current_user_is_tenant_admin()
        then current_user_id()
    end);
  v_days date[];
  -- days of the time zone that are kept, and what is left of the window between them
  v_starts timestamptz[];
  v_ends timestamptz[];
  v_from timestamptz[];
  v_to timestamptz[];
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  perform require_usage_window(p_from, p_to, p_bucket, p_zone);
  if not p_dimensions
    <@ '{user,token,channel,group,provider_type,model,outcome,currency}'::text[] then
    raise exception 'dimensions are %: each is one of user, token, channel, group, provider_type, model, outcome, currency',
      p_dimensions
      using errcode = 'data_exception';
  end if;
  loop
    if v_by_tenant then
      select w.next_stamp, w.open_stamps into v_next, v_open from usage_tenant_watermarks as w
      where w.tenant_id = p_tenant_id;
      v_next := coalesce(v_next, 0);
      v_open := coalesce(v_open, '{}');
      v_first := least(v_next, (select min(s) from unnest(v_open) as s));
    else
      select w.first_stamp, w.next_stamp, w.open_stamps into v_first, v_next, v_open
      from rolled_up() as w;
    end if;
    v_days := used_days(p_tenant_id, (p_from at time zone 'UTC')::date, (p_to at time zone 'UTC')::date, v_user_id);
    if v_of_all then
      select array_agg(k.starts_at order by k.starts_at), array_agg(k.ends_at order by k.starts_at)
      into v_starts, v_ends
      from kept_local_days(
        p_tenant_id => p_tenant_id, p_from => p_from, p_to => p_to, p_bucket => p_bucket, p_zone => p_zone) as k;
    end if;
    select array_agg(g.from_at), array_agg(g.to_at) into v_from, v_to
    from unnest(p_from || v_ends, v_starts || p_to) as g (from_at, to_at)
    where g.from_at < g.to_at;
    -- "offset 0" keeps to the indexes, however many rows a plan for any time expects
    return query
      with pieces as materialized (
        select p.*
        from unnest(v_from, v_to) as g (from_at, to_at)
        cross join lateral usage_pieces(
          p_days => array(
            select d.day from unnest(v_days) as d (day)
            where (d.day + 1)::timestamp at time zone 'UTC' > g.from_at and d.day::timestamp at time zone 'UTC' < g.to_at),
          p_from => g.from_at, p_to => g.to_at, p_bucket => p_bucket, p_zone => p_zone) as p
      ), facts as (
        select
          usage_bucket(k.starts_at, p_bucket, p_zone) as bucket, null::uuid as user_id, null::uuid as token_id,
          t.channel_id, null::uuid as group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests,
          t.unpriced, t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms,
          t.streamed, t.time_to_first_token_ms
        from unnest(v_starts, v_ends) as k (starts_at, ends_at)
        cross join lateral (
          select * from usage_local_totals as t
          where t.tenant_id = p_tenant_id and t.starts_at = k.starts_at and t.ends_at = k.ends_at
          offset 0
        ) as t
        union all
        select
          p.bucket, null::uuid as user_id, null::uuid as token_id, t.channel_id,
          null::uuid as group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests,
          t.unpriced, t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms,
          t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_totals as t
          where t.tenant_id = p_tenant_id and t.day = p.whole_day
          offset 0
        ) as t
        where v_of_all
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_days as t
          where t.tenant_id = p_tenant_id and t.day = p.whole_day
          offset 0
        ) as t
        where not v_of_all and v_user_id is null
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_days as t
          where t.tenant_id = p_tenant_id and t.user_id = v_user_id and t.day = p.whole_day
          offset 0
        ) as t
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_quarter_hours as t
          where t.tenant_id = p_tenant_id
            and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
          offset 0
        ) as t
        where v_user_id is null
        union all
        select
          p.bucket, t.user_id, t.token_id, t.channel_id, t.group_id, t.provider_type, t.model,
          t.outcome, t.currency, t.requests, t.unpriced, t.prompt_tokens, t.completion_tokens,
          t.amount, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
        from pieces as p
        cross join lateral (
          select * from usage_quarter_hours as t
          where t.tenant_id = p_tenant_id and t.user_id = v_user_id
            and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
          offset 0
        ) as t
        union all
        select
          usage_bucket(t.recorded_at, p_bucket, p_zone), t.user_id, t.token_id, t.channel_id,
          t.group_id, t.provider_type, t.model, t.outcome, t.currency, t.requests, t.unpriced,
          t.prompt_tokens, t.completion_tokens, t.amount, t.cost, t.timed, t.duration_ms, t.streamed,
          t.time_to_first_token_ms
        from usage_facts as t
        where t.tenant_id = p_tenant_id
          and t.stamp between v_first and 9223372036854775807
          and (t.stamp >= v_next or t.stamp = any (v_open))
          and t.recorded_at >= p_from and t.recorded_at < p_to
      )
      select
        usage_bucket_start(f.bucket, p_bucket, p_zone),
        case when 'user' = any (p_dimensions) then f.user_id end as user_id,
        case when 'token' = any (p_dimensions) then f.token_id end as token_id,
        case when 'channel' = any (p_dimensions) then f.channel_id end as channel_id,
        case when 'group' = any (p_dimensions) then f.group_id end as group_id,
        case when 'provider_type' = any (p_dimensions) then f.provider_type end::text
          as provider_type,
        case when 'model' = any (p_dimensions) then f.model end::text as model,
        case when 'outcome' = any (p_dimensions) then f.outcome end::text as outcome,
        case when 'currency' = any (p_dimensions) then f.currency end::text as currency,
        sum(f.requests)::bigint,
        sum(f.unpriced)::bigint,
        sum(f.prompt_tokens)::bigint,
        sum(f.completion_tokens)::bigint,
        sum(f.amount),
        sum(f.cost),
        sum(f.time_to_first_token_ms) / nullif(sum(f.streamed), 0),
        sum(f.duration_ms) / nullif(sum(f.timed), 0)
      from facts as f
      where (v_user_id is null or f.user_id = v_user_id)
        and (p_token_id is null or f.token_id = p_token_id)
        and (p_channel_id is null or f.channel_id = p_channel_id)
        and (p_group_id is null or f.group_id = p_group_id)
        and (p_model is null or f.model = p_model)
        and (
          not v_by_tenant
          or coalesce(
            (
              select w.next_stamp || w.open_stamps from usage_tenant_watermarks as w
              where w.tenant_id = p_tenant_id
            ),
            '{0}') = v_next || v_open
        )
      group by f.bucket, 2, 3, 4, 5, 6, 7, 8, 9
      having sum(f.requests) <> 0 or sum(f.cost) <> 0
      order by 1, 2, 3, 4, 5, 6, 7, 8, 9;
    exit when found or not v_by_tenant;
    perform from usage_tenant_watermarks as w
    where w.tenant_id = p_tenant_id and (w.next_stamp <> v_next or w.open_stamps <> v_open);
    exit when not found;
  end loop;
end
$function$;
comment on routine usage_by(uuid, timestamp with time zone, timestamp with time zone, text, text, text[], uuid, uuid, uuid, uuid, text) is 'Usage between two times by buckets (all, hour, day, month) of a time zone and by dimensions, as far as the caller sees it.';


-- function usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[])
CREATE OR REPLACE FUNCTION usage_costs(p_tenant_id uuid, p_ids uuid[], p_channel_ids uuid[], p_models text[], p_counts usage_records_counts[], p_costs numeric[], OUT types text[], OUT price_ids uuid[], OUT currencies text[], OUT costs numeric[])
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_span record;
  v_type text;
  v_price record;
begin
  if cardinality(p_ids) = 1 then
    perform lyss_provider.require_usage_ids(p_ids);
    select t.name into v_type
    from lyss_provider.provider_channels as c
    join lyss_provider.provider_types as t on t.id = c.type
    where c.tenant_id = p_tenant_id and c.id = p_channel_ids[1];
    types := array[v_type];
    if p_costs[1] is null then
      select * into v_price
      from lyss_provider.cost_at(
        p_tenant_id => p_tenant_id, p_provider_type => v_type, p_model => p_models[1],
        p_counts => p_counts[1], p_at => lyss_provider.uuid_time(p_ids[1]));
      price_ids := array[v_price.price_id];
      currencies := array[v_price.currency];
      costs := array[v_price.cost];
    end if;
    return;
  end if;
  v_span := lyss_provider.usage_span(p_ids);
  select
    array_agg(p.provider_type order by n.number),
    array_agg(case when p_costs[n.number] is null then p.price_id end order by n.number),
    array_agg(case when p_costs[n.number] is null then p.currency end order by n.number),
    array_agg(
      case
        when p_costs[n.number] is null and p.unit_prices is not null
          then lyss_provider.cost_of(p.unit_prices, p_counts[n.number])
      end
      order by n.number)
  into types, price_ids, currencies, costs
  from generate_series(1, cardinality(p_ids)) as n (number)
  left join lyss_provider.usage_prices(
    p_tenant_id => p_tenant_id, p_channel_ids => p_channel_ids, p_models => p_models,
    p_first => v_span.first_at, p_last => v_span.last_at) as p
    on p.channel_id = p_channel_ids[n.number] and p.model = p_models[n.number]
      -- the time of each is asked for only where a price changed between the first and the last
      and (
        p.from_at <= v_span.first_at and p.to_at > v_span.last_at
        or lyss_provider.uuid_time(p_ids[n.number]) >= p.from_at and lyss_provider.uuid_time(p_ids[n.number]) < p.to_at
      );
end
$function$;
comment on routine usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[]) is 'Internal: Kinds of providers, prices, currencies and costs of requests; only the kind where the caller gives the cost.';


-- function usage_jobs()
CREATE OR REPLACE FUNCTION usage_jobs()
 RETURNS TABLE(name text, does text, call text, batch integer, every interval, keep interval)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  values (
    'roll-ups of usage', 'Adds up what was used since the last time; reads are exact without it.',
    'select refresh_usage()', null::integer, interval '1 minute', null::interval)
$function$;
comment on routine usage_jobs() is 'Internal: The jobs of databases that have usage.';


-- function usage_of_transaction(uuid, uuid[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION usage_of_transaction(p_tenant_id uuid, p_ids uuid[])
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_stamp constant bigint := usage_stamp();
  v_first timestamptz;
  v_last timestamptz;
  v_recorded bigint;
begin
  select min(uuid_time(n.id)), max(uuid_time(n.id)) into v_first, v_last from unnest(p_ids) as n (id);
  select count(*) into v_recorded from usage_records as r
  where r.tenant_id = p_tenant_id and r.id = any (p_ids) and r.stamp = v_stamp
    and r.recorded_at between v_first and v_last;
  return v_recorded;
end
$function$;
comment on routine usage_of_transaction(uuid, uuid[]) is 'Internal: How many of some requests this transaction has recorded.';
reset role;


-- function usage_personal_data()
CREATE OR REPLACE FUNCTION usage_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select $json$[
    {"table": "usage_watermark",
      "other": ["closed_before", "epoch", "next_stamp", "open_stamps", "refreshed_at", "singleton"]}
  ]$json$::jsonb
$function$;
comment on routine usage_personal_data() is 'Internal: The tables by which roll-ups are kept have no personal data.';


-- function usage_pieces(date[], timestamp with time zone, timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION usage_pieces(p_days date[], p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_zone text)
 RETURNS TABLE(whole_day date, from_at timestamp with time zone, to_at timestamp with time zone, bucket timestamp with time zone)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
begin
  return query
    with days as materialized (
      select
        d.day,
        d.starts_at,
        usage_bucket(d.starts_at, p_bucket, p_zone) as first_bucket,
        d.starts_at >= p_from and d.starts_at + interval '24 hours' <= p_to
          and usage_bucket(d.starts_at, p_bucket, p_zone) is not distinct from
            usage_bucket(d.starts_at + interval '23 hours 45 minutes', p_bucket, p_zone) as is_whole
      from (select p.day, p.day::timestamp at time zone 'UTC' from unnest(p_days) as p (day))
        as d (day, starts_at)
    )
    select d.day, null::timestamptz, null::timestamptz, d.first_bucket
    from days as d where d.is_whole
    union all
    select null::date, min(q.at), max(q.at) + interval '15 minutes', q.bucket
    from days as d
    cross join lateral (
      select s.at, usage_bucket(s.at, p_bucket, p_zone)
      from (select d.starts_at + n * interval '15 minutes' from generate_series(0, 95) as n)
        as s (at)
      where s.at >= p_from and s.at < p_to
    ) as q (at, bucket)
    where not d.is_whole
    group by d.day, q.bucket;
end
$function$;
comment on routine usage_pieces(date[], timestamp with time zone, timestamp with time zone, text, text) is 'Internal: The whole days, and the quarters of an hour of other days, that make up the buckets of some days.';


-- function usage_prices(uuid, uuid[], text[], timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION usage_prices(p_tenant_id uuid, p_channel_ids uuid[], p_models text[], p_first timestamp with time zone, p_last timestamp with time zone)
 RETURNS TABLE(channel_id uuid, model text, from_at timestamp with time zone, to_at timestamp with time zone, provider_type character varying, price_id uuid, currency character, unit_prices jsonb)
 LANGUAGE plpgsql
 STABLE ROWS 100
AS $function$
declare
  v_price record;
begin
  for channel_id, model in
    select distinct n.channel_id, n.model from unnest(p_channel_ids, p_models) as n (channel_id, model)
  loop
    select t.name into provider_type
    from lyss_provider.provider_channels as c
    join lyss_provider.provider_types as t on t.id = c.type
    where c.tenant_id = p_tenant_id and c.id = channel_id;
    from_at := '-infinity';
    to_at := p_first;
    loop
      v_price := lyss_provider.price_span(
        p_tenant_id => p_tenant_id, p_provider_type => provider_type, p_model => model, p_at => to_at,
        p_last => p_last);
      to_at := v_price.until;
      price_id := v_price.price_id;
      currency := v_price.currency;
      unit_prices := v_price.unit_prices;
      return next;
      exit when (to_at <= p_last and to_at < 'infinity') is not true;
      from_at := to_at;
    end loop;
  end loop;
end
$function$;
comment on routine usage_prices(uuid, uuid[], text[], timestamp with time zone, timestamp with time zone) is 'Internal: The kinds of providers and the prices of channels and models, each with the time in which it is in effect.';


-- function usage_span(uuid[])
CREATE OR REPLACE FUNCTION usage_span(p_ids uuid[], OUT first_at timestamp with time zone, OUT last_at timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_first uuid;
  v_last uuid;
  v_timed integer;
begin
  select min(i.id)::uuid, max(i.id)::uuid, count(*) filter (where substr(i.id, 15, 1) = '7')
  into v_first, v_last, v_timed
  from (select n.id::text collate "C" as id from unnest(p_ids) as n (id)) as i;
  if v_timed = cardinality(p_ids) then
    if v_timed > 0 then
      perform lyss_provider.require_usage_ids(array[v_first, v_last]);
    end if;
  else
    perform lyss_provider.require_usage_ids(p_ids);
  end if;
  first_at := lyss_provider.uuid_time(v_first);
  last_at := lyss_provider.uuid_time(v_last);
end
$function$;
comment on routine usage_span(uuid[]) is 'Internal: The first and the last time of the ids of a batch; fails as require_usage_ids() does.';


-- function used_days(uuid, date, date, uuid)
CREATE OR REPLACE FUNCTION used_days(p_tenant_id uuid, p_first date, p_last date, p_user_id uuid)
 RETURNS date[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
begin
  if is_on_citus() then -- which makes no plan of several tables to be kept
    perform set_config('plan_cache_mode', 'force_custom_plan', true);
  end if;
  if p_user_id is not null then
    return array(
      select distinct t.day from usage_days as t
      where t.tenant_id = p_tenant_id and t.user_id = p_user_id and t.day >= p_first and t.day <= p_last
      order by t.day);
  end if;
  return array(
    with recursive known (day) as (
      (
        select t.day from usage_days as t
        where t.tenant_id = p_tenant_id and t.day >= p_first and t.day <= p_last
        order by t.day
        limit 1
      )
      union all
      select n.day
      from known as k
      cross join lateral (
        select t.day from usage_days as t
        where t.tenant_id = p_tenant_id and t.day > k.day and t.day <= p_last
        order by t.day
        limit 1
      ) as n
    )
    select k.day from known as k);
end
$function$;
comment on routine used_days(uuid, date, date, uuid) is 'Internal: The days between two, both included, on which the caller sees any usage; of one user if p_user_id is given.';


-- function user_is_active(uuid, uuid)
CREATE OR REPLACE FUNCTION user_is_active(p_tenant_id uuid, p_user_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return not exists (
    select from lyss_provider.known_users as k
    where k.tenant_id = p_tenant_id and k.user_id = p_user_id and k.status <> 'active');
end
$function$;
comment on routine user_is_active(uuid, uuid) is 'Internal: Whether a user is active, or nothing was reported of them.';


-- function verify_audit_log(uuid, bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION verify_audit_log(p_tenant_id uuid, p_number bigint, p_hash text)
 RETURNS TABLE(number bigint, month date, fault text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  perform require_sight_of_tenant(p_tenant_id);
  return query select * from broken_seal(p_tenant_id, p_number, p_hash);
end
$function$;
comment on routine verify_audit_log(uuid, bigint, text) is 'The first seal of a tenant''s audit log that does not match, and why; nothing if all match. It also compares a known seal.';
reset role;


-- function verify_token(uuid, text[], text[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION verify_token(p_tenant_id uuid, p_key_hashes text[], p_pepper_ids text[])
 RETURNS TABLE(outcome text, token_id uuid, user_id uuid, restricted_to_channels boolean, channel_ids uuid[], allowed_models jsonb, rate_limit integer, expires_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_token record;
  -- in variables: at an element of an array that a row is set to, Citus would end the whole server
  v_key_hash constant text := p_key_hashes[1];
  v_pepper_id constant text := p_pepper_ids[1];
begin
  if p_tenant_id is distinct from require_tenant() then
    raise exception 'a token is verified in the scope of its tenant'
      using errcode = 'insufficient_privilege';
  end if;
  if not current_tenant_is_active() then
    outcome := 'tenant_not_active';
    return next;
    return;
  end if;
  select t.id, t.user_id, t.last_used_at, token_state(t.status, t.revoked_at, t.expires_at, v_now) as state,
    t.key_hash = any (p_key_hashes[2:]) as is_outdated,
    t.previous_key_hash = any (p_key_hashes[2:]) as is_previous_outdated
  into v_token
  from user_tokens as t
  where t.tenant_id = p_tenant_id
    and (
      t.key_hash = any (p_key_hashes)
      or t.previous_key_hash = any (p_key_hashes) and t.previous_key_expires_at > v_now
    );
  if not found then
    outcome := 'unknown';
    return next;
    return;
  end if;
  if v_token.state <> 'active' then
    outcome := v_token.state;
    return next;
    return;
  end if;
  if not user_is_active(p_tenant_id, v_token.user_id) then
    outcome := 'user_not_active';
    return next;
    return;
  end if;
  if v_token.last_used_at is null or v_token.last_used_at <= v_now - interval '1 minute'
    or v_token.is_outdated or v_token.is_previous_outdated
  then
    perform from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.id
    for no key update skip locked;
    if found then
      update user_tokens as t set last_used_at = v_now
      where t.tenant_id = p_tenant_id and t.id = v_token.id;
      if v_token.is_outdated then
        update user_tokens as t set key_hash = v_key_hash, pepper_id = v_pepper_id
        where t.tenant_id = p_tenant_id and t.id = v_token.id and t.key_hash = any (p_key_hashes);
      elsif v_token.is_previous_outdated then
        update user_tokens as t
        set previous_key_hash = v_key_hash, previous_pepper_id = v_pepper_id
        where t.tenant_id = p_tenant_id and t.id = v_token.id
          and t.previous_key_hash = any (p_key_hashes);
      end if;
    end if;
  end if;
  return query
    select 'valid', t.id, t.user_id, t.restricted_to_channels,
      array(
        select c.channel_id from user_token_channels as c
        where c.tenant_id = p_tenant_id and c.token_id = v_token.id
        order by c.channel_id),
      t.allowed_models::jsonb, t.rate_limit::integer, t.expires_at
    from user_tokens as t
    where t.tenant_id = p_tenant_id and t.id = v_token.id;
end
$function$;
comment on routine verify_token(uuid, text[], text[]) is 'The owner of a token and what it may do, or why it is not accepted: one row.';
reset role;


-- function visible_channels(uuid, uuid, integer)
CREATE OR REPLACE FUNCTION visible_channels(p_tenant_id uuid, p_after_id uuid, p_limit integer)
 RETURNS SETOF channel_states
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  return query
    select c.* from ( SELECT c.tenant_id,
    c.id,
    c.name,
    c.type,
    c.config_scope,
    c.owner_id,
    c.group_id,
    c.priority,
    c.weight,
    c.models,
    c.model_mapping,
    c.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    c.rate_limit,
        CASE
            WHEN ((c.status = 1) AND ((h.failures)::integer > 0)) THEN 3
            ELSE c.status
        END AS status,
    COALESCE((h.failures)::integer, 0) AS failures,
    GREATEST(h.retry_at, h.probe_until) AS retry_at,
    c.created_at,
    c.updated_at,
    t.name AS type_name,
    t.base_url,
    t.api_format,
        CASE
            WHEN (((t.status)::text <> 'active'::text) OR (c.status = 2)) THEN 'disabled'::text
            WHEN is_cooling((h.failures)::integer, h.retry_at, h.probe_until, statement_time()) THEN 'cooling'::text
            ELSE 'available'::text
        END AS state
   FROM (((provider_channels c
     JOIN provider_types t ON ((t.id = c.type)))
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = c.id) AND ((q.measure)::text = 'quota'::text))) u)
     LEFT JOIN channel_health h ON (((h.tenant_id = p_tenant_id) AND (h.channel_id = c.id) AND ((h.model)::text = ''::text))))) as c
    where c.tenant_id = p_tenant_id and c.id > p_after_id
    order by c.id
    limit p_limit;
end
$function$;
comment on routine visible_channels(uuid, uuid, integer) is 'The channels of a tenant that the scope sees, and their states.';


-- function visible_tokens(uuid, uuid, integer)
CREATE OR REPLACE FUNCTION visible_tokens(p_tenant_id uuid, p_after_id uuid, p_limit integer)
 RETURNS SETOF user_token_details
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_provider', 'pg_temp'
AS $function$
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_tenant_admin() then
    return query
    select t.* from ( SELECT t.tenant_id,
    t.id,
    t.user_id,
    t.name,
    t.key_prefix,
    t.previous_key_expires_at,
    t.restricted_to_channels,
    ARRAY( SELECT c.channel_id
           FROM user_token_channels c
          WHERE ((c.tenant_id = p_tenant_id) AND (c.token_id = t.id))
          ORDER BY c.channel_id) AS channel_ids,
    t.allowed_models,
    t.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    t.rate_limit,
        CASE
            WHEN (token_state((t.status)::integer, t.revoked_at, t.expires_at, statement_time()) = 'expired'::text) THEN 3
            ELSE (t.status)::integer
        END AS status,
    t.expires_at,
    t.revoked_at,
    t.last_used_at,
    t.created_at,
    t.updated_at
   FROM (user_tokens t
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = t.id) AND ((q.measure)::text = 'quota'::text))) u)) as t
    where t.tenant_id = p_tenant_id and t.user_id = current_user_id() and t.id > p_after_id
    order by t.id
    limit p_limit;
  else
    return query
    select t.* from ( SELECT t.tenant_id,
    t.id,
    t.user_id,
    t.name,
    t.key_prefix,
    t.previous_key_expires_at,
    t.restricted_to_channels,
    ARRAY( SELECT c.channel_id
           FROM user_token_channels c
          WHERE ((c.tenant_id = p_tenant_id) AND (c.token_id = t.id))
          ORDER BY c.channel_id) AS channel_ids,
    t.allowed_models,
    t.quota,
    u.used AS used_quota,
    u.held AS held_quota,
    t.rate_limit,
        CASE
            WHEN (token_state((t.status)::integer, t.revoked_at, t.expires_at, statement_time()) = 'expired'::text) THEN 3
            ELSE (t.status)::integer
        END AS status,
    t.expires_at,
    t.revoked_at,
    t.last_used_at,
    t.created_at,
    t.updated_at
   FROM (user_tokens t
     CROSS JOIN LATERAL ( SELECT (LEAST(COALESCE(sum(q.used), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS used,
            (LEAST(COALESCE(sum(q.held), (0)::numeric), ('9223372036854775807'::bigint)::numeric))::bigint AS held
           FROM quota_counters q
          WHERE ((q.tenant_id = p_tenant_id) AND (q.limit_id = t.id) AND ((q.measure)::text = 'quota'::text))) u)) as t
    where t.tenant_id = p_tenant_id and t.id > p_after_id
    order by t.id
    limit p_limit;
  end if;
end
$function$;
comment on routine visible_tokens(uuid, uuid, integer) is 'The tokens of a tenant that the scope sees, by id.';


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
        lyss_provider.row_lockers(array[t.relation]), 'nobody holds it any more'))
      from (
        select c.relname as name, c.oid::regclass as relation
        from regexp_matches(split_part(p_context, E'\n', 1), '\w+', 'g') with ordinality as w (word, place)
        join pg_class as c on c.relname = w.word[1] and c.relkind in ('r', 'p')
        where c.relnamespace = to_regnamespace('lyss_provider')
        order by w.place
        limit 1
      ) as t
    ),
    (
      select 'another session has done the same as ' || w.word[1]
      from regexp_matches(p_context, '(\w+)\(', 'g') with ordinality as w (word, place)
      join pg_proc as p on p.proname = w.word[1] and p.pronamespace = to_regnamespace('lyss_provider')
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
  select pg_notify(left('lyss_provider', 56) || '_outbox', '')
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
 SET search_path TO 'lyss_provider', 'pg_temp'
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
  v_until constant timestamptz := lyss_provider.wall_time() operator(pg_catalog.+) interval '1 minute';
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
    perform lyss_provider.seal_as_owner();
    select * into v_job from lyss_provider.run_due_job();
    if v_job.error is not null then
      raise warning '%: %', v_job.job, v_job.error;
    end if;
    exit when v_job.job is null or lyss_provider.wall_time() operator(pg_catalog.>) v_until;
  end loop;
  commit;
end
$procedure$;
comment on routine run_due_jobs(text) is 'Runs all jobs that are due, each in a transaction of its own, for at most about a minute.';


-- Foreign keys
alter table budgets add constraint budgets_tenant_id_channel_id_fk FOREIGN KEY (tenant_id, channel_id) REFERENCES provider_channels(tenant_id, id) ON DELETE CASCADE;
alter table budgets add constraint budgets_tenant_id_token_id_user_id_fk FOREIGN KEY (tenant_id, token_id, user_id) REFERENCES user_tokens(tenant_id, id, user_id) ON DELETE CASCADE;
alter table channel_health add constraint channel_health_tenant_id_channel_id_fk FOREIGN KEY (tenant_id, channel_id) REFERENCES provider_channels(tenant_id, id) ON DELETE CASCADE;
alter table outbox_keys add constraint outbox_keys_tenant_id_key_fk FOREIGN KEY (tenant_id, key) REFERENCES outbox_turns(tenant_id, key) ON DELETE CASCADE;
alter table provider_channels add constraint provider_channels_type_fk FOREIGN KEY (type) REFERENCES provider_types(id) ON DELETE RESTRICT;
alter table user_token_channels add constraint user_token_channels_tenant_id_channel_id_fk FOREIGN KEY (tenant_id, channel_id) REFERENCES provider_channels(tenant_id, id) ON DELETE CASCADE;
alter table user_token_channels add constraint user_token_channels_tenant_id_token_id_user_id_fk FOREIGN KEY (tenant_id, token_id, user_id) REFERENCES user_tokens(tenant_id, id, user_id) ON DELETE CASCADE;


-- Triggers
CREATE TRIGGER refuse_change_of_audit_logs BEFORE DELETE OR UPDATE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_change_of_audit_seals BEFORE DELETE OR UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER refuse_truncate_of_audit_seals BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON budgets FOR EACH ROW EXECUTE FUNCTION record_change('id', '{set_by,subject,group_id,user_id,token_id,channel_id}', '{currency,hard_limit,model,period,soft_limit,unit}', '{}');
CREATE TRIGGER tell_soft_limit AFTER UPDATE OF soft_limit ON budgets FOR EACH ROW WHEN ((new.soft_limit IS DISTINCT FROM old.soft_limit)) EXECUTE FUNCTION tell_soft_limit();
CREATE TRIGGER update_budgets_updated_at BEFORE UPDATE ON budgets FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON given_up_events FOR EACH ROW EXECUTE FUNCTION record_change('id', '{}', '{type,failures}', '{payload,actor_id,reason,last_error,given_up_because,given_up_at}', '{key}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF every, keep, keeps_all, hold ON jobs FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{every,keep,keeps_all,hold}', '{name,started_at,took,done,error,succeeded_at,failures,due_at}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON known_tenants FOR EACH ROW EXECUTE FUNCTION record_change('tenant_id', '{}', '{status}', '{changed_at}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON known_tenants FOR EACH ROW EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON known_tenants FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON known_tenants FOR EACH ROW WHEN (((old.tenant_id <> new.tenant_id) OR ((old.status)::text <> (new.status)::text))) EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON known_users FOR EACH ROW EXECUTE FUNCTION record_change('user_id', '{}', '{status}', '{changed_at}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON known_users FOR EACH ROW EXECUTE FUNCTION tell_tenant_change('user', 'user_id');
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON known_users FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON known_users FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.user_id IS DISTINCT FROM new.user_id) OR ((old.status)::text IS DISTINCT FROM (new.status)::text))) EXECUTE FUNCTION tell_tenant_change('user', 'user_id');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON legal_holds FOR EACH ROW EXECUTE FUNCTION record_change('subject_id', '{}', '{held_by}', '{held_at}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION record_change('id', '{provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');
CREATE TRIGGER update_model_prices_updated_at BEFORE UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON provider_channels FOR EACH ROW EXECUTE FUNCTION record_change('id', '{owner_id,group_id}', '{type,priority,weight,status,quota,rate_limit,config_scope}', '{}', '{name,models,model_mapping,priority,weight,quota,rate_limit}');
CREATE TRIGGER update_provider_channels_updated_at BEFORE UPDATE OF type, key, status, name, models, model_mapping, priority, weight, quota, rate_limit ON provider_channels FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON provider_types FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{display_name,base_url,supported_models,api_format,status}', '{}');
CREATE TRIGGER update_provider_types_updated_at BEFORE UPDATE ON provider_types FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER refuse_change_of_quota_entries BEFORE DELETE OR UPDATE ON quota_entries FOR EACH ROW EXECUTE FUNCTION refuse_change('quota_entries');
CREATE TRIGGER refuse_truncate_of_quota_entries BEFORE TRUNCATE ON quota_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('quota_entries');
CREATE TRIGGER refuse_truncate_of_quota_entries BEFORE TRUNCATE ON quota_entries_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('quota_entries');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON scope_keys FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{}', '{name,outer_pad,former_pads,former_until}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON tenant_settings FOR EACH ROW EXECUTE FUNCTION record_change('tenant_id', '{}', '{max_api_calls,time_zone}', '{changed_at,limit_changed_at}');
CREATE TRIGGER refuse_change_of_usage_adjustments BEFORE DELETE OR UPDATE ON usage_adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change('usage_adjustments');
CREATE TRIGGER refuse_truncate_of_usage_adjustments BEFORE TRUNCATE ON usage_adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('usage_adjustments');
CREATE TRIGGER refuse_change_of_usage_records BEFORE DELETE OR UPDATE ON usage_records FOR EACH ROW EXECUTE FUNCTION refuse_change('usage_records');
CREATE TRIGGER refuse_truncate_of_usage_records BEFORE TRUNCATE ON usage_records FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('usage_records');
CREATE TRIGGER refuse_truncate_of_usage_records BEFORE TRUNCATE ON usage_records_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('usage_records');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON user_token_channels FOR EACH ROW EXECUTE FUNCTION record_change('token_id', '{user_id,channel_id}', '{}', '{}');
CREATE TRIGGER tell_tenant_change AFTER INSERT OR DELETE ON user_token_channels FOR EACH ROW EXECUTE FUNCTION tell_tenant_change('token', 'token_id');
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON user_token_channels FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON user_token_channels FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.token_id IS DISTINCT FROM new.token_id) OR (old.channel_id IS DISTINCT FROM new.channel_id))) EXECUTE FUNCTION tell_tenant_change('token', 'token_id');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF tenant_id, id, user_id, key_hash, pepper_id, key_prefix, previous_key_hash, previous_pepper_id, previous_key_expires_at, rotation_id, restricted_to_channels, status, revoked_at, name, allowed_models, quota, rate_limit, expires_at ON user_tokens FOR EACH ROW EXECUTE FUNCTION record_change('id', '{user_id}', '{allowed_models,expires_at,pepper_id,previous_key_expires_at,previous_pepper_id,quota,rate_limit,restricted_to_channels,revoked_at,rotation_id,status}', '{last_used_at}');
CREATE TRIGGER tell_tenant_change AFTER DELETE ON user_tokens FOR EACH ROW EXECUTE FUNCTION tell_tenant_change('token', 'id');
CREATE TRIGGER tell_tenant_change_of_all AFTER TRUNCATE ON user_tokens FOR EACH STATEMENT EXECUTE FUNCTION tell_tenant_change();
CREATE TRIGGER tell_tenant_change_of_updated AFTER UPDATE ON user_tokens FOR EACH ROW WHEN (((old.tenant_id IS DISTINCT FROM new.tenant_id) OR (old.id IS DISTINCT FROM new.id) OR (old.user_id IS DISTINCT FROM new.user_id) OR ((old.key_hash)::text IS DISTINCT FROM (new.key_hash)::text) OR ((old.previous_key_hash)::text IS DISTINCT FROM (new.previous_key_hash)::text) OR (old.previous_key_expires_at IS DISTINCT FROM new.previous_key_expires_at) OR (old.restricted_to_channels IS DISTINCT FROM new.restricted_to_channels) OR ((old.allowed_models)::jsonb IS DISTINCT FROM (new.allowed_models)::jsonb) OR ((old.rate_limit)::integer IS DISTINCT FROM (new.rate_limit)::integer) OR ((old.status)::integer IS DISTINCT FROM (new.status)::integer) OR (old.expires_at IS DISTINCT FROM new.expires_at) OR (old.revoked_at IS DISTINCT FROM new.revoked_at))) EXECUTE FUNCTION tell_tenant_change('token', 'id');
CREATE TRIGGER update_user_tokens_updated_at BEFORE UPDATE OF key_hash, restricted_to_channels, status, name, allowed_models, quota, rate_limit, expires_at ON user_tokens FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();


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
create policy budgets_definer_delete on budgets for delete to lyss_definer using (true);
create policy budgets_definer_insert on budgets for insert to lyss_definer with check (true);
create policy budgets_definer_select on budgets for select to lyss_definer using (true);
create policy budgets_definer_update on budgets for update to lyss_definer using (true) with check (true);
create policy budgets_delete on budgets for delete to authenticated_users using (((tenant_id = current_tenant_id()) AND ((((set_by)::text = 'tenant'::text) AND current_user_is_tenant_admin()) OR (((set_by)::text = 'user'::text) AND (user_id = current_user_id()))) AND current_tenant_is_active()));
create policy budgets_select on budgets for select to authenticated_users using (((tenant_id = current_tenant_id()) AND (((user_id IS NULL) AND (group_id IS NULL)) OR (user_id = current_user_id()) OR (group_id = ANY (current_group_ids())) OR current_user_is_tenant_admin())));
create policy budgets_system_delete on budgets for delete to lyss_system using ((current_system_reason() <> ''::text));
create policy budgets_system_select on budgets for select to lyss_system using ((current_system_reason() <> ''::text));
create policy budgets_system_update on budgets for update to lyss_system using ((current_system_reason() <> ''::text)) with check ((current_system_reason() <> ''::text));
create policy budgets_update on budgets for update to authenticated_users using (((tenant_id = current_tenant_id()) AND ((((set_by)::text = 'tenant'::text) AND current_user_is_tenant_admin()) OR (((set_by)::text = 'user'::text) AND (user_id = current_user_id()))) AND current_tenant_is_active())) with check (((tenant_id = current_tenant_id()) AND ((((set_by)::text = 'tenant'::text) AND current_user_is_tenant_admin()) OR (((set_by)::text = 'user'::text) AND (user_id = current_user_id()))) AND current_tenant_is_active()));
create policy channel_health_definer_delete on channel_health for delete to lyss_definer using (true);
create policy channel_health_definer_insert on channel_health for insert to lyss_definer with check (true);
create policy channel_health_definer_select on channel_health for select to lyss_definer using (true);
create policy channel_health_definer_update on channel_health for update to lyss_definer using (true) with check (true);
create policy channel_health_select on channel_health for select to authenticated_users using (((tenant_id = current_tenant_id()) AND can_see_channel((config_scope)::text, owner_id, group_id)));
create policy channel_health_system_select on channel_health for select to lyss_system using ((current_system_reason() <> ''::text));
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
create policy known_users_definer_delete on known_users for delete to lyss_definer using (true);
create policy known_users_definer_insert on known_users for insert to lyss_definer with check (true);
create policy known_users_definer_select on known_users for select to lyss_definer using (true);
create policy known_users_definer_update on known_users for update to lyss_definer using (true) with check (true);
create policy known_users_system_select on known_users for select to lyss_system using ((current_system_reason() <> ''::text));
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
create policy provider_channels_definer_delete on provider_channels for delete to lyss_definer using (true);
create policy provider_channels_definer_insert on provider_channels for insert to lyss_definer with check (true);
create policy provider_channels_definer_select on provider_channels for select to lyss_definer using (true);
create policy provider_channels_definer_update on provider_channels for update to lyss_definer using (true) with check (true);
create policy provider_channels_delete on provider_channels for delete to authenticated_users using (((tenant_id = current_tenant_id()) AND can_change_channel((config_scope)::text, owner_id, group_id) AND current_tenant_is_active()));
create policy provider_channels_select on provider_channels for select to authenticated_users using (((tenant_id = current_tenant_id()) AND can_see_channel((config_scope)::text, owner_id, group_id)));
create policy provider_channels_system_delete on provider_channels for delete to lyss_system using ((current_system_reason() <> ''::text));
create policy provider_channels_system_select on provider_channels for select to lyss_system using ((current_system_reason() <> ''::text));
create policy provider_channels_system_update on provider_channels for update to lyss_system using ((current_system_reason() <> ''::text)) with check ((current_system_reason() <> ''::text));
create policy provider_channels_update on provider_channels for update to authenticated_users using (((tenant_id = current_tenant_id()) AND can_change_channel((config_scope)::text, owner_id, group_id) AND current_tenant_is_active())) with check (((tenant_id = current_tenant_id()) AND can_change_channel((config_scope)::text, owner_id, group_id) AND current_tenant_is_active()));
create policy provider_types_definer_insert on provider_types for insert to lyss_definer with check (true);
create policy provider_types_definer_select on provider_types for select to lyss_definer using (true);
create policy provider_types_select on provider_types for select to authenticated_users using (((current_tenant_id())::text <> ''::text));
create policy provider_types_system_select on provider_types for select to lyss_system using ((current_system_reason() <> ''::text));
create policy provider_types_system_update on provider_types for update to lyss_system using ((current_system_reason() <> ''::text)) with check ((current_system_reason() <> ''::text));
create policy quota_counters_definer_delete on quota_counters for delete to lyss_definer using (true);
create policy quota_counters_definer_insert on quota_counters for insert to lyss_definer with check (true);
create policy quota_counters_definer_select on quota_counters for select to lyss_definer using (true);
create policy quota_counters_definer_update on quota_counters for update to lyss_definer using (true) with check (true);
create policy quota_counters_select on quota_counters for select to authenticated_users using (((tenant_id = current_tenant_id()) AND (((user_id IS NULL) AND (group_id IS NULL)) OR (user_id = current_user_id()) OR (group_id = ANY (current_group_ids())) OR current_user_is_tenant_admin())));
create policy quota_counters_system_select on quota_counters for select to lyss_system using ((current_system_reason() <> ''::text));
create policy quota_entries_definer_delete on quota_entries for delete to lyss_definer using (true);
create policy quota_entries_definer_insert on quota_entries for insert to lyss_definer with check (true);
create policy quota_entries_definer_select on quota_entries for select to lyss_definer using (true);
create policy quota_entries_select on quota_entries for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy quota_entries_system_select on quota_entries for select to lyss_system using ((current_system_reason() <> ''::text));
create policy quota_reservations_definer_delete on quota_reservations for delete to lyss_definer using (true);
create policy quota_reservations_definer_insert on quota_reservations for insert to lyss_definer with check (true);
create policy quota_reservations_definer_select on quota_reservations for select to lyss_definer using (true);
create policy quota_reservations_definer_update on quota_reservations for update to lyss_definer using (true) with check (true);
create policy quota_reservations_select on quota_reservations for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy quota_reservations_system_select on quota_reservations for select to lyss_system using ((current_system_reason() <> ''::text));
create policy scope_keys_definer_delete on scope_keys for delete to lyss_definer using (true);
create policy scope_keys_definer_insert on scope_keys for insert to lyss_definer with check (true);
create policy scope_keys_definer_select on scope_keys for select to lyss_definer using (true);
create policy scope_keys_definer_update on scope_keys for update to lyss_definer using (((name)::text = ''::text)) with check (((name)::text = ''::text));
create policy tenant_settings_definer_delete on tenant_settings for delete to lyss_definer using (true);
create policy tenant_settings_definer_select on tenant_settings for select to lyss_definer using (true);
create policy tenant_settings_select on tenant_settings for select to authenticated_users using ((tenant_id = current_tenant_id()));
create policy tenant_settings_system_insert on tenant_settings for insert to lyss_system with check ((current_system_reason() <> ''::text));
create policy tenant_settings_system_select on tenant_settings for select to lyss_system using ((current_system_reason() <> ''::text));
create policy tenant_settings_system_update on tenant_settings for update to lyss_system using ((current_system_reason() <> ''::text)) with check ((current_system_reason() <> ''::text));
create policy usage_adjustments_definer_delete on usage_adjustments for delete to lyss_definer using (true);
create policy usage_adjustments_definer_insert on usage_adjustments for insert to lyss_definer with check (true);
create policy usage_adjustments_definer_select on usage_adjustments for select to lyss_definer using (true);
create policy usage_adjustments_select on usage_adjustments for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy usage_adjustments_system_select on usage_adjustments for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_days_definer_delete on usage_days for delete to lyss_definer using (true);
create policy usage_days_definer_insert on usage_days for insert to lyss_definer with check (true);
create policy usage_days_definer_select on usage_days for select to lyss_definer using (true);
create policy usage_days_definer_update on usage_days for update to lyss_definer using (true) with check (true);
create policy usage_days_select on usage_days for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy usage_days_system_select on usage_days for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_local_days_definer_delete on usage_local_days for delete to lyss_definer using (true);
create policy usage_local_days_definer_insert on usage_local_days for insert to lyss_definer with check (true);
create policy usage_local_days_definer_select on usage_local_days for select to lyss_definer using (true);
create policy usage_local_days_select on usage_local_days for select to authenticated_users using (((tenant_id = current_tenant_id()) AND current_user_is_tenant_admin()));
create policy usage_local_days_system_select on usage_local_days for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_local_totals_definer_delete on usage_local_totals for delete to lyss_definer using (true);
create policy usage_local_totals_definer_insert on usage_local_totals for insert to lyss_definer with check (true);
create policy usage_local_totals_definer_select on usage_local_totals for select to lyss_definer using (true);
create policy usage_local_totals_definer_update on usage_local_totals for update to lyss_definer using (true) with check (true);
create policy usage_local_totals_select on usage_local_totals for select to authenticated_users using (((tenant_id = current_tenant_id()) AND current_user_is_tenant_admin()));
create policy usage_local_totals_system_select on usage_local_totals for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_quarter_hours_definer_delete on usage_quarter_hours for delete to lyss_definer using (true);
create policy usage_quarter_hours_definer_insert on usage_quarter_hours for insert to lyss_definer with check (true);
create policy usage_quarter_hours_definer_select on usage_quarter_hours for select to lyss_definer using (true);
create policy usage_quarter_hours_definer_update on usage_quarter_hours for update to lyss_definer using (true) with check (true);
create policy usage_quarter_hours_select on usage_quarter_hours for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy usage_quarter_hours_system_select on usage_quarter_hours for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_records_definer_delete on usage_records for delete to lyss_definer using (true);
create policy usage_records_definer_insert on usage_records for insert to lyss_definer with check (true);
create policy usage_records_definer_select on usage_records for select to lyss_definer using (true);
create policy usage_records_select on usage_records for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy usage_records_system_select on usage_records for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_tenant_watermarks_definer_delete on usage_tenant_watermarks for delete to lyss_definer using (true);
create policy usage_tenant_watermarks_definer_insert on usage_tenant_watermarks for insert to lyss_definer with check (true);
create policy usage_tenant_watermarks_definer_select on usage_tenant_watermarks for select to lyss_definer using (true);
create policy usage_tenant_watermarks_definer_update on usage_tenant_watermarks for update to lyss_definer using (true) with check (true);
create policy usage_tenant_watermarks_select on usage_tenant_watermarks for select to authenticated_users using ((tenant_id = current_tenant_id()));
create policy usage_tenant_watermarks_system_select on usage_tenant_watermarks for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_totals_definer_delete on usage_totals for delete to lyss_definer using (true);
create policy usage_totals_definer_insert on usage_totals for insert to lyss_definer with check (true);
create policy usage_totals_definer_select on usage_totals for select to lyss_definer using (true);
create policy usage_totals_definer_update on usage_totals for update to lyss_definer using (true) with check (true);
create policy usage_totals_select on usage_totals for select to authenticated_users using (((tenant_id = current_tenant_id()) AND current_user_is_tenant_admin()));
create policy usage_totals_system_select on usage_totals for select to lyss_system using ((current_system_reason() <> ''::text));
create policy usage_watermark_definer_select on usage_watermark for select to lyss_definer using (true);
create policy usage_watermark_definer_update on usage_watermark for update to lyss_definer using (true) with check (true);
create policy usage_watermark_system_select on usage_watermark for select to lyss_system using ((current_system_reason() <> ''::text));
create policy user_token_channels_definer_delete on user_token_channels for delete to lyss_definer using (true);
create policy user_token_channels_definer_insert on user_token_channels for insert to lyss_definer with check (true);
create policy user_token_channels_definer_select on user_token_channels for select to lyss_definer using (true);
create policy user_token_channels_select on user_token_channels for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy user_token_channels_system_select on user_token_channels for select to lyss_system using ((current_system_reason() <> ''::text));
create policy user_tokens_definer_delete on user_tokens for delete to lyss_definer using (true);
create policy user_tokens_definer_insert on user_tokens for insert to lyss_definer with check (true);
create policy user_tokens_definer_select on user_tokens for select to lyss_definer using (true);
create policy user_tokens_definer_update on user_tokens for update to lyss_definer using (true) with check (true);
create policy user_tokens_select on user_tokens for select to authenticated_users using (((tenant_id = current_tenant_id()) AND ((user_id = current_user_id()) OR current_user_is_tenant_admin())));
create policy user_tokens_system_select on user_tokens for select to lyss_system using ((current_system_reason() <> ''::text));
create policy user_tokens_update on user_tokens for update to authenticated_users using (((tenant_id = current_tenant_id()) AND (user_id = current_user_id()) AND (revoked_at IS NULL) AND current_tenant_is_active())) with check (((tenant_id = current_tenant_id()) AND (user_id = current_user_id()) AND (revoked_at IS NULL) AND current_tenant_is_active()));


-- Rights
grant usage on schema lyss_provider to authenticated_users;
grant create, usage on schema lyss_provider to lyss_definer;
grant usage on schema lyss_provider to lyss_system;
grant usage on schema lyss_provider to pg_monitor;
grant usage on schema lyss_provider to public;
grant delete, insert, select on access_changes to lyss_definer;
grant select on audit_logs to authenticated_users;
grant insert, select on audit_logs to lyss_definer;
grant select on audit_logs to lyss_system;
grant select on audit_seals to authenticated_users;
grant delete, insert, select on audit_seals to lyss_definer;
grant select on audit_seals to lyss_system;
grant select, update (epoch, next_stamp, sealed_at) on audit_watermark to lyss_definer;
grant select on audit_watermark to lyss_system;
grant delete, select, update (hard_limit, name, soft_limit) on budgets to authenticated_users;
grant delete, insert (channel_id, created_at, currency, group_id, hard_limit, id, model, name, period, set_by, soft_limit, subject, tenant_id, token_id, unit, updated_at, user_id), select, update (hard_limit, soft_limit) on budgets to lyss_definer;
grant delete, select, update (hard_limit, name, soft_limit) on budgets to lyss_system;
grant select on channel_health to authenticated_users;
grant delete, insert, select, update (epoch, failures, probe_until, retry_at) on channel_health to lyss_definer;
grant select on channel_health to lyss_system;
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
grant delete, insert, select, update (changed_at, status) on known_users to lyss_definer;
grant select on known_users to lyss_system;
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
grant delete, select (config_scope, created_at, group_id, id, model_mapping, models, name, owner_id, priority, quota, rate_limit, status, tenant_id, type, updated_at, weight), update (key, model_mapping, models, name, priority, quota, rate_limit, weight) on provider_channels to authenticated_users;
grant delete, insert (config_scope, created_at, group_id, id, key, model_mapping, models, name, owner_id, priority, quota, rate_limit, status, tenant_id, type, updated_at, weight), select, update (key, quota, status) on provider_channels to lyss_definer;
grant delete, select (config_scope, created_at, group_id, id, model_mapping, models, name, owner_id, priority, quota, rate_limit, status, tenant_id, type, updated_at, weight), update (key, model_mapping, models, name, priority, quota, rate_limit, weight) on provider_channels to lyss_system;
grant select on provider_types to authenticated_users;
grant insert, select on provider_types to lyss_definer;
grant select, update (api_format, base_url, display_name, name, status, supported_models) on provider_types to lyss_system;
grant select on quota_counters to authenticated_users;
grant delete, insert, select, update (dealt, held, period_start, room, used, warned) on quota_counters to lyss_definer;
grant select on quota_counters to lyss_system;
grant select on quota_entries to authenticated_users;
grant delete, insert, select on quota_entries to lyss_definer;
grant select on quota_entries to lyss_system;
grant select on quota_reservations to authenticated_users;
grant delete, insert, select, update (settled_amount, state) on quota_reservations to lyss_definer;
grant select on quota_reservations to lyss_system;
grant delete, insert (inner_pad, name, outer_pad), select, update (created_at, former_pads, former_until, inner_pad, outer_pad) on scope_keys to lyss_definer;
grant select on tenant_settings to authenticated_users;
grant delete, select on tenant_settings to lyss_definer;
grant insert (changed_at, limit_changed_at, max_api_calls, tenant_id, time_zone), select, update (changed_at, limit_changed_at, max_api_calls, time_zone) on tenant_settings to lyss_system;
grant select on usage_adjustments to authenticated_users;
grant delete, insert, select on usage_adjustments to lyss_definer;
grant select on usage_adjustments to lyss_system;
grant select on usage_days to authenticated_users;
grant delete, insert (amount, channel_id, completion_tokens, cost, currency, day, duration_ms, group_id, model, outcome, prompt_tokens, provider_type, requests, streamed, tenant_id, time_to_first_token_ms, timed, token_id, unpriced, user_id), select, update (amount, completion_tokens, cost, duration_ms, prompt_tokens, requests, streamed, time_to_first_token_ms, timed, unpriced) on usage_days to lyss_definer;
grant select on usage_days to lyss_system;
grant select on usage_local_days to authenticated_users;
grant delete, insert (ends_at, starts_at, tenant_id), select on usage_local_days to lyss_definer;
grant select on usage_local_days to lyss_system;
grant select on usage_local_totals to authenticated_users;
grant delete, insert (amount, channel_id, completion_tokens, cost, currency, duration_ms, ends_at, model, outcome, prompt_tokens, provider_type, requests, starts_at, streamed, tenant_id, time_to_first_token_ms, timed, unpriced), select, update (amount, completion_tokens, cost, duration_ms, prompt_tokens, requests, streamed, time_to_first_token_ms, timed, unpriced) on usage_local_totals to lyss_definer;
grant select on usage_local_totals to lyss_system;
grant select on usage_quarter_hours to authenticated_users;
grant delete, insert (amount, channel_id, completion_tokens, cost, currency, duration_ms, group_id, model, outcome, prompt_tokens, provider_type, quarter_hour, requests, streamed, tenant_id, time_to_first_token_ms, timed, token_id, unpriced, user_id), select, update (amount, completion_tokens, cost, duration_ms, prompt_tokens, requests, streamed, time_to_first_token_ms, timed, unpriced) on usage_quarter_hours to lyss_definer;
grant select on usage_quarter_hours to lyss_system;
grant select on usage_records to authenticated_users;
grant delete, insert, select on usage_records to lyss_definer;
grant select on usage_records to lyss_system;
grant select on usage_tenant_watermarks to authenticated_users;
grant delete, insert, select, update (next_stamp, open_stamps) on usage_tenant_watermarks to lyss_definer;
grant select on usage_tenant_watermarks to lyss_system;
grant select on usage_totals to authenticated_users;
grant delete, insert (amount, channel_id, completion_tokens, cost, currency, day, duration_ms, model, outcome, prompt_tokens, provider_type, requests, streamed, tenant_id, time_to_first_token_ms, timed, unpriced), select, update (amount, completion_tokens, cost, duration_ms, prompt_tokens, requests, streamed, time_to_first_token_ms, timed, unpriced) on usage_totals to lyss_definer;
grant select on usage_totals to lyss_system;
grant select, update (closed_before, epoch, next_stamp, open_stamps, refreshed_at) on usage_watermark to lyss_definer;
grant select on usage_watermark to lyss_system;
grant select on user_token_channels to authenticated_users;
grant delete, insert, select on user_token_channels to lyss_definer;
grant select on user_token_channels to lyss_system;
grant select (allowed_models, created_at, expires_at, id, key_prefix, last_used_at, name, pepper_id, previous_key_expires_at, previous_pepper_id, quota, rate_limit, restricted_to_channels, revoked_at, status, tenant_id, updated_at, user_id), update (allowed_models, expires_at, name, quota, rate_limit, status) on user_tokens to authenticated_users;
grant delete, insert, select, update on user_tokens to lyss_definer;
grant select (allowed_models, created_at, expires_at, id, key_prefix, last_used_at, name, pepper_id, previous_key_expires_at, previous_pepper_id, quota, rate_limit, restricted_to_channels, revoked_at, status, tenant_id, updated_at, user_id) on user_tokens to lyss_system;
grant select on channel_states to authenticated_users;
grant select on channel_states to lyss_definer;
grant select on channel_states to lyss_system;
grant select on index_health to lyss_system;
grant select on index_health to pg_monitor;
grant select on lock_room to lyss_system;
grant select on lock_room to pg_monitor;
grant select on quota_sums to lyss_definer;
grant select on table_health to lyss_system;
grant select on table_health to pg_monitor;
grant select on unpriced_usage to authenticated_users;
grant select on unpriced_usage to lyss_definer;
grant select on unpriced_usage to lyss_system;
grant select on usage_facts to authenticated_users;
grant select on usage_facts to lyss_definer;
grant select on usage_facts to lyss_system;
grant select on user_token_details to authenticated_users;
grant select on user_token_details to lyss_definer;
grant select on user_token_details to lyss_system;
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
revoke execute on routine carry_over_quota_entries(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine carry_over_quota_entries(timestamp with time zone, timestamp with time zone) to lyss_definer;
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
revoke execute on routine is_time_zone(text) from public;
grant execute on routine is_time_zone(text) to lyss_system;
revoke execute on routine keep_partitions(regclass) from public;
grant execute on routine keep_partitions(regclass) to lyss_system;
revoke execute on routine later_columns(regtype, text, text) from public;
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
revoke execute on routine of_tenant(regclass) from public;
grant execute on routine of_tenant(regclass) to lyss_definer;
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
revoke execute on routine roll_up_partition(regclass) from public;
revoke execute on routine roll_up_rest(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine roll_up_rest(timestamp with time zone, timestamp with time zone) to lyss_definer;
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
revoke execute on routine token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamp with time zone) from public;
grant execute on routine token_answer(uuid, uuid, boolean, uuid[], jsonb, integer, timestamp with time zone) to lyss_definer;
revoke execute on routine token_channels(uuid, uuid) from public;
grant execute on routine token_channels(uuid, uuid) to lyss_definer;
revoke execute on routine token_refusal(uuid, uuid, text) from public;
grant execute on routine token_refusal(uuid, uuid, text) to lyss_definer;
revoke execute on routine transactions_to_await(text[]) from public;
grant execute on routine transactions_to_await(text[]) to lyss_definer;
revoke execute on routine unestimated_cost(uuid, text, text, timestamp with time zone) from public;
grant execute on routine unestimated_cost(uuid, text, text, timestamp with time zone) to lyss_definer;
revoke execute on routine usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[]) from public;
grant execute on routine usage_costs(uuid, uuid[], uuid[], text[], usage_records_counts[], numeric[]) to lyss_definer;
revoke execute on routine usage_prices(uuid, uuid[], text[], timestamp with time zone, timestamp with time zone) from public;
grant execute on routine usage_prices(uuid, uuid[], text[], timestamp with time zone, timestamp with time zone) to lyss_definer;
revoke execute on routine user_is_active(uuid, uuid) from public;
grant execute on routine user_is_active(uuid, uuid) to lyss_definer;
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
grant select on reservation_lag to lyss_system;
grant select on reservation_lag to pg_monitor;
grant select on reservation_lag to session_user;
revoke execute on routine accept_price_list(uuid, jsonb) from public;
grant execute on routine accept_price_list(uuid, jsonb) to lyss_system;
revoke execute on routine accept_tenant(uuid, jsonb) from public;
grant execute on routine accept_tenant(uuid, jsonb) to lyss_system;
revoke execute on routine accept_user(uuid, uuid, jsonb) from public;
grant execute on routine accept_user(uuid, uuid, jsonb) to lyss_system;
revoke execute on routine add_channel_quota(uuid, uuid, uuid, bigint) from public;
grant execute on routine add_channel_quota(uuid, uuid, uuid, bigint) to authenticated_users;
grant execute on routine add_channel_quota(uuid, uuid, uuid, bigint) to lyss_system;
revoke execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) from public;
grant execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) to authenticated_users;
grant execute on routine add_entry(uuid, uuid, text, text, text, jsonb, text, text, text) to lyss_system;
revoke execute on routine add_local_days(uuid[], timestamp with time zone[], timestamp with time zone[]) from public;
revoke execute on routine add_scope_key(text, bytea) from public;
grant execute on routine add_scope_key(text, bytea) to session_user;
revoke execute on routine add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) from public;
revoke execute on routine add_seals(bigint) from public;
revoke execute on routine add_to_budget(uuid, uuid, uuid, numeric) from public;
grant execute on routine add_to_budget(uuid, uuid, uuid, numeric) to authenticated_users;
grant execute on routine add_to_budget(uuid, uuid, uuid, numeric) to lyss_system;
revoke execute on routine add_to_counters(uuid, quota_line[]) from public;
revoke execute on routine add_token_channels(uuid, uuid, uuid[]) from public;
revoke execute on routine add_token_quota(uuid, uuid, uuid, bigint) from public;
grant execute on routine add_token_quota(uuid, uuid, uuid, bigint) to authenticated_users;
grant execute on routine add_token_quota(uuid, uuid, uuid, bigint) to lyss_system;
revoke execute on routine adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) from public;
grant execute on routine adjust_quota(uuid, uuid, uuid, uuid, text, numeric, text) to lyss_system;
revoke execute on routine adjust_usage(uuid, uuid[], text) from public;
revoke execute on routine announce_erased(uuid, uuid, text, text[]) from public;
revoke execute on routine answer_token(uuid, text[], text[], text) from public;
grant execute on routine answer_token(uuid, text[], text[], text) to authenticated_users;
revoke execute on routine audit_stamp() from public;
grant execute on routine audit_stamp() to authenticated_users;
grant execute on routine audit_stamp() to lyss_system;
revoke execute on routine await_slot(uuid, quota_limit) from public;
revoke execute on routine await_slots(uuid, quota_limit[]) from public;
revoke execute on routine begin_tenant_watermarks() from public;
grant execute on routine begin_tenant_watermarks() to session_user;
revoke execute on routine bind_sealed(text, text, text, text, text, text) from public;
revoke execute on routine broken_seal(uuid, bigint, text) from public;
revoke execute on routine channel_blocked(uuid, uuid, text, bigint, jsonb) from public;
grant execute on routine channel_blocked(uuid, uuid, text, bigint, jsonb) to authenticated_users;
grant execute on routine channel_blocked(uuid, uuid, text, bigint, jsonb) to lyss_system;
revoke execute on routine channel_lacks(uuid, provider_channels, text, bigint, jsonb) from public;
revoke execute on routine charge_quota(uuid, uuid, uuid, timestamp with time zone, quota_limit[]) from public;
revoke execute on routine charge_usage(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb) from public;
grant execute on routine charge_usage(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb) to authenticated_users;
grant execute on routine charge_usage(uuid, uuid, uuid, uuid, uuid, uuid, uuid, text, text, jsonb, bigint, text, numeric, integer, integer, jsonb) to lyss_system;
revoke execute on routine charged_lines(uuid, uuid, timestamp with time zone, quota_limit[], boolean) from public;
revoke execute on routine claim_events(integer, integer, interval) from public;
grant execute on routine claim_events(integer, integer, interval) to lyss_system;
revoke execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine close_quota_entries(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_quota_entries(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine close_usage(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_usage(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine complete_event(uuid, uuid, text, bigint, interval) from public;
grant execute on routine complete_event(uuid, uuid, text, bigint, interval) to lyss_system;
revoke execute on routine consume_event(uuid, text, uuid) from public;
grant execute on routine consume_event(uuid, text, uuid) to authenticated_users;
grant execute on routine consume_event(uuid, text, uuid) to lyss_system;
revoke execute on routine copy_default_rows(regclass, date[], bigint, bigint) from public;
grant execute on routine copy_default_rows(regclass, date[], bigint, bigint) to session_user;
revoke execute on routine copy_to_month() from public;
grant execute on routine copy_to_month() to session_user;
revoke execute on routine corrected_lines(uuid, uuid[], text[], numeric[]) from public;
revoke execute on routine count_quota(uuid, quota_line[]) from public;
revoke execute on routine create_budget(uuid, uuid, text, uuid, uuid, new_budget) from public;
grant execute on routine create_budget(uuid, uuid, text, uuid, uuid, new_budget) to authenticated_users;
grant execute on routine create_budget(uuid, uuid, text, uuid, uuid, new_budget) to lyss_system;
revoke execute on routine create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) from public;
grant execute on routine create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) to authenticated_users;
grant execute on routine create_channel(uuid, uuid, text, uuid, uuid, bigint, text, channel_settings) to lyss_system;
revoke execute on routine create_provider_type(text, text, text, jsonb, text) from public;
grant execute on routine create_provider_type(text, text, text, jsonb, text) to lyss_system;
revoke execute on routine deal_quota(uuid, uuid, uuid, text, text, numeric, numeric, numeric) from public;
revoke execute on routine default_months(regclass) from public;
grant execute on routine default_months(regclass) to session_user;
revoke execute on routine default_rows(regclass) from public;
grant execute on routine default_rows(regclass) to lyss_system;
grant execute on routine default_rows(regclass) to pg_monitor;
grant execute on routine default_rows(regclass) to session_user;
revoke execute on routine delete_channel(uuid, uuid) from public;
grant execute on routine delete_channel(uuid, uuid) to authenticated_users;
grant execute on routine delete_channel(uuid, uuid) to lyss_system;
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
revoke execute on routine end_reservation(quota_reservations, text, bigint, quota_line[]) from public;
revoke execute on routine ending_transactions(pg_snapshot) from public;
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
revoke execute on routine expire_reservations(integer) from public;
grant execute on routine expire_reservations(integer) to lyss_system;
revoke execute on routine fail_event(uuid, uuid, text, text) from public;
grant execute on routine fail_event(uuid, uuid, text, text) to lyss_system;
revoke execute on routine finish_erasures(integer) from public;
grant execute on routine finish_erasures(integer) to lyss_system;
revoke execute on routine forget_access_changes(interval) from public;
grant execute on routine forget_access_changes(interval) to lyss_system;
revoke execute on routine forget_consumed_events(interval, integer) from public;
grant execute on routine forget_consumed_events(interval, integer) to lyss_system;
revoke execute on routine forget_reservations(interval, integer) from public;
grant execute on routine forget_reservations(interval, integer) to lyss_system;
revoke execute on routine forget_seals(integer) from public;
grant execute on routine forget_seals(integer) to lyss_system;
revoke execute on routine former_seal() from public;
revoke execute on routine free_slot(uuid, quota_limit) from public;
revoke execute on routine give_up_event(uuid, uuid) from public;
grant execute on routine give_up_event(uuid, uuid) to lyss_system;
revoke execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) from public;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to lyss_system;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine hold_job(text, text) from public;
grant execute on routine hold_job(text, text) to lyss_system;
revoke execute on routine hold_of(text) from public;
grant execute on routine hold_of(text) to session_user;
revoke execute on routine hold_quota(uuid, quota_limit[], smallint[]) from public;
revoke execute on routine issue_token(uuid, uuid, text, text, text, uuid[], token_settings) from public;
grant execute on routine issue_token(uuid, uuid, text, text, text, uuid[], token_settings) to authenticated_users;
revoke execute on routine job_fails(text) from public;
grant execute on routine job_fails(text) to lyss_system;
revoke execute on routine keep_all(text) from public;
grant execute on routine keep_all(text) to lyss_system;
revoke execute on routine keep_local_days(uuid, timestamp with time zone, timestamp with time zone) from public;
grant execute on routine keep_local_days(uuid, timestamp with time zone, timestamp with time zone) to lyss_system;
revoke execute on routine kept_by_job(text) from public;
grant execute on routine kept_by_job(text) to session_user;
revoke execute on routine known_reservation(uuid, uuid, uuid, uuid, uuid, text, bigint, jsonb) from public;
revoke execute on routine limit_values(uuid, uuid, text) from public;
revoke execute on routine lock_claim(uuid, uuid, text) from public;
revoke execute on routine lock_counters(uuid, quota_line[]) from public;
revoke execute on routine lock_limits(uuid, quota_limit[]) from public;
revoke execute on routine lock_model_prices(uuid, text, text) from public;
revoke execute on routine lock_reservation(uuid, uuid) from public;
revoke execute on routine make_due(text) from public;
grant execute on routine make_due(text) to session_user;
revoke execute on routine make_room(uuid, quota_limit[]) from public;
revoke execute on routine may_revoke_tokens(uuid, uuid) from public;
revoke execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) from public;
grant execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) to lyss_system;
revoke execute on routine outdated_channel_keys(uuid, text, uuid, integer) from public;
grant execute on routine outdated_channel_keys(uuid, text, uuid, integer) to lyss_system;
revoke execute on routine personal_rows(uuid, uuid, jsonb, integer) from public;
grant execute on routine personal_rows(uuid, uuid, jsonb, integer) to authenticated_users;
grant execute on routine personal_rows(uuid, uuid, jsonb, integer) to lyss_system;
revoke execute on routine post_quota(uuid, uuid, text, uuid, quota_line[], text) from public;
revoke execute on routine price_unpriced(uuid, text, uuid, integer) from public;
grant execute on routine price_unpriced(uuid, text, uuid, integer) to lyss_system;
revoke execute on routine publish_event(uuid, text, text, jsonb) from public;
revoke execute on routine publish_host_event(uuid, text, text, jsonb) from public;
grant execute on routine publish_host_event(uuid, text, text, jsonb) to authenticated_users;
grant execute on routine publish_host_event(uuid, text, text, jsonb) to lyss_system;
revoke execute on routine publish_price_list(uuid, text, text, timestamp with time zone) from public;
revoke execute on routine quota_left(uuid, quota_limit[]) from public;
revoke execute on routine quota_limits(uuid, uuid, uuid[], user_tokens, provider_channels, tenant_settings, text, timestamp with time zone, numeric, numeric, numeric, text) from public;
revoke execute on routine raise_outbox_floor() from public;
revoke execute on routine read_channel_key(uuid, uuid) from public;
grant execute on routine read_channel_key(uuid, uuid) to lyss_system;
revoke execute on routine reconcile_quota(uuid) from public;
grant execute on routine reconcile_quota(uuid) to lyss_system;
revoke execute on routine record_addition(uuid, uuid, uuid, text, text, text, numeric) from public;
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
revoke execute on routine record_usage(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[], numeric[], integer[], integer[], jsonb[]) from public;
grant execute on routine record_usage(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[], numeric[], integer[], integer[], jsonb[]) to authenticated_users;
grant execute on routine record_usage(uuid, uuid[], uuid[], uuid[], uuid[], uuid[], uuid[], text[], text[], jsonb[], bigint[], text[], numeric[], integer[], integer[], jsonb[]) to lyss_system;
revoke execute on routine refresh_usage() from public;
grant execute on routine refresh_usage() to lyss_system;
grant execute on routine refresh_usage() to session_user;
revoke execute on routine refuse_held(uuid, uuid) from public;
revoke execute on routine release_events(uuid) from public;
grant execute on routine release_events(uuid) to lyss_system;
revoke execute on routine release_job(text) from public;
grant execute on routine release_job(text) to lyss_system;
revoke execute on routine release_quota(uuid, uuid) from public;
grant execute on routine release_quota(uuid, uuid) to authenticated_users;
grant execute on routine release_quota(uuid, uuid) to lyss_system;
revoke execute on routine remaining_quota(uuid, uuid, uuid, text) from public;
grant execute on routine remaining_quota(uuid, uuid, uuid, text) to authenticated_users;
revoke execute on routine remove_key(uuid, text, bigint) from public;
revoke execute on routine renew_claim(uuid, uuid, text, interval) from public;
grant execute on routine renew_claim(uuid, uuid, text, interval) to lyss_system;
revoke execute on routine repair_quota(uuid, uuid, text) from public;
grant execute on routine repair_quota(uuid, uuid, text) to lyss_system;
revoke execute on routine replace_channel_key(uuid, uuid, text, text) from public;
grant execute on routine replace_channel_key(uuid, uuid, text, text) to lyss_system;
revoke execute on routine replace_seal_key() from public;
grant execute on routine replace_seal_key() to session_user;
revoke execute on routine replay_erasures(jsonb) from public;
grant execute on routine replay_erasures(jsonb) to lyss_system;
revoke execute on routine report_failure(uuid, uuid, text, bigint, bigint, boolean, interval) from public;
grant execute on routine report_failure(uuid, uuid, text, bigint, bigint, boolean, interval) to authenticated_users;
grant execute on routine report_failure(uuid, uuid, text, bigint, bigint, boolean, interval) to lyss_system;
revoke execute on routine report_success(uuid, uuid, text, bigint, bigint) from public;
grant execute on routine report_success(uuid, uuid, text, bigint, bigint) to authenticated_users;
grant execute on routine report_success(uuid, uuid, text, bigint, bigint) to lyss_system;
revoke execute on routine require_no_hold(text) from public;
grant execute on routine require_no_hold(text) to lyss_system;
grant execute on routine require_no_hold(text) to session_user;
revoke execute on routine require_signature(text, text) from public;
revoke execute on routine require_signed_scope(text, text, text, text, text, text, text) from public;
revoke execute on routine require_usage_ids(uuid[]) from public;
grant execute on routine require_usage_ids(uuid[]) to authenticated_users;
grant execute on routine require_usage_ids(uuid[]) to lyss_system;
revoke execute on routine rerate(uuid, text, timestamp with time zone, timestamp with time zone, text, uuid, integer) from public;
grant execute on routine rerate(uuid, text, timestamp with time zone, timestamp with time zone, text, uuid, integer) to lyss_system;
revoke execute on routine reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval) from public;
grant execute on routine reserve_quota(uuid, uuid, uuid, uuid, text, bigint, jsonb, interval) to authenticated_users;
revoke execute on routine reset_job(text, text) from public;
grant execute on routine reset_job(text, text) to lyss_system;
revoke execute on routine revoke_token(uuid, uuid) from public;
grant execute on routine revoke_token(uuid, uuid) to authenticated_users;
grant execute on routine revoke_token(uuid, uuid) to lyss_system;
revoke execute on routine revoke_user_tokens(uuid, uuid) from public;
grant execute on routine revoke_user_tokens(uuid, uuid) to authenticated_users;
grant execute on routine revoke_user_tokens(uuid, uuid) to lyss_system;
revoke execute on routine roll_up_usage(bigint, bigint[], bigint, bigint[], timestamp with time zone, timestamp with time zone) from public;
revoke execute on routine rolled_up() from public;
grant execute on routine rolled_up() to authenticated_users;
grant execute on routine rolled_up() to lyss_system;
revoke execute on routine rotate_token(uuid, uuid, uuid, text, text, text, interval) from public;
grant execute on routine rotate_token(uuid, uuid, uuid, text, text, text, interval) to authenticated_users;
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
revoke execute on routine select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) from public;
grant execute on routine select_channel(uuid, text, text, uuid[], uuid, bigint, jsonb) to authenticated_users;
revoke execute on routine set_channel_status(uuid, uuid, integer) from public;
grant execute on routine set_channel_status(uuid, uuid, integer) to authenticated_users;
grant execute on routine set_channel_status(uuid, uuid, integer) to lyss_system;
revoke execute on routine set_job(text, interval, interval) from public;
grant execute on routine set_job(text, interval, interval) to lyss_system;
revoke execute on routine set_legal_hold(uuid, uuid, text) from public;
grant execute on routine set_legal_hold(uuid, uuid, text) to lyss_system;
revoke execute on routine set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone) from public;
grant execute on routine set_model_price(uuid, uuid, text, text, text, jsonb, timestamp with time zone) to lyss_system;
revoke execute on routine settle_quota(uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb) from public;
grant execute on routine settle_quota(uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb) to authenticated_users;
grant execute on routine settle_quota(uuid, uuid, uuid, bigint, jsonb, text, uuid, uuid, text, numeric, integer, integer, jsonb) to lyss_system;
revoke execute on routine split_slot(uuid, quota_limit, smallint) from public;
revoke execute on routine stored_widths(regclass) from public;
revoke execute on routine take_back_event(uuid, uuid) from public;
grant execute on routine take_back_event(uuid, uuid) to lyss_system;
revoke execute on routine take_trial(uuid, uuid, text, timestamp with time zone, bigint, bigint) from public;
revoke execute on routine take_turn(uuid, text) from public;
revoke execute on routine tell_soft_limit() from public;
revoke execute on routine tell_tenant_change() from public;
grant execute on routine tell_tenant_change() to session_user;
revoke execute on routine tenant_status(uuid) from public;
grant execute on routine tenant_status(uuid) to lyss_system;
revoke execute on routine update_model_price(uuid, uuid, timestamp with time zone, text, jsonb) from public;
grant execute on routine update_model_price(uuid, uuid, timestamp with time zone, text, jsonb) to lyss_system;
revoke execute on routine update_token(uuid, uuid, timestamp with time zone, uuid[], token_settings) from public;
grant execute on routine update_token(uuid, uuid, timestamp with time zone, uuid[], token_settings) to authenticated_users;
revoke execute on routine usage_of_transaction(uuid, uuid[]) from public;
revoke execute on routine usage_stamp() from public;
grant execute on routine usage_stamp() to authenticated_users;
grant execute on routine usage_stamp() to lyss_system;
revoke execute on routine verify_audit_log(uuid, bigint, text) from public;
grant execute on routine verify_audit_log(uuid, bigint, text) to authenticated_users;
grant execute on routine verify_audit_log(uuid, bigint, text) to lyss_system;
revoke execute on routine verify_token(uuid, text[], text[]) from public;
grant execute on routine verify_token(uuid, text[], text[]) to authenticated_users;
revoke execute on routine wake_workers() from public;
revoke execute on routine write_entry(text, text, text, jsonb, jsonb) from public;
revoke execute on routine write_event(uuid, uuid, text, text, jsonb) from public;
reset role;

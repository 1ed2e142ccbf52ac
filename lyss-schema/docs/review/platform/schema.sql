-- The schema lyss_platform, as its migrations make it, without rows: written by ReviewPackTest, to be read and
-- compared. Run by an owner whom bootstrap/010_roles.sql has made it gives the same catalog; to make a
-- database, migrate.

set check_function_bodies = off;
create schema lyss_platform;
set search_path = lyss_platform;
grant usage, create on schema lyss_platform to lyss_definer;
create extension if not exists btree_gin schema public;
create extension if not exists btree_gist schema public;
create extension if not exists pgcrypto schema public;


-- function not_blank(text)
CREATE OR REPLACE FUNCTION not_blank(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
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
create domain audit_logs_action as character varying(50) constraint audit_logs_action_check CHECK (not_blank((VALUE)::text));


-- type audit_logs_changes
create domain audit_logs_changes as jsonb constraint audit_logs_changes_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type audit_logs_resource_type
create domain audit_logs_resource_type as character varying(50) constraint audit_logs_resource_type_check CHECK (not_blank((VALUE)::text));


-- type bindable_role
create domain bindable_role as name constraint bindable_role_check CHECK (((CURRENT_USER = SESSION_USER) OR (CURRENT_USER = current_setting('role'::text))));
comment on type bindable_role is 'Internal: The role of a scope that is given, and refused where a role could not be set.';


-- type conversations_message_count
create domain conversations_message_count as bigint constraint conversations_message_count_check CHECK ((VALUE >= 0));


-- type conversations_metadata
create domain conversations_metadata as jsonb constraint conversations_metadata_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type conversations_title
create domain conversations_title as character varying(200) constraint conversations_title_check CHECK (not_blank((VALUE)::text));


-- type messages_metadata
create domain messages_metadata as jsonb constraint messages_metadata_check CHECK ((jsonb_typeof(VALUE) = 'object'::text));


-- type messages_role
create domain messages_role as character varying(20) constraint messages_role_check CHECK (((VALUE)::text = ANY ((ARRAY['user'::character varying, 'assistant'::character varying, 'system'::character varying])::text[])));


-- type messages_sequence
create domain messages_sequence as bigint constraint messages_sequence_check CHECK ((VALUE > 0));


-- type new_conversation
create type new_conversation as (
  idempotency_key uuid,
  provider_id integer,
  title text,
  metadata jsonb,
  expires_at timestamp with time zone
);
comment on type new_conversation is 'What its owner says of a conversation.';


-- type usage_statistics_cost
create domain usage_statistics_cost as numeric(20,8) constraint usage_statistics_cost_check CHECK (((VALUE >= (0)::numeric) AND (VALUE < 'Infinity'::numeric)));


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


-- type usage_statistics_counts
create domain usage_statistics_counts as jsonb constraint usage_statistics_counts_check CHECK (is_token_counts(VALUE));


-- type usage_statistics_currency
create domain usage_statistics_currency as character(3) constraint usage_statistics_currency_check CHECK ((VALUE ~ '^[A-Z]{3}$'::text));


-- type usage_statistics_duration_ms
create domain usage_statistics_duration_ms as integer constraint usage_statistics_duration_ms_check CHECK ((VALUE >= 0));


-- type usage_statistics_model
create domain usage_statistics_model as character varying(200) constraint usage_statistics_model_check CHECK (not_blank((VALUE)::text));


-- type usage_statistics_outcome
create domain usage_statistics_outcome as character varying(20) constraint usage_statistics_outcome_check CHECK (((VALUE)::text = ANY ((ARRAY['ok'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[])));


-- type usage_statistics_tags
create domain usage_statistics_tags as jsonb constraint usage_statistics_tags_check CHECK (((jsonb_typeof(VALUE) = 'object'::text) AND (NOT jsonb_path_exists(VALUE, 'strict $.*?(@.type() != "string" || @ == "")'::jsonpath))));


-- type usage_statistics_time_to_first_token_ms
create domain usage_statistics_time_to_first_token_ms as integer constraint usage_statistics_time_to_first_token_ms_check CHECK ((VALUE >= 0));


-- type usage_statistics_tokens_used
create domain usage_statistics_tokens_used as integer constraint usage_statistics_tokens_used_check CHECK ((VALUE >= 0));


-- table access_changes
create table access_changes (
  stamp xid8 not null default pg_current_xact_id(),
  kind character varying(20) not null,
  id integer not null,
  changed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint access_changes_stamp_kind_id_pk PRIMARY KEY (stamp, kind, id),
  constraint access_changes_kind_check CHECK (((kind)::text = ANY ((ARRAY['user'::character varying, 'provider'::character varying, 'all'::character varying])::text[]))),
  constraint access_changes_kind_id_check CHECK ((((kind)::text = 'all'::text) = (id = 0)))
);
alter table access_changes enable row level security;
alter table access_changes force row level security;
comment on table access_changes is 'Internal: Of whom, or of which provider, access has changed, for hosts that keep answers.';
comment on column access_changes.stamp is 'The transaction that changed it.';
comment on column access_changes.kind is 'user or provider: what the id is of; all: anything may have changed.';
comment on column access_changes.id is 'Id of the user or the provider; 0 for all.';
comment on column access_changes.changed_at is 'When it was changed.';


-- table access_periods
create table access_periods (
  kind character varying(20) not null,
  id integer not null,
  active_from timestamp with time zone not null,
  active_until timestamp with time zone not null default 'infinity'::timestamp with time zone,
  begun_by integer,
  ended_at timestamp with time zone,
  ended_by integer,
  constraint access_periods_kind_id_active_from_pk PRIMARY KEY (kind, id, active_from),
  constraint access_periods_active_from_active_until_check CHECK ((active_from <= active_until)),
  constraint access_periods_kind_check CHECK (((kind)::text = ANY ((ARRAY['user'::character varying, 'provider'::character varying, 'distribution'::character varying])::text[])))
);
alter table access_periods enable row level security;
alter table access_periods force row level security;
comment on table access_periods is 'When users, providers and distributions were active.';
comment on column access_periods.kind is 'user, provider or distribution: what the id is of.';
comment on column access_periods.id is 'Id of the user, the provider or the distribution.';
comment on column access_periods.active_from is 'From when on it was active.';
comment on column access_periods.active_until is 'Until when, exclusively; infinity where no end is known.';
comment on column access_periods.begun_by is 'The user who began it: of a distribution, who distributed; null for system work.';
comment on column access_periods.ended_at is 'When somebody ended it; null for what has not ended, or ended by itself.';
comment on column access_periods.ended_by is 'The user who ended it; null for system work, and for what ended by itself.';


-- function audit_stamp()
set role lyss_definer;
CREATE OR REPLACE FUNCTION audit_stamp()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function current_user_id()
CREATE OR REPLACE FUNCTION current_user_id()
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE(CASE WHEN scope_holds() THEN (NULLIF(current_setting('app.current_user_id'::text, true), ''::text))::integer ELSE NULL::integer END, 0);
comment on routine current_user_id() is 'The user whose scope is bound to this transaction; 0 without one.';


-- table audit_logs
create table audit_logs (
  id bigint not null generated always as identity,
  user_id integer default NULLIF(current_user_id(), 0),
  action audit_logs_action not null,
  resource_type audit_logs_resource_type not null,
  resource_id bigint,
  changes audit_logs_changes not null default '{}'::jsonb,
  ip_address inet,
  user_agent text,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  seal_stamp bigint not null default audit_stamp(),
  constraint audit_logs_id_created_at_pk PRIMARY KEY (id, created_at)
) partition by RANGE (created_at);
create table audit_logs_default partition of audit_logs DEFAULT;
alter table audit_logs_default enable row level security;
alter table audit_logs_default force row level security;
CREATE INDEX idx_audit_logs_action_created ON lyss_platform.audit_logs USING btree (action, created_at, id);
CREATE INDEX idx_audit_logs_created_at ON lyss_platform.audit_logs USING btree (created_at, id);
CREATE INDEX idx_audit_logs_resource_created ON lyss_platform.audit_logs USING btree (resource_type, resource_id, created_at, id);
CREATE INDEX idx_audit_logs_seal_stamp ON lyss_platform.audit_logs USING btree (seal_stamp);
CREATE INDEX idx_audit_logs_user_created ON lyss_platform.audit_logs USING btree (user_id, created_at, id);
alter table audit_logs enable row level security;
alter table audit_logs force row level security;
comment on table audit_logs is 'Who did what to which resource; append-only, partitioned by month.';
comment on table audit_logs_default is 'Entries of months that have no partition; should be empty.';
comment on column audit_logs.id is 'Id of the entry; unique together with created_at.';
comment on column audit_logs.user_id is 'Who did it; null for system work.';
comment on column audit_logs.action is 'What was done: login, ...; by the database row_insert, row_update, row_delete, read_secret, drop_partition.';
comment on column audit_logs.resource_type is 'The kind of resource: user, provider, conversation, ...';
comment on column audit_logs.resource_id is 'Which one; null where the whole kind is meant.';
comment on column audit_logs.changes is 'What changed, a JSON object; what the database enters has key, before, after, redacted, login, reason.';
comment on column audit_logs.ip_address is 'Where the request came from; in an entry of the database itself, the address of the connection that made the change.';
comment on column audit_logs.user_agent is 'What the request was made with; in an entry of the database itself, the application_name of that connection.';
comment on column audit_logs.created_at is 'Time of the entry; decides the partition.';
comment on column audit_logs.seal_stamp is 'The transaction that made the entry, by which it is known in which seal it is.';


-- table audit_seals
create table audit_seals (
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
  constraint audit_seals_number_pk PRIMARY KEY (number),
  constraint audit_seals_digest_check CHECK ((octet_length(digest) = 32)),
  constraint audit_seals_dropped_stands_for_check CHECK ((dropped OR (stands_for IS NULL))),
  constraint audit_seals_entries_dropped_check CHECK (((entries = 0) = dropped)),
  constraint audit_seals_from_stamp_to_stamp_check CHECK ((from_stamp <= to_stamp)),
  constraint audit_seals_hash_check CHECK ((octet_length(hash) = 32)),
  constraint audit_seals_number_check CHECK ((number > 0))
);
CREATE INDEX audit_seals_number_idx ON lyss_platform.audit_seals USING btree (number) WHERE dropped;
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
comment on table audit_seals is 'The seals of the audit log, a chain; append-only.';
comment on column audit_seals.number is 'From 1, without a gap.';
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


-- function search_vector(text)
CREATE OR REPLACE FUNCTION search_vector(p_text text)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT COST 400
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_text constant text := search_text(p_text);
  v_words record;
  v_run text;
  v_letters text[];
  v_terms text[];
begin
  v_words := search_words(v_text);
  v_terms := v_words.others;
  if octet_length(v_text) > length(v_text) then
    for v_run in select m[1] from regexp_matches(v_text, pair_letters(), 'g') as m loop
      v_letters := string_to_array(v_run, null);
      v_terms := v_terms || v_letters;
      for i in 1 .. cardinality(v_letters) - 1 loop
        v_terms := v_terms || (v_letters[i] || v_letters[i + 1]);
      end loop;
    end loop;
  end if;
  if v_terms = '{}' then
    return strip(to_tsvector('pg_catalog.english', v_words.english));
  end if;
  return
    strip(to_tsvector('pg_catalog.english', v_words.english)) || array_to_tsvector(v_terms);
end
$function$;
comment on routine search_vector(text) is 'Internal: The words of a text: English stems, other words as they are, and letters and pairs of neighbouring letters of Chinese and the like.';


-- table conversations
create table conversations (
  id bigint not null generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  title conversations_title not null,
  metadata conversations_metadata not null default '{}'::jsonb,
  idempotency_key uuid,
  message_count conversations_message_count not null default 0,
  greatest_idempotency_key uuid not null default '00000000-0000-0000-0000-000000000000'::uuid,
  is_empty boolean not null generated always as (((message_count)::bigint = 0)) stored,
  last_active_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  active_hour timestamp with time zone not null generated always as (date_bin('01:00:00'::interval, last_active_at, '2000-01-01 00:00:00+00'::timestamp with time zone)) stored,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint conversations_id_pk PRIMARY KEY (id),
  constraint conversations_id_user_id_key UNIQUE (id, user_id),
  constraint conversations_last_active_at_created_at_check CHECK ((last_active_at >= created_at))
) with (fillfactor=80);
CREATE UNIQUE INDEX conversations_user_id_idempotency_key_key ON lyss_platform.conversations USING btree (user_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX idx_conversations_empty_created ON lyss_platform.conversations USING btree (created_at) WHERE is_empty;
CREATE INDEX idx_conversations_expires_at ON lyss_platform.conversations USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX idx_conversations_provider_id ON lyss_platform.conversations USING btree (provider_id);
CREATE INDEX idx_conversations_title_gin ON lyss_platform.conversations USING gin (user_id, search_vector((title)::text)) WITH (fastupdate=off);
CREATE INDEX idx_conversations_user_active_hour ON lyss_platform.conversations USING btree (user_id, active_hour);
CREATE INDEX idx_conversations_user_created ON lyss_platform.conversations USING btree (user_id, created_at, id);
CREATE INDEX idx_conversations_user_expires_at ON lyss_platform.conversations USING btree (user_id, expires_at) WHERE (expires_at IS NOT NULL);
alter table conversations enable row level security;
alter table conversations force row level security;
comment on table conversations is 'Conversations, each of one user with one provider.';
comment on column conversations.id is 'Id of the conversation.';
comment on column conversations.user_id is 'The owner: nobody else sees it.';
comment on column conversations.provider_id is 'The provider it was opened with.';
comment on column conversations.title is 'Title; not blank.';
comment on column conversations.metadata is 'What the application keeps with it, a JSON object.';
comment on column conversations.idempotency_key is 'UUID that the application made; under it the user has one conversation. Null for none.';
comment on column conversations.message_count is 'How many messages were appended: the sequence of the last one.';
comment on column conversations.greatest_idempotency_key is 'The greatest key of its messages: one under a greater key is new, so append_messages need not look for it.';
comment on column conversations.is_empty is 'Whether it has no messages; generated.';
comment on column conversations.last_active_at is 'Time of the last message; of creation where there is none.';
comment on column conversations.active_hour is 'The hour (in UTC) of last_active_at, by which an index finds those active last; generated.';
comment on column conversations.expires_at is 'From that time on it is not there for its owner, and it is purged; null for no such time.';
comment on column conversations.created_at is 'Time of creation; of the first message where that was imported.';
comment on column conversations.updated_at is 'Time of the last change of title, metadata or expiry; kept by a trigger.';


-- table erasures
create table erasures (
  user_id integer not null,
  reason text not null,
  requested_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  erased_at timestamp with time zone,
  counts jsonb not null default '{}'::jsonb,
  failed_at timestamp with time zone,
  error text,
  awaits text[] not null default '{}'::text[],
  constraint erasures_user_id_pk PRIMARY KEY (user_id),
  constraint erasures_counts_check CHECK ((jsonb_typeof(counts) = 'object'::text)),
  constraint erasures_erased_at_awaits_check CHECK (((erased_at IS NULL) OR (awaits = '{}'::text[]))),
  constraint erasures_reason_check CHECK (not_blank(reason)),
  constraint erasures_requested_at_erased_at_check CHECK ((requested_at <= erased_at))
);
CREATE INDEX idx_erasures_unfinished ON lyss_platform.erasures USING btree (failed_at NULLS FIRST, requested_at) WHERE (erased_at IS NULL);
alter table erasures enable row level security;
alter table erasures force row level security;
comment on table erasures is 'Users whose erasure was begun or is done here.';
comment on column erasures.user_id is 'The user.';
comment on column erasures.reason is 'Why, as the scope said that began it.';
comment on column erasures.requested_at is 'When it was begun, the last time.';
comment on column erasures.erased_at is 'When nothing was left; null while something is, or while it awaits transactions.';
comment on column erasures.counts is 'How many rows were deleted or made anonymous, by table, such as {"conversations": 12}.';
comment on column erasures.failed_at is 'When a step of it failed; null where the last one has not.';
comment on column erasures.error is 'Why that step failed.';
comment on column erasures.awaits is 'Transactions that were open when nothing was left to erase, and may have written more: virtual transactions as in pg_locks, or prepared ones.';


-- table graduated_ids
create table graduated_ids (
  kind character varying(20) not null,
  old_id bigint not null,
  new_id uuid not null,
  constraint graduated_ids_kind_old_id_pk PRIMARY KEY (kind, old_id),
  constraint graduated_ids_new_id_key UNIQUE (new_id),
  constraint graduated_ids_kind_check CHECK (((kind)::text = ANY ((ARRAY['user'::character varying, 'provider'::character varying, 'group'::character varying, 'distribution'::character varying, 'conversation'::character varying])::text[])))
);
alter table graduated_ids enable row level security;
alter table graduated_ids force row level security;
comment on table graduated_ids is 'Which id a row has in the service databases.';
comment on column graduated_ids.kind is 'user; provider: a channel; group: of the users of a provider; distribution: a membership; conversation.';
comment on column graduated_ids.old_id is 'The id here; of a group, that of the provider.';
comment on column graduated_ids.new_id is 'The id there, a UUID of version 7.';


-- table graduations
create table graduations (
  singleton boolean not null default true,
  tenant_id uuid not null,
  currency character(3) not null,
  state character varying(20) not null default 'copying'::character varying,
  pass integer not null default 1,
  since_xid bigint,
  next_xid bigint not null,
  progress jsonb not null default '{}'::jsonb,
  begun_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  closed_at timestamp with time zone,
  finished_at timestamp with time zone,
  audit_until bigint,
  provider_kinds jsonb,
  constraint graduations_singleton_pk PRIMARY KEY (singleton),
  constraint graduations_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint graduations_pass_check CHECK ((pass > 0)),
  constraint graduations_progress_check CHECK ((jsonb_typeof(progress) = 'object'::text)),
  constraint graduations_provider_kinds_check CHECK ((jsonb_typeof(provider_kinds) = 'object'::text)),
  constraint graduations_since_xid_next_xid_check CHECK ((since_xid <= next_xid)),
  constraint graduations_singleton_check CHECK (singleton),
  constraint graduations_state_check CHECK (((state)::text = ANY ((ARRAY['copying'::character varying, 'closed'::character varying, 'finished'::character varying])::text[]))),
  constraint graduations_state_closed_at_check CHECK ((((state)::text = 'copying'::text) = (closed_at IS NULL))),
  constraint graduations_state_finished_at_check CHECK ((((state)::text = 'finished'::text) = (finished_at IS NOT NULL)))
);
alter table graduations enable row level security;
alter table graduations force row level security;
comment on table graduations is 'That the organisation becomes a tenant of the services, and how far that is.';
comment on column graduations.singleton is 'There is one row.';
comment on column graduations.tenant_id is 'The tenant that the organisation becomes.';
comment on column graduations.currency is 'Currency of costs that were recorded without one, as ISO 4217 has it.';
comment on column graduations.state is 'copying: the organisation works; closed: nothing is written any more; finished: all is there.';
comment on column graduations.pass is 'The pass that is going on, from 1.';
comment on column graduations.since_xid is 'The pass copies what this transaction or a later one wrote; null for all.';
comment on column graduations.next_xid is 'The same for the next pass: the oldest transaction that ran when this began.';
comment on column graduations.progress is 'What of this pass is done: for each kind of row, up to which id (null for all), and how many rows.';
comment on column graduations.begun_at is 'When it was begun.';
comment on column graduations.closed_at is 'Since when nothing is written; null while the organisation works.';
comment on column graduations.finished_at is 'When it was finished; null before.';
comment on column graduations.audit_until is 'The last entry of the audit log that is copied; null while the organisation works.';
comment on column graduations.provider_kinds is 'Which kinds of providers of the services each kind has become, as of the last pass: {"custom": ["deepseek", "zhipu"]}; null before one.';


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


-- table legal_holds
create table legal_holds (
  user_id integer not null,
  reason text not null,
  held_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint legal_holds_user_id_pk PRIMARY KEY (user_id),
  constraint legal_holds_reason_check CHECK (not_blank(reason))
);
alter table legal_holds enable row level security;
alter table legal_holds force row level security;
comment on table legal_holds is 'Users of whom nothing may be erased for now.';
comment on column legal_holds.user_id is 'The user.';
comment on column legal_holds.reason is 'Why, such as the number of the case.';
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
CREATE INDEX lyss_schema_history_s_idx ON lyss_platform.lyss_schema_history USING btree (success);
comment on table lyss_schema_history is 'LYSS V920: which of its files have been applied.';


-- table messages
create table messages (
  id bigint not null generated always as identity,
  conversation_id bigint not null,
  user_id integer not null,
  sequence messages_sequence not null,
  idempotency_key uuid not null,
  role messages_role not null,
  content text not null,
  metadata messages_metadata not null default '{}'::jsonb,
  imported_at timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint messages_id_created_at_pk PRIMARY KEY (id, created_at)
) partition by RANGE (created_at);
create table messages_default partition of messages DEFAULT;
alter table messages_default enable row level security;
alter table messages_default force row level security;
CREATE INDEX idx_messages_content_gin ON lyss_platform.messages USING gin (user_id, search_vector(content)) WITH (fastupdate=off);
CREATE INDEX idx_messages_conversation_key ON lyss_platform.messages USING btree (conversation_id, idempotency_key);
CREATE INDEX idx_messages_conversation_sequence ON lyss_platform.messages USING btree (conversation_id, sequence);
alter table messages enable row level security;
alter table messages force row level security;
comment on table messages is 'Messages of conversations, partitioned by month.';
comment on table messages_default is 'Messages of months that have no partition; should be empty.';
comment on column messages.id is 'Id of the message; unique together with created_at.';
comment on column messages.conversation_id is 'The conversation.';
comment on column messages.user_id is 'The owner of the conversation, whoever speaks.';
comment on column messages.sequence is 'Place in the conversation, from 1 without gaps; times go the same way.';
comment on column messages.idempotency_key is 'UUID that the application made; a message that is appended again under it is stored once.';
comment on column messages.role is 'Who speaks: user, assistant or system.';
comment on column messages.content is 'What is said; empty only beside attachments, files, parts or tool calls in metadata. The first 131,072 characters can be searched.';
comment on column messages.metadata is 'What the application keeps with it, a JSON object: citations, parts, files, references to attachments.';
comment on column messages.imported_at is 'When it was brought over from where it was written; null for what was written here.';
comment on column messages.created_at is 'Time of writing; decides the partition.';


-- function is_trimmed(text)
CREATE OR REPLACE FUNCTION is_trimmed(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  id uuid not null,
  provider_type character varying(50) not null,
  model character varying(200) not null,
  currency character(3) not null,
  unit_prices jsonb not null,
  effective_from timestamp with time zone not null,
  effective_to timestamp with time zone,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint model_prices_id_pk PRIMARY KEY (id),
  constraint model_prices_provider_type_model_excl EXCLUDE USING gist (provider_type WITH =, model WITH =, tstzrange(effective_from, effective_to) WITH &&),
  constraint model_prices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint model_prices_effective_from_effective_to_check CHECK ((isfinite(effective_from) AND ((effective_to IS NULL) OR (isfinite(effective_to) AND (effective_from < effective_to))))),
  constraint model_prices_model_check CHECK (is_trimmed((model)::text)),
  constraint model_prices_provider_type_check CHECK (is_trimmed((provider_type)::text)),
  constraint model_prices_unit_prices_check CHECK (is_unit_prices(unit_prices))
);
CREATE INDEX idx_model_prices_model ON lyss_platform.model_prices USING btree (provider_type, model, effective_from, id);
alter table model_prices enable row level security;
alter table model_prices force row level security;
comment on table model_prices is 'What the models cost, and when.';
comment on column model_prices.id is 'Id, a UUID of version 7 that the application made.';
comment on column model_prices.provider_type is 'The kind of provider, as providers have it.';
comment on column model_prices.model is 'The model, by the provider''s name.';
comment on column model_prices.currency is 'Currency, as ISO 4217 has it.';
comment on column model_prices.unit_prices is 'Price of each kind for a million tokens, of a request for each; "input>200000": above that size of the prompt.';
comment on column model_prices.effective_from is 'The first instant at which the price is in effect.';
comment on column model_prices.effective_to is 'The first instant at which it is no longer in effect; null for no end.';
comment on column model_prices.created_at is 'Time at which it was set.';
comment on column model_prices.updated_at is 'Time of the last change.';


-- function is_ciphertext(text)
CREATE OR REPLACE FUNCTION is_ciphertext(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return p_text ~ '^[a-z][a-z0-9.+-]{0,31}:([A-Za-z0-9._-]{1,64}:)?[A-Za-z0-9+/]{38,}={0,2}$';
end
$function$;
comment on routine is_ciphertext(text) is 'Internal: Whether a text looks like ciphertext: scheme:base64 or scheme:key-id:base64, 28 bytes at least.';


-- table provider_configs
create table provider_configs (
  id integer not null generated always as identity,
  name character varying(100) not null,
  provider_type character varying(20) not null,
  scope character varying(20) not null,
  created_by integer not null,
  api_key text not null,
  api_base_url character varying(200),
  config jsonb not null default '{}'::jsonb,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint provider_configs_id_pk PRIMARY KEY (id),
  constraint provider_configs_id_scope_key UNIQUE (id, scope),
  constraint provider_configs_api_base_url_check CHECK (((((api_base_url)::text COLLATE "und-x-icu") ~ '^https?://[^\s]+$'::text) AND ((api_base_url)::text !~ '^[^/?#]*//[^/?#]*@'::text))),
  constraint provider_configs_api_key_check CHECK (is_ciphertext(api_key)),
  constraint provider_configs_config_check CHECK ((jsonb_typeof(config) = 'object'::text)),
  constraint provider_configs_name_check CHECK (is_trimmed((name)::text)),
  constraint provider_configs_provider_type_check CHECK (((provider_type)::text = ANY ((ARRAY['openai'::character varying, 'anthropic'::character varying, 'ollama'::character varying, 'custom'::character varying])::text[]))),
  constraint provider_configs_scope_check CHECK (((scope)::text = ANY ((ARRAY['organization'::character varying, 'personal'::character varying])::text[])))
);
CREATE INDEX idx_provider_configs_created_by ON lyss_platform.provider_configs USING btree (created_by);
CREATE UNIQUE INDEX unique_org_provider_name ON lyss_platform.provider_configs USING btree (name) WHERE ((scope)::text = 'organization'::text);
CREATE UNIQUE INDEX unique_personal_provider_name ON lyss_platform.provider_configs USING btree (created_by, name) WHERE ((scope)::text = 'personal'::text);
alter table provider_configs enable row level security;
alter table provider_configs force row level security;
comment on table provider_configs is 'LLM services that can be called.';
comment on column provider_configs.id is 'Id of the provider.';
comment on column provider_configs.name is 'Display name; unique among organization providers, and among one person''s own.';
comment on column provider_configs.provider_type is 'openai, anthropic, ollama or custom.';
comment on column provider_configs.scope is 'organization: used by those it is distributed to. personal: used by its creator alone.';
comment on column provider_configs.created_by is 'The user who created it.';
comment on column provider_configs.api_key is 'Ciphertext of the API key, as scheme:base64 or scheme:key-id:base64; made by the application.';
comment on column provider_configs.api_base_url is 'Base URL of the API; null for the usual one.';
comment on column provider_configs.config is 'Settings particular to the provider, a JSON object.';
comment on column provider_configs.is_active is 'Whether anybody may use it.';
comment on column provider_configs.created_at is 'Time of creation.';
comment on column provider_configs.updated_at is 'Time of the last change; kept by a trigger.';


-- function statement_time()
CREATE OR REPLACE FUNCTION statement_time()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN statement_timestamp();
comment on routine statement_time() is 'The time of this statement, by which it decides what has expired.';


-- table provider_distributions
create table provider_distributions (
  id integer not null generated always as identity,
  provider_id integer not null,
  scope character varying(20) not null generated always as ('organization'::character varying) stored,
  user_id integer not null,
  distributed_by integer not null,
  distributed_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  is_active boolean not null default true,
  valid_from timestamp with time zone not null default statement_time(),
  valid_until timestamp with time zone,
  constraint provider_distributions_id_pk PRIMARY KEY (id),
  constraint unique_provider_distribution UNIQUE (provider_id, user_id),
  constraint provider_distributions_valid_from_check CHECK (isfinite(valid_from)),
  constraint provider_distributions_valid_from_valid_until_check CHECK (((valid_from <= valid_until) AND isfinite(valid_until)))
);
CREATE INDEX idx_provider_distributions_user_active ON lyss_platform.provider_distributions USING btree (user_id, provider_id) INCLUDE (valid_from, valid_until) WHERE is_active;
alter table provider_distributions enable row level security;
alter table provider_distributions force row level security;
comment on table provider_distributions is 'Organization providers that were given to users.';
comment on column provider_distributions.id is 'Id of the distribution.';
comment on column provider_distributions.provider_id is 'The organization provider.';
comment on column provider_distributions.scope is 'Always organization; what the foreign key compares with the provider''s own scope.';
comment on column provider_distributions.user_id is 'The user who may use the provider.';
comment on column provider_distributions.distributed_by is 'The user who distributed or revoked it last.';
comment on column provider_distributions.distributed_at is 'When it was last distributed.';
comment on column provider_distributions.is_active is 'False once it is revoked.';
comment on column provider_distributions.valid_from is 'From when on it gives access.';
comment on column provider_distributions.valid_until is 'Until when, exclusively: a time set beforehand, or when it was revoked; null for no end.';


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


-- function usage_stamp()
set role lyss_definer;
CREATE OR REPLACE FUNCTION usage_stamp()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- table usage_adjustments
create table usage_adjustments (
  usage_id bigint not null,
  number integer not null,
  usage_recorded_at timestamp with time zone not null,
  user_id integer not null,
  provider_id integer not null,
  requests smallint not null,
  unpriced smallint not null default 0,
  price_id uuid,
  currency character(3),
  cost numeric(20,8) not null,
  reason text not null,
  recorded_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  stamp bigint not null default usage_stamp(),
  constraint usage_adjustments_usage_id_number_pk PRIMARY KEY (usage_id, number),
  constraint usage_adjustments_cost_check CHECK (((cost > '-Infinity'::numeric) AND (cost < 'Infinity'::numeric))),
  constraint usage_adjustments_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint usage_adjustments_number_check CHECK ((number > 0)),
  constraint usage_adjustments_reason_check CHECK (is_trimmed(reason)),
  constraint usage_adjustments_requests_check CHECK ((requests = ANY (ARRAY['-1'::integer, 0, 1]))),
  constraint usage_adjustments_unpriced_check CHECK ((unpriced = ANY (ARRAY['-1'::integer, 0])))
);
CREATE INDEX idx_usage_adjustments_stamp ON lyss_platform.usage_adjustments USING btree (stamp);
alter table usage_adjustments enable row level security;
alter table usage_adjustments force row level security;
comment on table usage_adjustments is 'What was corrected in the cost of a request, and why.';
comment on column usage_adjustments.usage_id is 'The request: its id in usage_statistics.';
comment on column usage_adjustments.number is 'Which correction of the request it is, from 1.';
comment on column usage_adjustments.usage_recorded_at is 'Time of the request.';
comment on column usage_adjustments.user_id is 'The user who made the request.';
comment on column usage_adjustments.provider_id is 'The provider that served it.';
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
  day date not null,
  user_id integer not null,
  provider_id integer not null,
  model character varying(200),
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_days ON lyss_platform.usage_days USING btree (day, user_id, provider_id, model, outcome, currency) NULLS NOT DISTINCT;
CREATE INDEX idx_usage_days_user ON lyss_platform.usage_days USING btree (user_id, day);
alter table usage_days enable row level security;
alter table usage_days force row level security;
alter table usage_days replica identity full;
comment on table usage_days is 'Usage by day, in UTC, and all that it can be told apart by.';
comment on column usage_days.day is 'The day, in UTC.';
comment on column usage_days.user_id is 'The user.';
comment on column usage_days.provider_id is 'The provider.';
comment on column usage_days.model is 'The model; null where nobody told.';
comment on column usage_days.outcome is 'ok, failed or cancelled.';
comment on column usage_days.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_days.requests is 'How many requests.';
comment on column usage_days.unpriced is 'How many of them have no price.';
comment on column usage_days.tokens is 'Tokens, in and out together.';
comment on column usage_days.cost is 'Cost, adjustments included.';
comment on column usage_days.timed is 'How many of them have a duration.';
comment on column usage_days.duration_ms is 'Their durations together.';
comment on column usage_days.streamed is 'How many of them have a time to the first token.';
comment on column usage_days.time_to_first_token_ms is 'These times together.';


-- table usage_of_providers
create table usage_of_providers (
  provider_id integer not null,
  user_id integer not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  first_used_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null
);
CREATE UNIQUE INDEX idx_usage_of_providers ON lyss_platform.usage_of_providers USING btree (provider_id, user_id, currency) NULLS NOT DISTINCT;
CREATE INDEX idx_usage_of_providers_user ON lyss_platform.usage_of_providers USING btree (user_id);
alter table usage_of_providers enable row level security;
alter table usage_of_providers force row level security;
alter table usage_of_providers replica identity full;
comment on table usage_of_providers is 'Usage of all time by provider and user.';
comment on column usage_of_providers.provider_id is 'The provider.';
comment on column usage_of_providers.user_id is 'The user.';
comment on column usage_of_providers.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_of_providers.requests is 'How many requests.';
comment on column usage_of_providers.unpriced is 'How many of them have no price.';
comment on column usage_of_providers.tokens is 'Tokens, in and out together.';
comment on column usage_of_providers.cost is 'Cost, adjustments included.';
comment on column usage_of_providers.first_used_at is 'Time of the first request.';
comment on column usage_of_providers.last_used_at is 'Time of the last request.';


-- table usage_quarter_hours
create table usage_quarter_hours (
  quarter_hour timestamp with time zone not null,
  user_id integer not null,
  provider_id integer not null,
  model character varying(200),
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_quarter_hours ON lyss_platform.usage_quarter_hours USING btree (quarter_hour, user_id, provider_id, model, outcome, currency) NULLS NOT DISTINCT;
CREATE INDEX idx_usage_quarter_hours_user ON lyss_platform.usage_quarter_hours USING btree (user_id, quarter_hour);
alter table usage_quarter_hours enable row level security;
alter table usage_quarter_hours force row level security;
alter table usage_quarter_hours replica identity full;
comment on table usage_quarter_hours is 'Usage by the quarter of an hour and all that it can be told apart by.';
comment on column usage_quarter_hours.quarter_hour is 'Its beginning.';
comment on column usage_quarter_hours.user_id is 'The user.';
comment on column usage_quarter_hours.provider_id is 'The provider.';
comment on column usage_quarter_hours.model is 'The model; null where nobody told.';
comment on column usage_quarter_hours.outcome is 'ok, failed or cancelled.';
comment on column usage_quarter_hours.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_quarter_hours.requests is 'How many requests.';
comment on column usage_quarter_hours.unpriced is 'How many of them have no price.';
comment on column usage_quarter_hours.tokens is 'Tokens, in and out together.';
comment on column usage_quarter_hours.cost is 'Cost, adjustments included.';
comment on column usage_quarter_hours.timed is 'How many of them have a duration.';
comment on column usage_quarter_hours.duration_ms is 'Their durations together.';
comment on column usage_quarter_hours.streamed is 'How many of them have a time to the first token.';
comment on column usage_quarter_hours.time_to_first_token_ms is 'These times together.';


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


-- table usage_statistics
create table usage_statistics (
  id bigint not null generated always as identity,
  user_id integer not null,
  provider_id integer not null,
  conversation_id bigint,
  tokens_used usage_statistics_tokens_used not null default 0,
  cost usage_statistics_cost,
  recorded_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  request_id uuid,
  model usage_statistics_model,
  outcome usage_statistics_outcome not null default 'ok'::character varying,
  counts usage_statistics_counts not null default '{}'::jsonb,
  price_id uuid,
  currency usage_statistics_currency,
  time_to_first_token_ms usage_statistics_time_to_first_token_ms,
  duration_ms usage_statistics_duration_ms,
  tags usage_statistics_tags not null default '{}'::jsonb,
  stamp bigint not null default usage_stamp(),
  constraint usage_statistics_id_recorded_at_pk PRIMARY KEY (id, recorded_at),
  constraint usage_statistics_request_id_recorded_at_check CHECK (((request_id IS NULL) OR (NOT (recorded_at IS DISTINCT FROM uuid_time(request_id)))))
) partition by RANGE (recorded_at);
create table usage_statistics_default partition of usage_statistics DEFAULT;
alter table usage_statistics_default enable row level security;
alter table usage_statistics_default force row level security;
CREATE INDEX idx_usage_statistics_conversation_id ON lyss_platform.usage_statistics USING btree (conversation_id) WHERE (conversation_id IS NOT NULL);
CREATE INDEX idx_usage_statistics_provider_recorded ON lyss_platform.usage_statistics USING btree (provider_id, recorded_at);
CREATE UNIQUE INDEX idx_usage_statistics_request ON lyss_platform.usage_statistics USING btree (request_id, user_id, recorded_at);
CREATE INDEX idx_usage_statistics_stamp ON lyss_platform.usage_statistics USING btree (stamp);
CREATE INDEX idx_usage_statistics_unpriced ON lyss_platform.usage_statistics USING btree (id) WHERE (cost IS NULL);
CREATE INDEX idx_usage_statistics_user_recorded ON lyss_platform.usage_statistics USING btree (user_id, recorded_at);
alter table usage_statistics enable row level security;
alter table usage_statistics force row level security;
comment on table usage_statistics is 'What each request took, partitioned by month.';
comment on table usage_statistics_default is 'Usage of months that have no partition; should be empty.';
comment on column usage_statistics.id is 'Id of the row; unique together with recorded_at.';
comment on column usage_statistics.user_id is 'The user who made the request.';
comment on column usage_statistics.provider_id is 'The provider that served it.';
comment on column usage_statistics.conversation_id is 'The conversation it belongs to; null for none, or once that is deleted.';
comment on column usage_statistics.tokens_used is 'Tokens, in and out together.';
comment on column usage_statistics.cost is 'Cost as of recording; null without a price. usage_adjustments has what was added later.';
comment on column usage_statistics.recorded_at is 'Time of the request, which is the time in its request id; decides the partition.';
comment on column usage_statistics.request_id is 'Id of the request, a UUID of version 7 that the application made; null where it has none.';
comment on column usage_statistics.model is 'The model; null where nobody told.';
comment on column usage_statistics.outcome is 'ok, failed or cancelled.';
comment on column usage_statistics.counts is 'Tokens by kind, each counted once: input, input.cached, output, output.reasoning and so on.';
comment on column usage_statistics.price_id is 'The price that the cost was computed with; null where the caller told the cost, or there was no price.';
comment on column usage_statistics.currency is 'Currency of the cost, as ISO 4217 has it; null for that of the organisation.';
comment on column usage_statistics.time_to_first_token_ms is 'Milliseconds until the answer began; null where nobody told.';
comment on column usage_statistics.duration_ms is 'Milliseconds until the answer was complete; null where nobody told.';
comment on column usage_statistics.tags is 'What the host wants to find it by: names and texts.';
comment on column usage_statistics.stamp is 'The transaction that wrote it, by which a refresh knows what is new.';


-- table usage_totals
create table usage_totals (
  day date not null,
  provider_id integer not null,
  model character varying(200),
  outcome character varying(20) not null,
  currency character(3),
  requests bigint not null,
  unpriced bigint not null,
  tokens bigint not null,
  cost numeric not null,
  timed bigint not null,
  duration_ms bigint not null,
  streamed bigint not null,
  time_to_first_token_ms bigint not null
);
CREATE UNIQUE INDEX idx_usage_totals ON lyss_platform.usage_totals USING btree (day, provider_id, model, outcome, currency) NULLS NOT DISTINCT;
alter table usage_totals enable row level security;
alter table usage_totals force row level security;
alter table usage_totals replica identity full;
comment on table usage_totals is 'Usage by day, in UTC, without its users.';
comment on column usage_totals.day is 'The day, in UTC.';
comment on column usage_totals.provider_id is 'The provider.';
comment on column usage_totals.model is 'The model; null where nobody told.';
comment on column usage_totals.outcome is 'ok, failed or cancelled.';
comment on column usage_totals.currency is 'Currency of the cost; null for that of the organisation.';
comment on column usage_totals.requests is 'How many requests.';
comment on column usage_totals.unpriced is 'How many of them have no price.';
comment on column usage_totals.tokens is 'Tokens, in and out together.';
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


-- function fold_case(text)
CREATE OR REPLACE FUNCTION fold_case(p_text text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (lower((p_text COLLATE "und-x-icu")) COLLATE "default");
comment on routine fold_case(text) is 'Internal: A text in lower case, by the rules of Unicode whatever the server''s locale.';


-- function is_password_hash(text)
CREATE OR REPLACE FUNCTION is_password_hash(p_text text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return p_text = '!'
    or p_text ~ '^(\{[A-Za-z0-9@_.-]+\})?\$[a-z0-9-]+\$[!-~]{20,}$'
    or p_text ~ '^[a-z0-9_]+\$[0-9]+\$[!-~]{20,}$';
end
$function$;
comment on routine is_password_hash(text) is 'Internal: Whether a text looks like the hash of a password; ! is the hash that no password has.';


-- table users
create table users (
  id integer not null generated always as identity,
  username character varying(50) not null,
  email character varying(100) not null,
  email_lower character varying(100) not null generated always as (fold_case((email)::text)) stored,
  hashed_password character varying(255) not null,
  role character varying(20) not null default 'user'::character varying,
  is_active boolean not null default true,
  created_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  updated_at timestamp with time zone not null default CURRENT_TIMESTAMP,
  constraint users_id_pk PRIMARY KEY (id),
  constraint users_username_key UNIQUE (username),
  constraint users_email_check CHECK ((((email)::text COLLATE "und-x-icu") ~ '^[^@\s]+@[^@\s]+$'::text)),
  constraint users_hashed_password_check CHECK (is_password_hash((hashed_password)::text)),
  constraint users_id_check CHECK ((id > 0)),
  constraint users_role_check CHECK (((role)::text = ANY ((ARRAY['admin'::character varying, 'user'::character varying])::text[]))),
  constraint users_username_check CHECK (is_trimmed((username)::text))
);
CREATE INDEX idx_users_role ON lyss_platform.users USING btree (role) WHERE ((role)::text = 'admin'::text);
CREATE UNIQUE INDEX users_email_key ON lyss_platform.users USING btree (email_lower);
alter table users enable row level security;
alter table users force row level security;
comment on table users is 'The people of the organisation.';
comment on column users.id is 'Id of the user; always positive.';
comment on column users.username is 'Name to log in with; unique, case matters.';
comment on column users.email is 'E-mail address; unique, case does not matter.';
comment on column users.email_lower is 'The address in lower case, to be looked up by.';
comment on column users.hashed_password is 'Hash of the password, made by the application; never the password. ! lets nobody in.';
comment on column users.role is 'admin manages users and organization providers; user does not.';
comment on column users.is_active is 'Whether the user may use anything at all.';
comment on column users.created_at is 'Time of creation.';
comment on column users.updated_at is 'Time of the last change; kept by a trigger.';


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
          WHERE t.relnamespace = to_regnamespace('lyss_platform'::text)::oid AND NOT t.relispartition
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
          WHERE c.relnamespace = to_regnamespace('lyss_platform'::text)::oid AND (c.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT c.relispartition
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
  where c.relnamespace = to_regnamespace('lyss_platform')
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
  select * from lyss_platform.own_jobs()
$function$;
comment on routine job_definitions() is 'Internal: The jobs that the database needs.';


-- function may_monitor()
CREATE OR REPLACE FUNCTION may_monitor()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function distribution_is_open(boolean, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION distribution_is_open(p_is_active boolean, p_valid_from timestamp with time zone, p_valid_until timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (p_is_active AND (p_valid_from <= statement_time()) AND ((p_valid_until IS NULL) OR (statement_time() < p_valid_until)));
comment on routine distribution_is_open(boolean, timestamp with time zone, timestamp with time zone) is 'Internal: Whether a distribution of this state, beginning and end gives access now.';


-- view provider_ways
create view provider_ways with (security_invoker=true) as
 SELECT way.user_id,
    way.provider_id,
    way.distribution_id,
    way.distributed_by,
    p.name,
    p.provider_type,
    way.scope,
    p.created_by,
    p.api_base_url,
    p.config,
    p.is_active,
    p.created_at,
    p.updated_at
   FROM ( SELECT d.user_id,
            d.provider_id,
            d.id AS distribution_id,
            d.distributed_by,
            'organization'::character varying(20) AS scope,
            distribution_is_open(d.is_active, d.valid_from, d.valid_until) AS is_open
           FROM provider_distributions d
        UNION ALL
         SELECT o.created_by,
            o.id,
            NULL::integer AS int4,
            NULL::integer AS int4,
            'personal'::character varying(20) AS "varchar",
            o.scope::text = 'personal'::text
           FROM provider_configs o) way
     JOIN provider_configs p ON p.id = way.provider_id
  WHERE way.is_open AND p.is_active;
comment on view provider_ways is 'Internal: Who may use which provider if active, and by which distribution: what provider_access is made of.';


-- view provider_access
create view provider_access with (security_invoker=true) as
 SELECT way.user_id,
    way.provider_id,
    way.distribution_id,
    way.distributed_by,
    way.name,
    way.provider_type,
    way.scope,
    way.created_by,
    way.api_base_url,
    way.config,
    way.is_active,
    way.created_at,
    way.updated_at
   FROM provider_ways way
     JOIN users u ON u.id = way.user_id
  WHERE u.is_active;
comment on view provider_access is 'Who may use which provider, and by which distribution.';
comment on column provider_access.user_id is 'The user who may use the provider.';
comment on column provider_access.provider_id is 'The provider.';
comment on column provider_access.distribution_id is 'The distribution that gives access; null for a personal provider.';
comment on column provider_access.distributed_by is 'The user who distributed it; null for a personal provider.';


-- view usage_facts
create view usage_facts with (security_invoker=true) as
 SELECT s.recorded_at,
    s.stamp,
    s.user_id,
    s.provider_id,
    s.model::character varying AS model,
    s.outcome::character varying AS outcome,
    s.currency::bpchar AS currency,
    1::bigint AS requests,
    (s.cost IS NULL)::integer::bigint AS unpriced,
    s.tokens_used::bigint AS tokens,
    COALESCE(s.cost::numeric, 0::numeric) AS cost,
    (s.duration_ms IS NOT NULL)::integer::bigint AS timed,
    COALESCE(s.duration_ms::integer, 0)::bigint AS duration_ms,
    (s.time_to_first_token_ms IS NOT NULL)::integer::bigint AS streamed,
    COALESCE(s.time_to_first_token_ms::integer, 0)::bigint AS time_to_first_token_ms
   FROM usage_statistics s
UNION ALL
 SELECT s.recorded_at,
    a.stamp,
    s.user_id,
    s.provider_id,
    s.model::character varying AS model,
    s.outcome::character varying AS outcome,
    a.currency::bpchar AS currency,
    a.requests,
    a.unpriced,
    a.requests * s.tokens_used::bigint AS tokens,
    a.cost,
    a.requests * (s.duration_ms IS NOT NULL)::integer AS timed,
    a.requests * COALESCE(s.duration_ms::integer, 0)::bigint AS duration_ms,
    a.requests * (s.time_to_first_token_ms IS NOT NULL)::integer AS streamed,
    a.requests * COALESCE(s.time_to_first_token_ms::integer, 0)::bigint AS time_to_first_token_ms
   FROM usage_adjustments a
     JOIN usage_statistics s ON s.id = a.usage_id AND s.recorded_at = a.usage_recorded_at;
comment on view usage_facts is 'Requests and corrections as the roll-ups add them up, as far as the caller sees them.';


-- function rolled_up()
set role lyss_definer;
CREATE OR REPLACE FUNCTION rolled_up(OUT first_stamp bigint, OUT next_stamp bigint, OUT open_stamps bigint[])
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  select least(w.next_stamp, (select min(s) from unnest(w.open_stamps) as s)), w.next_stamp, w.open_stamps
  into first_stamp, next_stamp, open_stamps
  from usage_watermark as w;
end
$function$;
comment on routine rolled_up() is 'Internal: Rows from next_stamp on, and those of open_stamps, are not in the roll-ups; none of them is below first_stamp.';
reset role;


-- materialized view mv_provider_usage_daily
set role lyss_definer;
create materialized view mv_provider_usage_daily as
 SELECT usage_date,
    provider_id,
    sum(tokens)::bigint AS daily_tokens,
    sum(cost) AS daily_cost,
    sum(requests)::bigint AS daily_requests,
    COALESCE(currency, ''::text) AS currency
   FROM ( SELECT t.day AS usage_date,
            t.provider_id,
            t.currency::text AS currency,
            t.tokens,
            t.cost,
            t.requests
           FROM usage_totals t
        UNION ALL
         SELECT (f.recorded_at AT TIME ZONE 'UTC'::text)::date AS timezone,
            f.provider_id,
            f.currency::text AS currency,
            f.tokens,
            f.cost,
            f.requests
           FROM usage_facts f
          WHERE f.stamp >= (( SELECT w.first_stamp
                   FROM rolled_up() w(first_stamp, next_stamp, open_stamps))) AND f.stamp <= '9223372036854775807'::bigint AND (f.stamp >= (( SELECT w.next_stamp
                   FROM rolled_up() w(first_stamp, next_stamp, open_stamps))) OR (f.stamp = ANY ((ARRAY( SELECT unnest(w.open_stamps) AS unnest
                   FROM rolled_up() w(first_stamp, next_stamp, open_stamps))))))) u
  GROUP BY usage_date, provider_id, (COALESCE(currency, ''::text))
with no data;
CREATE UNIQUE INDEX idx_mv_provider_usage_daily ON lyss_platform.mv_provider_usage_daily USING btree (usage_date, provider_id, currency);
comment on materialized view mv_provider_usage_daily is 'Usage by provider, UTC day and currency, as of the last refresh_provider_usage_daily().';
reset role;


-- function current_system_reason()
CREATE OR REPLACE FUNCTION current_system_reason()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN scope_holds() THEN NULLIF(current_setting('app.system_reason'::text, true), ''::text) ELSE NULL::text END;
comment on routine current_system_reason() is 'The reason of the system scope that is bound to this transaction; null without one.';


-- function current_user_is_admin()
CREATE OR REPLACE FUNCTION current_user_is_admin()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (scope_holds() AND (COALESCE(current_setting('app.current_role'::text, true), ''::text) = 'admin'::text));
comment on routine current_user_is_admin() is 'Whether the current user was an active administrator as the scope was bound.';


-- view provider_usage_daily
set role lyss_definer;
create view provider_usage_daily with (security_barrier=true) as
 SELECT m.usage_date,
    m.provider_id,
    m.daily_tokens,
    m.daily_cost,
    m.daily_requests,
    NULLIF(m.currency, ''::text) AS currency
   FROM mv_provider_usage_daily m
     JOIN provider_configs p ON p.id = m.provider_id
  WHERE CURRENT_USER = 'authenticated_users'::name AND (p.scope::text = 'personal'::text AND p.created_by = (( SELECT current_user_id() AS current_user_id)) OR p.scope::text = 'organization'::text AND ( SELECT current_user_is_admin() AS current_user_is_admin)) OR CURRENT_USER = 'lyss_system'::name AND (( SELECT current_system_reason() AS current_system_reason)) IS NOT NULL;
comment on view provider_usage_daily is 'Usage by provider, UTC day and currency, as of the last refresh: all users together.';
comment on column provider_usage_daily.usage_date is 'The day, in UTC.';
comment on column provider_usage_daily.daily_cost is 'Cost in that currency, corrections included.';
comment on column provider_usage_daily.currency is 'Currency of the cost; null for that of the organization.';
reset role;


-- view provider_usage_summary
create view provider_usage_summary with (security_invoker=true) as
 SELECT p.id AS provider_id,
    p.name AS provider_name,
    p.provider_type,
    p.scope,
    COALESCE(s.unique_users, 0::bigint) AS unique_users,
    COALESCE(s.total_tokens, 0::numeric)::bigint AS total_tokens,
        CASE
            WHEN s.currencies > 1 THEN NULL::numeric
            ELSE COALESCE(s.total_cost, 0::numeric)
        END AS total_cost,
    s.total_tokens / NULLIF(s.requests, 0::numeric) AS avg_tokens_per_request,
        CASE
            WHEN s.currencies <= 1 THEN s.total_cost / NULLIF(s.requests - s.unpriced, 0::numeric)
            ELSE NULL::numeric
        END AS avg_cost_per_request,
    s.first_used_at,
    s.last_used_at
   FROM provider_configs p
     LEFT JOIN ( SELECT u.provider_id,
            count(DISTINCT u.user_id) AS unique_users,
            count(DISTINCT COALESCE(u.currency, ''::bpchar)) FILTER (WHERE u.cost <> 0::numeric) AS currencies,
            sum(u.requests) AS requests,
            sum(u.unpriced) AS unpriced,
            sum(u.tokens) AS total_tokens,
            sum(u.cost) AS total_cost,
            min(u.first_used_at) AS first_used_at,
            max(u.last_used_at) AS last_used_at
           FROM ( SELECT t.provider_id,
                    t.user_id,
                    t.currency,
                    t.requests,
                    t.unpriced,
                    t.tokens,
                    t.cost,
                    t.first_used_at,
                    t.last_used_at
                   FROM usage_of_providers t
                UNION ALL
                 SELECT f.provider_id,
                    f.user_id,
                    f.currency,
                    f.requests,
                    f.unpriced,
                    f.tokens,
                    f.cost,
                    f.recorded_at,
                    f.recorded_at
                   FROM usage_facts f
                  WHERE f.stamp >= (( SELECT w.first_stamp
                           FROM rolled_up() w(first_stamp, next_stamp, open_stamps))) AND f.stamp <= '9223372036854775807'::bigint AND (f.stamp >= (( SELECT w.next_stamp
                           FROM rolled_up() w(first_stamp, next_stamp, open_stamps))) OR (f.stamp = ANY ((ARRAY( SELECT unnest(w.open_stamps) AS unnest
                           FROM rolled_up() w(first_stamp, next_stamp, open_stamps))))))) u
          GROUP BY u.provider_id) s ON s.provider_id = p.id
  WHERE p.is_active;
comment on view provider_usage_summary is 'The usage of each active provider, all time.';
comment on column provider_usage_summary.unique_users is 'Users with at least one request.';
comment on column provider_usage_summary.total_cost is 'Null for costs in several currencies.';
comment on column provider_usage_summary.avg_tokens_per_request is 'Null without a request.';
comment on column provider_usage_summary.avg_cost_per_request is 'Null without a request that has a price, and for costs in several currencies.';


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
    p_table, lyss_platform.default_condition(p_table))
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  WHERE parent.relnamespace = to_regnamespace('lyss_platform'::text)::oid AND (parent.relkind = ANY (ARRAY['r'::"char", 'p'::"char"])) AND NOT parent.relispartition
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
 SELECT id,
    user_id,
    provider_id,
    model,
    counts,
    recorded_at
   FROM usage_statistics s
  WHERE cost IS NULL AND NOT (EXISTS ( SELECT
           FROM usage_adjustments a
          WHERE a.usage_id = s.id));
comment on view unpriced_usage is 'Requests without a price, neither their own nor a correction''s.';


-- view user_available_providers
create view user_available_providers with (security_invoker=true) as
 SELECT provider_id AS id,
    name,
    provider_type,
    scope,
    created_by,
    api_base_url,
    config,
    is_active,
    created_at,
    updated_at,
    user_id AS available_to_user
   FROM provider_access;
comment on view user_available_providers is 'The providers that each user may use.';
comment on column user_available_providers.available_to_user is 'The user who may use it.';


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


-- function accept_unsigned_scopes()
CREATE OR REPLACE FUNCTION accept_unsigned_scopes()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return true;
end
$function$;
comment on routine accept_unsigned_scopes() is 'A scope counts whether it is signed or not; called by the owner of the schema.';


-- function access_changes_since(pg_snapshot)
CREATE OR REPLACE FUNCTION access_changes_since(p_known pg_snapshot)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  v_at_most constant bigint := 1000;
  v_from constant xid8 := pg_snapshot_xmin(p_known);
  v_changes text[];
begin
  if p_known is null then
    return null;
  end if;
  -- Most of the time there is no later one, and then none was forgotten either, because the newest is kept.
  perform from lyss_platform.access_changes as c where c.stamp >= v_from;
  if not found then
    return '';
  end if;
  perform from lyss_platform.access_changes as c where c.stamp <= v_from;
  if not found then
    return null;
  end if;
  v_changes := array(
    select c.stamp || ' ' || c.kind || ':' || c.id
    from lyss_platform.access_changes as c
    where c.stamp >= v_from and c.stamp < pg_snapshot_xmax(pg_current_snapshot())
      and not pg_visible_in_snapshot(c.stamp, p_known)
    limit v_at_most + 1);
  if cardinality(v_changes) > v_at_most then
    return null;
  end if;
  return array_to_string(v_changes, ',');
end
$function$;
comment on routine access_changes_since(pg_snapshot) is 'Internal: Returns what has changed of users and their access since a snapshot; null where that is unknown.';


-- function active_users(timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION active_users(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return (
    select count(*)
    from usage_by(
      p_from => p_from, p_to => p_to, p_bucket => 'all', p_zone => 'UTC', p_dimensions => '{user}',
      p_user_id => null, p_provider_id => null, p_model => null)
    where requests > 0);
end
$function$;
comment on routine active_users(timestamp with time zone, timestamp with time zone) is 'How many users made a request between two times, as far as the caller sees.';


-- function add_scope_key(text, bytea)
set role lyss_definer;
CREATE OR REPLACE FUNCTION add_scope_key(p_name text, p_key bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function adjust_usage(bigint[], text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION adjust_usage(p_ids bigint[], p_reason text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_stamp constant bigint := usage_stamp();
  v_adjusted bigint;
begin
  with usage as (
    select
      r.id,
      r.recorded_at,
      r.user_id,
      r.provider_id,
      coalesce(l.number, 0) as number,
      r.cost is null and l.number is null as is_unpriced,
      coalesce(b.currency, case when b.number is null then r.currency end) as currency,
      p.price_id,
      p.currency as new_currency,
      p.cost as new_cost,
      r.currency as first_currency,
      r.cost as first_cost
    from unnest(p_ids) as n (id)
    join usage_statistics as r on r.id = n.id
    join provider_configs as c on c.id = r.provider_id
    left join lateral (
      select max(a.number) as number from usage_adjustments as a
      where a.usage_id = r.id
    ) as l on true
    left join lateral (
      select a.number, a.currency from usage_adjustments as a
      where a.usage_id = r.id and a.requests = 1
      order by a.number desc
      limit 1
    ) as b on true
    cross join lateral cost_at(
      c.provider_type, r.model, r.counts, r.recorded_at
    ) as p
    where (r.cost is null or r.price_id is not null) and p.cost is not null
  ), costs as (
    select
      u.*,
      u.is_unpriced or u.new_currency is distinct from u.currency as moves,
      round(u.new_cost, 8) as cost_now,
      coalesce(u.first_cost, 0) * (u.first_currency is not distinct from u.currency)::integer
        + coalesce((
          select sum(a.cost) from usage_adjustments as a
          where a.usage_id = u.id
            and a.currency is not distinct from u.currency
        ), 0) as cost_before
    from usage as u
  )
  insert into usage_adjustments (
    usage_id, number, usage_recorded_at, user_id, provider_id, requests, unpriced, price_id, currency,
    cost, reason, stamp
  )
  select
    c.id, c.number + d.number, c.recorded_at, c.user_id, c.provider_id, d.requests, d.unpriced,
    d.price_id, d.currency, d.cost, p_reason, v_stamp
  from costs as c
  cross join lateral (
    select 1, 0, 0, c.price_id, c.currency, c.cost_now - c.cost_before
    where not c.moves and c.cost_now <> c.cost_before
    union all
    select 1, -1, -c.is_unpriced::integer, null, c.currency, -c.cost_before where c.moves
    union all
    select 2, 1, 0, c.price_id, c.new_currency, c.cost_now where c.moves
  ) as d (number, requests, unpriced, price_id, currency, cost)
  order by c.id, d.number;
  get diagnostics v_adjusted = row_count;
  return v_adjusted;
end
$function$;
comment on routine adjust_usage(bigint[], text) is 'Internal: Appends the differences between the costs of requests and those by the present prices; returns how many corrections.';
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
      where p.oid = 'lyss_platform.trim_blank(text)'::regprocedure
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
  perform lyss_platform.refuse_unsealed();
  perform lyss_platform.monthly_table(p_table);
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
  perform lyss_platform.refuse_unsealed();
  perform from lyss_platform.personal_tables() as t
  join pg_class as c on c.oid = to_regclass(format('lyss_platform.%I', t.table_name)) and c.relkind = 'r'
  where t.table_name = p_table;
  if not found then
    raise exception '% is no table about persons', coalesce(p_table, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  execute format('analyze (skip_locked) lyss_platform.%I', p_table);
  return 1;
end
$function$;
comment on routine analyze_persons(text) is 'Internal: Analyzes a table that has personal data and no months.';


-- function answer_provider_access(integer, integer, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION answer_provider_access(p_user_id integer, p_provider_id integer, p_known text)
 RETURNS TABLE(granted boolean, ends_at timestamp with time zone, answered_at timestamp with time zone, server text, snapshot text, changes text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_from timestamptz;
  v_until timestamptz;
begin
  answered_at := lyss_platform.statement_time();
  if current_setting('role') = 'authenticated_users' and p_user_id = lyss_platform.current_user_id()
    and not pg_is_in_recovery()
  then
    perform from lyss_platform.users as u where u.id = p_user_id and u.is_active;
    granted := found and lyss_platform.usable_provider(p_user_id, p_provider_id);
    -- when a future distribution begins, or a present one ends
    select d.valid_from, d.valid_until into v_from, v_until
    from lyss_platform.provider_distributions as d
    where d.user_id = p_user_id and d.provider_id = p_provider_id and d.is_active;
    ends_at := case when v_from > answered_at then v_from when v_until > answered_at then v_until end;
    server := lyss_platform.answering_server();
    snapshot := pg_current_snapshot()::text;
    -- Most of the time nothing is newer, and looking that up here takes less time than calling the function,
    -- which knows why there is nothing to report then.
    perform from lyss_platform.access_changes as c where c.stamp >= pg_snapshot_xmin(p_known::pg_snapshot);
    if found or p_known is null then
      changes := lyss_platform.access_changes_since(p_known::pg_snapshot);
    else
      changes := '';
    end if;
  else
    granted := lyss_platform.can_user_access_provider(p_user_id, p_provider_id);
  end if;
  return next;
end
$function$;
comment on routine answer_provider_access(integer, integer, text) is 'Whether the user may use the provider, and for how long a host may keep that answer: one row.';
reset role;


-- function answering_server()
CREATE OR REPLACE FUNCTION answering_server()
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN ((((((date_part('epoch'::text, pg_postmaster_start_time()) * (1000000)::double precision))::bigint || '.'::text) || split_part(pg_relation_filepath('pg_namespace'::regclass), '/'::text, '-2'::integer)) || '.'::text) || ('lyss_platform'::regnamespace)::oid);
comment on routine answering_server() is 'Internal: Identifies this server since its last start, and the database and schema.';


-- function append_messages(bigint, uuid[], text[], text[], jsonb[], timestamp with time zone[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION append_messages(p_conversation_id bigint, p_idempotency_keys uuid[], p_roles text[], p_contents text[], p_metadata jsonb[], p_created_at timestamp with time zone[] DEFAULT NULL::timestamp with time zone[])
 RETURNS SETOF messages
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_user constant integer := current_user_id();
  v_added constant integer := coalesce(cardinality(p_idempotency_keys), 0);
  v_plain boolean := p_created_at is null and cardinality(p_contents) = v_added;
  v_there integer := 0;
  v_skipped integer := 0;
  v_other uuid;
  v_stored record;
  v_sequence bigint;
  v_known uuid;
  v_greatest uuid := '00000000-0000-0000-0000-000000000000';
  v_opened timestamptz;
  v_since timestamptz;
  v_expires timestamptz;
  v_last timestamptz;
  v_now timestamptz;
begin
  if v_added = 0 then
    return;
  end if;
  for i in 1 .. v_added loop
    v_plain := v_plain and p_idempotency_keys[i] > v_greatest
      and has_content(p_contents[i], p_metadata[i]);
    v_greatest := p_idempotency_keys[i];
  end loop;
  if v_plain then
    return query
      with locked as (
        update conversations as c
        set
          message_count = c.message_count + v_added,
          greatest_idempotency_key = v_greatest,
          last_active_at = greatest(current_timestamp, c.last_active_at)
        where c.id = p_conversation_id and c.user_id = v_user
          and c.greatest_idempotency_key < p_idempotency_keys[1]
          and (c.expires_at is null or c.expires_at > statement_time())
        returning c.message_count - v_added as message_count, c.last_active_at
      )
      insert into messages as i (
        conversation_id, user_id, sequence, idempotency_key, role, content, metadata, created_at
      )
      select
        p_conversation_id, v_user, l.message_count + n, p_idempotency_keys[n], p_roles[n],
        p_contents[n], p_metadata[n], l.last_active_at
      from locked as l
      -- in this order, because both are read only once; "unnest" of all the arrays takes longer
      cross join generate_series(1, v_added) as n
      returning i.*;
    if found then
      return;
    end if;
  end if;
  select c.message_count, c.greatest_idempotency_key, c.created_at, c.last_active_at, c.expires_at
  into v_sequence, v_known, v_opened, v_last, v_expires
  from conversations as c
  where c.id = p_conversation_id and c.user_id = v_user
  for no key update;
  if not found then
    return;
  end if;
  perform refuse_expired(p_conversation_id::text, v_expires);
  v_greatest := v_known;
  v_since := v_opened;
  -- one by one, so that each is found by its key, whatever the planner knows of a new month
  for i in 1 .. v_added loop
    v_greatest := greatest(v_greatest, p_idempotency_keys[i]);
    continue when p_idempotency_keys[i] > v_known;
    select m.role, m.content, m.metadata into v_stored from messages as m
    where m.conversation_id = p_conversation_id and m.idempotency_key = p_idempotency_keys[i]
      and m.created_at between v_since and v_last;
    if found then
      v_there := v_there + 1;
      if p_created_at is not null and v_there = i then
        v_skipped := i;
      end if;
      if (v_stored.role, v_stored.content, v_stored.metadata)
        is distinct from (p_roles[i], p_contents[i], p_metadata[i])
      then
        v_other := p_idempotency_keys[i];
      end if;
    end if;
  end loop;
  if v_skipped < v_there or v_skipped = v_added then
    v_skipped := 0;
  end if;
  if is_repeated_append(
    p_idempotency_keys, v_there - v_skipped, v_other, 'messages_idempotency_key')
  then
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id and m.user_id = v_user
        and m.idempotency_key = any (p_idempotency_keys)
        and m.created_at between v_since and v_last
      order by m.sequence;
    return;
  end if;
  if p_created_at is null then
    v_now := greatest(current_timestamp, v_last);
  else
    if v_sequence = 0 then
      v_opened := p_created_at[1];
      v_last := v_opened;
    end if;
    for i in v_skipped + 1 .. v_added loop
      perform require_time_of_import(
        p_idempotency_keys[i], p_created_at[i], v_last, 'messages_created_at');
      v_last := p_created_at[i];
    end loop;
    v_now := v_last;
  end if;
  for i in v_skipped + 1 .. v_added loop
    perform require_content(
      p_idempotency_keys[i], p_contents[i], p_metadata[i], 'messages_content');
  end loop;
  v_sequence := v_sequence - v_skipped;
  return query
    insert into messages as i (
      conversation_id, user_id, sequence, idempotency_key, role, content, metadata, imported_at,
      created_at
    )
    select
      p_conversation_id, v_user, v_sequence + n.place, n.idempotency_key, n.role, n.content,
      n.metadata, case when p_created_at is not null then current_timestamp end,
      coalesce(n.created_at, v_now)
    from unnest(p_idempotency_keys, p_roles, p_contents, p_metadata, p_created_at)
      with ordinality as n (idempotency_key, role, content, metadata, created_at, place)
    where n.place > v_skipped
    order by n.place
    returning i.*;
  update conversations as c
  set
    message_count = v_sequence + v_added,
    greatest_idempotency_key = v_greatest,
    created_at = v_opened,
    last_active_at = v_now
  where c.id = p_conversation_id;
end
$function$;
comment on routine append_messages(bigint, uuid[], text[], text[], jsonb[], timestamp with time zone[]) is 'Appends messages to a conversation of the current user and returns them; nothing if there is no such conversation.';
reset role;


-- function ask_access_explanation(bindable_role, text, text, integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION ask_access_explanation(p_role bindable_role, p_current_user_id text, p_system_reason text, p_user_id integer, p_provider_id integer)
 RETURNS TABLE(granted boolean, reason text, distribution_id integer, distributed_by integer)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_told constant boolean :=
    lyss_platform.require_given_scope(p_role, p_current_user_id, p_system_reason, p_user_id);
  v_system constant boolean := v_told and p_role = 'lyss_system';
  v_why record;
begin
  v_why := lyss_platform.explained_access(
    p_user_id => p_user_id,
    p_provider_id => p_provider_id,
    p_me => case when v_told and not v_system then p_user_id else 0 end,
    p_is_admin => case when v_system then false end,
    p_is_system => v_system);
  granted := v_why.granted;
  reason := v_why.reason;
  distribution_id := v_why.distribution_id;
  distributed_by := v_why.distributed_by;
  return next;
end
$function$;
comment on routine ask_access_explanation(bindable_role, text, text, integer, integer) is 'Internal: Why the user may use the provider, or why not, in a scope that is given and not bound: one row.';
reset role;


-- function ask_provider_access(bindable_role, text, text, integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION ask_provider_access(p_role bindable_role, p_current_user_id text, p_system_reason text, p_user_id integer, p_provider_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  if lyss_platform.require_given_scope(p_role, p_current_user_id, p_system_reason, p_user_id)
    and lyss_platform.usable_provider(p_user_id, p_provider_id)
  then
    perform from lyss_platform.users as u where u.id = p_user_id and u.is_active;
    return found;
  end if;
  return false;
end
$function$;
comment on routine ask_provider_access(bindable_role, text, text, integer, integer) is 'Internal: Whether the user may use the provider, in a scope that is given and not bound.';
reset role;


-- function await_holds(boolean)
CREATE OR REPLACE FUNCTION await_holds(p_sets_one boolean DEFAULT false)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_lock constant bigint := hashtextextended('lyss_platform legal holds', 0);
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
      from lyss_platform.running_transactions() as t
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
  v_lock constant bigint := hashtextextended('lyss_platform ' || p_name, 0);
begin
  perform lyss_platform.limit_waiting();
  -- a savepoint only where there is somebody to wait for
  if pg_try_advisory_xact_lock(v_lock) then
    return;
  end if;
  begin
    perform pg_advisory_xact_lock(v_lock);
  exception
    when lock_not_available then
      raise exception '%: %', p_refusal, lyss_platform.lock_holders(v_lock)
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform await_turn('purge', 'another transaction erases or purges');
end
$function$;
comment on routine await_turn_to_erase() is 'Internal: From here to the end of the transaction nobody else erases or purges; fails with 55P03 after lock_timeout, and says who does.';


-- function begin_graduation(uuid, text)
CREATE OR REPLACE FUNCTION begin_graduation(p_tenant_id uuid, p_currency text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_tenant uuid;
begin
  insert into graduations (tenant_id, currency, next_xid)
  values (p_tenant_id, p_currency, pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
  on conflict (singleton) do nothing;
  select g.tenant_id into v_tenant from graduations as g;
  if v_tenant <> p_tenant_id then
    raise exception 'the organisation becomes the tenant %, and no other', v_tenant
      using errcode = 'check_violation', constraint = 'graduations_singleton_pk';
  end if;
end
$function$;
comment on routine begin_graduation(uuid, text) is 'Internal: Begins to make the organisation a tenant, or continues; fails with 23514 if it is becoming another tenant.';


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
  perform lyss_platform.require_movable_rows(p_table);
  select * into v_table from lyss_platform.monthly_table(p_table);
  v_next_name := v_table.name || '_default_next';
  v_next := to_regclass(format('%I.%I', 'lyss_platform', v_next_name));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  perform lyss_platform.lock_tables(
    p_table || v_referenced || v_table.default_partition || v_next,
    array['share update exclusive']
      || array_fill('share row exclusive'::text, array[cardinality(v_referenced) + 1])
      || 'access exclusive'::text);
  if v_next is not null then
    execute format('drop trigger copy_to_month on %s', v_table.default_partition);
    execute format('drop table %s', v_next);
  end if;
  foreach v_month in array p_new_months loop
    perform lyss_platform.make_partition(
      p_table => p_table, p_name => v_table.name || to_char(v_month, '_YYYY_MM'),
      p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'),
      p_from => v_month at time zone 'UTC', p_to => (v_month + interval '1 month') at time zone 'UTC',
      p_filled => true);
  end loop;
  v_next := lyss_platform.make_partition(
    p_table => p_table, p_name => v_next_name, p_comment => null, p_from => null, p_to => null,
    p_filled => true);
  perform lyss_platform.note_move(
    v_next,
    jsonb_build_object('months', p_months || p_new_months, 'block', 0)
      || to_jsonb(lyss_platform.file_of(v_table.default_partition)));
  execute format(
    'create trigger copy_to_month after insert or update or delete on %s
       for each row execute function lyss_platform.copy_to_month(%L, %L, %L, %L)',
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


-- function belongs_to_person(text, text, text)
CREATE OR REPLACE FUNCTION belongs_to_person(p_table text, p_tenant text, p_person text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return (select c.belongs from conditions_of_person(p_tenant, p_person) as c where c.table_name = p_table);
end
$function$;
comment on routine belongs_to_person(text, text, text) is 'Internal: The condition of a person''s rows in a table; p_tenant is the condition of the tenant.';


-- function bind_scope(text, text, text)
CREATE OR REPLACE FUNCTION bind_scope(p_role text, p_user_id text, p_system_reason text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_user_role pg_catalog.text;
  v_unset pg_catalog.int4;
begin
  -- assigned, because PL/pgSQL computes an assignment in place, while "perform" sets up a query
  v_unset := pg_catalog.num_nulls(
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.current_role', '', true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true));
  -- It would see nothing, and nobody would know why.
  if not lyss_platform.scope_holds() then
    raise exception 'scopes have to be signed here, and this one is not: give the application its key'
      using errcode = 'insufficient_privilege';
  end if;
  -- For another role the query would have to be planned anew.
  if p_role operator(pg_catalog.=) 'authenticated_users' then
    select u.role into v_user_role
    from lyss_platform.users as u
    where u.id operator(pg_catalog.=) case when p_user_id operator(pg_catalog.<>) '' then p_user_id::integer end
      and u.is_active;
    if not found then
      perform pg_catalog.set_config('app.current_user_id', '', true);
    elsif v_user_role operator(pg_catalog.=) 'admin' then
      perform pg_catalog.set_config('app.current_role', 'admin', true);
    end if;
  -- A reason that begins with a visible ASCII character is not blank; this check is faster.
  elsif p_system_reason operator(pg_catalog.!~) '^[!-~]' then
    if lyss_platform.trim_blank(p_system_reason) operator(pg_catalog.=) '' then
      perform pg_catalog.set_config('app.system_reason', '', true);
    end if;
  end if;
end
$function$;
comment on routine bind_scope(text, text, text) is 'Internal: Binds a scope to the transaction: role, user, reason. An inactive user is bound as nobody.';


-- function bind_signed_scope(text, text, text, text)
CREATE OR REPLACE FUNCTION bind_signed_scope(p_role text, p_user_id text, p_system_reason text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_catalog.set_config('role', p_role, true);
  perform lyss_platform.seal_scope(p_role, p_user_id, p_system_reason, p_signature);
end
$function$;
comment on routine bind_signed_scope(text, text, text, text) is 'Internal: Binds a scope that a host has signed to the transaction, and seals it.';


-- function broken_seal(uuid, bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION broken_seal(p_chain uuid, p_number bigint, p_hash text)
 RETURNS TABLE(number bigint, month date, fault text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function can_user_access_provider(integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION can_user_access_provider(p_user_id integer, p_provider_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    if lyss_platform.current_system_reason() is null then
      return false;
    end if;
    if lyss_platform.usable_provider(p_user_id, p_provider_id) then
      perform from lyss_platform.users as u where u.id = p_user_id and u.is_active;
      return found;
    end if;
    return false;
  elsif current_setting('role') <> 'authenticated_users' or p_user_id <> lyss_platform.current_user_id() then
    if lyss_platform.current_user_is_admin() then
      perform from lyss_platform.provider_access as a
      where a.user_id = p_user_id and a.provider_id = p_provider_id and a.scope = 'organization';
      return found;
    end if;
    return false;
  end if;
  -- a bound user is active
  return lyss_platform.usable_provider(p_user_id, p_provider_id);
end
$function$;
comment on routine can_user_access_provider(integer, integer) is 'Whether the user may use the provider.';
reset role;


-- function close_audit_logs(timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION close_audit_logs(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function close_graduation()
CREATE OR REPLACE FUNCTION close_graduation()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_tables regclass[];
  v_table regclass;
begin
  select array_agg(t.tgrelid::regclass order by t.tgrelid::regclass::text) into v_tables
  from pg_trigger as t
  where t.tgname = 'refuse_closed' and t.tgfoid = 'refuse_closed()'::regprocedure;
  -- whoever reads a secret enters it, also while the organisation is closed: entries up to here have all been committed
  v_tables := v_tables || 'audit_logs'::regclass;
  perform lock_tables(v_tables, array_fill('share row exclusive'::text, array[cardinality(v_tables)]));
  foreach v_table in array array_remove(v_tables, 'audit_logs'::regclass) loop
    execute format('alter table %s enable trigger refuse_closed', v_table);
  end loop;
  update graduations as g
  set state = 'closed', closed_at = wall_time(), audit_until = coalesce((select max(a.id) from audit_logs as a), 0)
  where g.state = 'copying';
end
$function$;
comment on routine close_graduation() is 'Internal: Makes the database refuse all changes of what a graduation copies; fails with 55P03 if a table is not free in time.';


-- function close_usage(timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION close_usage(p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function conditions_of_person(text, text)
CREATE OR REPLACE FUNCTION conditions_of_person(p_tenant text, p_person text)
 RETURNS TABLE(table_name text, belongs text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function contains_runs(text, text[])
CREATE OR REPLACE FUNCTION contains_runs(p_content text, p_runs text[])
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_text text;
  v_run text;
begin
  if is_search_text(p_content) then
    v_text := p_content;
  end if;
  foreach v_run in array p_runs loop
    v_text := coalesce(v_text, search_text(p_content));
    if strpos(v_text, v_run) = 0 then
      return false;
    end if;
  end loop;
  return true;
end
$function$;
comment on routine contains_runs(text, text[]) is 'Internal: Whether the content has every one of the runs.';


-- function conversation_messages_newest_first(bigint, integer, bigint, timestamp with time zone)
CREATE OR REPLACE FUNCTION conversation_messages_newest_first(p_conversation_id bigint, p_limit integer, p_before_sequence bigint DEFAULT '9223372036854775807'::bigint, p_before_created_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone)
 RETURNS SETOF messages
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
declare
  v_user integer;
  v_opened timestamptz;
  v_to timestamptz;
  v_from timestamptz;
  v_month timestamp;
  v_first timestamp;
  v_step integer := 1;
  v_before bigint;
  v_left bigint;
  v_found bigint;
begin
  -- What can be computed from the row is computed here: PL/pgSQL sets up each expression anew in each transaction.
  select
    c.user_id,
    c.created_at,
    least(c.last_active_at, p_before_created_at) + interval '1 microsecond',
    least(c.message_count + 1, p_before_sequence),
    least(p_limit, least(c.message_count, p_before_sequence - 1)),
    date_trunc('month', c.created_at at time zone 'UTC'),
    date_trunc('month', least(c.last_active_at, p_before_created_at) at time zone 'UTC')
  into v_user, v_opened, v_to, v_before, v_left, v_first, v_month
  from conversations as c
  where c.id = p_conversation_id and c.user_id = current_user_id();
  if v_left > 0 and v_before - 1 <= v_left * 2 and v_first >= v_month - interval '3 months' then
    v_month := v_first;
  end if;
  while v_left > 0 and v_to > v_opened loop
    v_from := v_month at time zone 'UTC';
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id
        and m.user_id = v_user
        and m.created_at >= v_from
        and m.created_at < v_to
        and m.sequence < v_before
      order by m.sequence desc
      limit v_left;
    get diagnostics v_found = row_count;
    exit when v_found = v_left;
    v_left := v_left - v_found;
    v_before := v_before - v_found;
    v_to := v_from;
    if v_left > 0 and v_to > v_opened then
      v_step := months_to_read(v_step, v_left, v_before - 1, v_to - v_opened);
      v_month := greatest(v_first, v_month - make_interval(months => v_step));
    end if;
  end loop;
end
$function$;
comment on routine conversation_messages_newest_first(bigint, integer, bigint, timestamp with time zone) is 'Messages of one of the current user''s conversations, newest first, before a position.';


-- function conversation_messages_oldest_first(bigint, integer, bigint, timestamp with time zone)
CREATE OR REPLACE FUNCTION conversation_messages_oldest_first(p_conversation_id bigint, p_limit integer, p_after_sequence bigint DEFAULT 0, p_after_created_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone)
 RETURNS SETOF messages
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
declare
  v_user constant integer := current_user_id();
  v_last timestamptz;
  v_from timestamptz;
  v_to timestamptz;
  v_month timestamp;
  v_end timestamp;
  v_step integer := 1;
  v_after bigint := greatest(p_after_sequence, 0);
  v_count bigint;
  v_left bigint;
  v_found bigint;
begin
  select
    greatest(c.created_at, p_after_created_at), c.last_active_at, c.message_count,
    least(p_limit, c.message_count - v_after)
  into v_from, v_last, v_count, v_left
  from conversations as c
  where c.id = p_conversation_id and c.user_id = v_user;
  v_month := date_trunc('month', v_from at time zone 'UTC') + interval '1 month';
  v_end := date_trunc('month', v_last at time zone 'UTC') + interval '1 month';
  if v_left > 0 and v_count - v_after <= v_left * 2 and v_end <= v_month + interval '3 months' then
    v_month := v_end;
  end if;
  while v_left > 0 and v_from <= v_last loop
    v_to := v_month at time zone 'UTC';
    return query
      select m.* from messages as m
      where m.conversation_id = p_conversation_id
        and m.user_id = v_user
        and m.created_at >= v_from
        and m.created_at < v_to
        and m.sequence > v_after
      order by m.sequence
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_after := v_after + v_found;
    v_from := v_to;
    if v_left > 0 and v_from <= v_last then
      v_step := months_to_read(v_step, v_left, v_count - v_after, v_last - v_from);
      v_month := least(v_end, v_month + make_interval(months => v_step));
    end if;
  end loop;
end
$function$;
comment on routine conversation_messages_oldest_first(bigint, integer, bigint, timestamp with time zone) is 'Messages of one of the current user''s conversations, oldest first, after a position.';


-- function conversations_to_purge(interval, boolean, integer)
CREATE OR REPLACE FUNCTION conversations_to_purge(p_keep interval, p_held boolean, p_limit integer)
 RETURNS TABLE(id bigint, reason text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_found bigint;
begin
  return query
    select c.id, 'expired' from conversations as c
    where c.expires_at <= v_now
      and p_held = exists (select from legal_holds as h where h.user_id = c.user_id)
    order by c.expires_at
    limit p_limit;
  get diagnostics v_found = row_count;
  return query
    select c.id, 'retention' from conversations as c
    where c.active_hour < v_now - p_keep
      and c.last_active_at < v_now - p_keep
      and (c.expires_at is null or c.expires_at > v_now)
      and p_held = exists (select from legal_holds as h where h.user_id = c.user_id)
    limit p_limit - v_found;
end
$function$;
comment on routine conversations_to_purge(interval, boolean, integer) is 'Internal: At most p_limit conversations to delete, and why; those that legal holds keep, or the others.';


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
  v_rest text := lyss_platform.default_condition(p_table);
  v_month timestamp;
  v_of_month text;
  v_copy constant text :=
    'insert into %I.%I
     select * from %s as t
     where t.tableoid = %s and t.ctid >= ''(%s,0)'' and t.ctid < ''(%s,0)'' and (%s)
     on conflict do nothing';
begin
  select * into v_table from lyss_platform.monthly_table(p_table);
  perform lyss_platform.await_turn(
    'move ' || v_table.name, format('rows of %s are being deleted or changed', v_table.default_partition));
  foreach v_month in array p_months loop
    v_of_month := format(
      '%1$I >= %2$L and %1$I < %3$L',
      v_table.key, v_month at time zone 'UTC', (v_month + interval '1 month') at time zone 'UTC');
    v_rest := format('(%s) and not (%s)', v_rest, v_of_month);
    perform lyss_platform.insert_late_rows(
      format(
        v_copy, 'lyss_platform', v_table.name || to_char(v_month, '_YYYY_MM'), p_table,
        v_table.default_partition::oid, p_from_block, p_to_block, v_of_month),
      p_table);
  end loop;
  perform lyss_platform.insert_late_rows(
    format(
      v_copy, 'lyss_platform', v_table.name || '_default_next', p_table, v_table.default_partition::oid,
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
      '%I.%I', 'lyss_platform',
      c_table || case when v_month = any (c_months) then '_' || v_month else '_default_next' end);
    if not v_is_old then
      execute format(c_copy, v_copies) using v_row;
      continue;
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('lyss_platform move ' || c_table, 0));
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


-- function cost_at(text, text, jsonb, timestamp with time zone)
CREATE OR REPLACE FUNCTION cost_at(p_provider_type text, p_model text, p_counts jsonb, p_at timestamp with time zone)
 RETURNS TABLE(price_id uuid, currency character, cost numeric)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_price record;
begin
  v_price := lyss_platform.price_span(p_provider_type, p_model, p_at, p_at);
  if v_price.unit_prices is not null then
    price_id := v_price.price_id;
    currency := v_price.currency;
    cost := lyss_platform.cost_of(v_price.unit_prices, p_counts);
    return next;
  end if;
end
$function$;
comment on routine cost_at(text, text, jsonb, timestamp with time zone) is 'Internal: What checked counts of tokens cost at an instant, and by which price; nothing if there was no price.';


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
    v_prompt := lyss_platform.counted_tokens(p_counts, 'input');
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


-- function cost_of_usage(text, text, jsonb, timestamp with time zone)
CREATE OR REPLACE FUNCTION cost_of_usage(p_provider_type text, p_model text, p_counts jsonb, p_at timestamp with time zone)
 RETURNS TABLE(price_id uuid, currency character, cost numeric)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_is_counts constant boolean := is_token_counts(p_counts) is true;
begin
  return query
    select * from cost_at(
      p_provider_type, p_model, case when v_is_counts then p_counts end, p_at);
  if found and not v_is_counts then
    raise exception 'these are no counts of tokens: %', left(p_counts::text, 200)
      using
        errcode = 'check_violation',
        constraint = 'cost_of_counts',
        hint = 'Kinds such as input.cached, and whole numbers of 0 or more';
  end if;
end
$function$;
comment on routine cost_of_usage(text, text, jsonb, timestamp with time zone) is 'What tokens cost at an instant, and by which price; nothing if there was no price, a null cost if there was none for one of their kinds.';


-- function count_held_rows(regclass, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION count_held_rows(p_table regclass, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS TABLE(subject text, held bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function count_provider_users(integer, integer[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION count_provider_users(p_provider_id integer, p_user_ids integer[])
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_admin();
  return (
    select count(*)
    from provider_access as a
    where a.provider_id = p_provider_id
      and (p_user_ids is null or a.user_id = any (p_user_ids))
      and (current_setting('role') = 'lyss_system' or a.scope = 'organization')
  );
end
$function$;
comment on routine count_provider_users(integer, integer[]) is 'How many users, all or those of a list, may use a provider and would lose it.';
reset role;


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
  perform lyss_platform.refuse_unsealed();
  if start_date is null or not isfinite(start_date) then
    raise exception 'create_monthly_partition needs a day of the month, not %',
      coalesce(start_date::text, 'null')
      using errcode = 'datetime_field_overflow';
  end if;
  select * into v_table from lyss_platform.monthly_table(table_name);
  v_name := v_table.name || '_' || to_char(v_month, 'YYYY_MM');
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = table_name and contype = 'f' and conparentid = 0
    order by 1);

  -- first without a lock, then again with the lock that lets only one session make partitions
  v_partition := lyss_platform.partition_of_month(table_name, v_name, v_month);
  if v_partition is null then
    if pg_relation_size(v_table.default_partition) > c_few
      and lyss_platform.default_rows(table_name) > 0 then
      raise exception '% has rows of months that had no partition', v_table.default_partition
        using
          errcode = 'object_in_use',
          hint = format('select lyss_platform.move_default_rows(%L), until it is false.', table_name);
    end if;
    perform lyss_platform.lock_tables(
      table_name || v_referenced || v_table.default_partition,
      array['share update exclusive']
        || array_fill('share row exclusive'::text, array[cardinality(v_referenced)])
        || 'access exclusive'::text);
    v_partition := lyss_platform.partition_of_month(table_name, v_name, v_month);
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
      perform lyss_platform.require_movable_rows(table_name);
      if to_regclass(format('%I.%I', 'lyss_platform', v_table.name || '_default_next')) is not null then
        raise exception 'rows of % are being moved', v_table.default_partition
          using
            errcode = 'object_in_use',
            hint = format('select lyss_platform.move_default_rows(%L), until it is false.', table_name);
      end if;
      execute format('alter table %s disable trigger user', v_table.default_partition);
      v_waiting := format('%I.%I', 'lyss_platform', v_name || '_waiting');
      execute format('create table %s (like %s)', v_waiting, table_name);
      execute format(
        'with moved as (delete from %s where %I >= %L and %2$I < %4$L returning *)
         insert into %5$s select * from moved',
        v_table.default_partition, v_table.key, v_from, v_to, v_waiting);
      execute format('alter table %s enable trigger user', v_table.default_partition);
    end if;
    execute format('alter table %s force row level security', v_table.default_partition);
  end if;
  v_partition := lyss_platform.make_partition(
    p_table => table_name, p_name => v_name,
    p_comment => v_table.name || ' of ' || to_char(v_month, 'YYYY-MM'), p_from => v_from::timestamptz,
    p_to => v_to::timestamptz, p_filled => false);
  if not lyss_platform.is_distributed(table_name) then
    execute format(
      'alter table %s attach partition %s for values from (%L) to (%L)',
      table_name, v_partition, v_from, v_to);
  end if;
  if v_late then
    -- Not before it is attached: PostgreSQL checks the foreign keys of attached rows as the owner, to whom
    -- forced policies show no user and no conversation.
    execute format('alter table %s no force row level security', v_partition);
    perform lyss_platform.insert_late_rows(
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_table regclass;
  v_default regclass;
  v_months date[];
  v_there regclass[];
  v_held date[];
begin
  perform lyss_platform.refuse_unsealed();
  -- Each month is a table that plans consider; a number beyond ten years is probably a mistake.
  if coalesce(p_months_ahead, -1) not between 0 and 120 then
    raise exception 'months_ahead is %: it is from 0 to 120', coalesce(p_months_ahead::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  for v_table, v_default in
    select p.partrelid, p.partdefid
    from pg_partitioned_table as p
    join pg_class as c on c.oid = p.partrelid
    where c.relnamespace = (select to_regnamespace('lyss_platform'))
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


-- function deactivate_erased()
CREATE OR REPLACE FUNCTION deactivate_erased()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  update users as u set is_active = false where u.id = new.user_id and u.is_active;
  return null;
end
$function$;
comment on routine deactivate_erased() is 'Trigger function: a user whose erasure begins becomes inactive.';


-- function decrypt_api_key(text, text)
CREATE OR REPLACE FUNCTION decrypt_api_key(encrypted_key text, plain_key text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN (encrypted_key = public.crypt(plain_key, encrypted_key));
comment on routine decrypt_api_key(text, text) is 'Whether a secret is the one that was hashed with encrypt_api_key.';


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
    select b.from_time, b.to_time from lyss_platform.partition_bounds(p_table) as b
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
  from lyss_platform.monthly_table(p_table) as t
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
    (lyss_platform.monthly_table(p_table)).key, p_table, lyss_platform.default_condition(p_table));
end
$function$;
comment on routine default_months(regclass) is 'Internal: The months whose rows are in the default partition of a table.';
reset role;


-- function delete_each(jsonb[], regprocedure, regclass)
CREATE OR REPLACE FUNCTION delete_each(p_rows jsonb[], p_delete regprocedure, p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function delete_empty_conversations(interval, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION delete_empty_conversations(min_age interval DEFAULT '1 day'::interval, p_limit integer DEFAULT NULL::integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_fails constant boolean := job_fails('empty conversations');
begin
  perform require_system();
  perform await_turn_to_erase();
  perform require_no_hold('empty conversations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from conversations as c
  where c.is_empty and c.created_at < statement_time() - min_age
    and not exists (select from legal_holds as h where h.user_id = c.user_id)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('empty conversations');
  return delete_each(
    array(
      select jsonb_build_object('id', c.id)
      from conversations as c
      where c.is_empty and c.created_at < statement_time() - min_age
        and not exists (select from legal_holds as h where h.user_id = c.user_id)
      order by case when v_fails then random() end
      limit p_limit),
    'delete_if_empty(jsonb)', 'conversations');
end
$function$;
comment on routine delete_empty_conversations(interval, integer) is 'Deletes conversations without messages that are older than min_age, at most p_limit or all; returns how many.';
reset role;


-- function delete_if_empty(jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION delete_if_empty(p_row jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_id constant bigint := p_row ->> 'id';
begin
  perform from conversations as c
  where c.id = v_id and c.is_empty
  for update;
  if not found then
    return false;
  end if;
  delete from conversations as c where c.id = v_id;
  if not found then
    perform refuse_kept('conversations');
  end if;
  return true;
end
$function$;
comment on routine delete_if_empty(jsonb) is 'Internal: Deletes a conversation if it still has no messages; returns whether it did.';
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  perform lyss_platform.refuse_unsealed();
  perform lyss_platform.read_on_one_connection(table_name);
  v_keep := lyss_platform.kept_by_job('retention of audit_logs');
  select * into v_table from lyss_platform.monthly_table(table_name);
  -- Asked here, as who sets a legal hold waits for no run that has nothing to drop; and again once none can be set.
  v_partitions := array(
    select e.partition from lyss_platform.expired_partitions(table_name, keep_months) as e);
  if v_table.name = 'audit_logs' and (v_keep is null or keep_months < lyss_platform.months_of(v_keep)) then
    perform lyss_platform.require_owner(
      format('drop of the audit log what is to be kept (%s)', coalesce(v_keep::text, 'all')));
  end if;
  if v_partitions = '{}' then
    return;
  end if;
  v_timeout := lyss_platform.limit_waiting();
  perform lyss_platform.await_holds();
  execute format('set local lock_timeout = %L', v_timeout);
  v_partitions := array(
    select e.partition from lyss_platform.expired_partitions(table_name, keep_months) as e);
  if v_partitions = '{}' then
    return;
  end if;
  v_close := format('%I.%I(timestamptz,timestamptz)', 'lyss_platform', 'close_' || v_table.name);
  perform lyss_platform.require_no_hold('retention of ' || v_table.name);
  if lyss_platform.is_distributed(table_name) then
    perform lyss_platform.limit_waiting();
    return query execute 'select lyss_platform.drop_on_nodes($1, $2)' using table_name, v_partitions;
    execute format('set local lock_timeout = %L', v_timeout);
    return;
  end if;
  if exists (
    select from pg_attribute where attrelid = table_name and attname = 'stamp' and not attisdropped
  ) then
    v_adjustments := to_regclass(format('%I.usage_adjustments', 'lyss_platform'));
    -- Before it locks tables, it rolls up nearly all that is left. This locks the watermark, for which only
    -- another refresh waits, no reader or writer.
    perform lyss_platform.limit_waiting();
    execute case
      when lyss_platform.current_system_reason() is not null then 'select lyss_platform.refresh_usage()'
      else 'select lyss_platform.close_usage(''infinity'', ''infinity'')' -- the owner's: only locks the watermark
    end;
    execute format('set local lock_timeout = %L', v_timeout);
  end if;
  if to_regprocedure(v_close) is not null then
    for v_bounds in
      select b.from_time, b.to_time from lyss_platform.partition_bounds(table_name) as b
      where b.partition = any (v_partitions)
      order by b.from_time
    loop
      execute format('select %s($1, $2)', v_close::regprocedure::regproc)
        using v_bounds.from_time, v_bounds.to_time;
    end loop;
  end if;
  perform lyss_platform.lock_tables(
    array[table_name, v_table.default_partition, v_adjustments] || v_partitions,
    array['access exclusive', 'access exclusive', 'share row exclusive']
      || array_fill('access exclusive'::text, array[cardinality(v_partitions)]));
  foreach v_partition in array v_partitions loop
    if v_adjustments is not null then
      execute 'select lyss_platform.roll_up_partition($1)' using v_partition;
    end if;
    v_bytes := pg_total_relation_size(v_partition);
    v_name := (select relname from pg_class where oid = v_partition);
    return next v_name;
    perform lyss_platform.record_dropped_partition(v_table.name, v_name, v_bytes);
    execute format('drop table %s', v_partition);
  end loop;
end
$function$;
comment on routine drop_expired_partitions(regclass, integer) is 'Drops the partitions that expired_partitions lists; returns their names.';


-- function drop_scope_key(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION drop_scope_key(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function encrypt_api_key(text)
CREATE OR REPLACE FUNCTION encrypt_api_key(api_key text)
 RETURNS text
 LANGUAGE sql
 PARALLEL SAFE STRICT
RETURN public.crypt(api_key, public.gen_salt('bf'::text, 10));
comment on routine encrypt_api_key(text) is 'Salted bcrypt hash of a secret; the secret cannot be recovered from it.';


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


-- function end_graduation_pass()
CREATE OR REPLACE FUNCTION end_graduation_pass()
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  update graduations as g
  set
    pass = g.pass + 1,
    since_xid = g.next_xid,
    next_xid = greatest(g.next_xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint),
    progress = '{}'
$function$;
comment on routine end_graduation_pass() is 'Internal: Ends a pass and begins the next.';


-- function end_legal_hold(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION end_legal_hold(p_user_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_system();
  delete from legal_holds as h where h.user_id = p_user_id;
  return found;
end
$function$;
comment on routine end_legal_hold(integer) is 'Ends a legal hold on a user; false if there is none.';
reset role;


-- function end_model_price(text, text, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION end_model_price(p_provider_type text, p_model text, p_from timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := lock_model_prices(p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_changed boolean;
begin
  perform require_admin();
  if v_from < v_now then
    raise exception 'a price does not end in the past'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_to',
        hint = 'End it now';
  end if;
  delete from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from = v_from;
  v_changed := found;
  update model_prices as p set effective_to = v_from
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  return v_changed or found;
end
$function$;
comment on routine end_model_price(text, text, timestamp with time zone) is 'Ends the price that is in effect at an instant, null for now; false if there is none.';
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
  select * into v_table from lyss_platform.monthly_table(p_table);
  v_next := to_regclass(format('%I.%I', 'lyss_platform', v_table.name || '_default_next'));
  v_referenced := array(
    select distinct confrelid::regclass from pg_constraint
    where conrelid = p_table and contype = 'f' and conparentid = 0
    order by 1);
  v_partitions := array(
    select to_regclass(format('%I.%I', 'lyss_platform', v_table.name || to_char(m, '_YYYY_MM')))
    from unnest(p_months) as m);
  -- Autovacuum counts each month anew, and never the table as a whole. Before any lock that others need: the row of
  -- the job may be locked.
  perform lyss_platform.make_due('statistics of ' || v_table.name);
  perform lyss_platform.lock_tables(
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
    perform lyss_platform.end_filling(v_partition);
  end loop;
  execute format('alter table %s rename to %I', v_next, v_table.name || '_default');
  execute format('comment on table %s is %L', v_next, v_comment);
  execute format('alter table %s attach partition %s default', p_table, v_next);
  perform lyss_platform.end_filling(v_next);
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


-- function ending_transactions(pg_snapshot)
set role lyss_definer;
CREATE OR REPLACE FUNCTION ending_transactions(p_now pg_snapshot)
 RETURNS SETOF bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function enter_scope_key(text, bytea)
set role lyss_definer;
CREATE OR REPLACE FUNCTION enter_scope_key(p_name text, p_key bytea)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  select '00000000-0000-0000-0000-000000000000'::uuid
$function$;
comment on routine entry_chain(audit_logs) is 'Internal: The chain of seals that an entry of the audit log is in: PLATFORM has one.';


-- function entry_digest(audit_logs, bigint)
CREATE OR REPLACE FUNCTION entry_digest(p_entry audit_logs, p_from_stamp bigint)
 RETURNS bytea
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_left bigint := p_limit;
  v_table record;
begin
  for v_table in
    with recursive points_at (child, parent) as (
      select c.conrelid, c.confrelid from pg_constraint as c
      where c.contype = 'f' and c.conparentid = 0 and c.conrelid <> c.confrelid
        and c.connamespace = to_regnamespace('lyss_platform')
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
          where has_column_privilege(format('%I.%I', 'lyss_platform', t.table_name), r.key, 'select')
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
          where r.child = to_regclass(format('%I.%I', 'lyss_platform', t.table_name)))
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function erase_user(integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION erase_user(p_user_id integer, p_limit integer DEFAULT 1000)
 RETURNS SETOF erasures
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_counts jsonb;
  v_requested_at timestamptz;
  v_awaited text[];
  v_step record;
begin
  perform require_system();
  perform require_limit(p_limit);
  perform from users as u where u.id = p_user_id;
  if not found then
    raise exception 'there is no user %', p_user_id using errcode = 'no_data_found';
  end if;
  perform await_turn_to_erase();
  perform refuse_held(p_user_id);
  insert into erasures as e (user_id, reason)
  values (p_user_id, current_system_reason())
  on conflict (user_id) do update
  set
    reason = case when e.erased_at is null then e.reason else excluded.reason end,
    requested_at = case when e.erased_at is null then e.requested_at else excluded.requested_at end,
    counts = case when e.erased_at is null then e.counts else '{}' end,
    erased_at = null
  returning e.counts, e.requested_at, e.awaits into v_counts, v_requested_at, v_awaited;
  select * into v_step from erase_step(
    p_tenant => 'true', p_person => p_user_id::text, p_requested_at => v_requested_at,
    p_counts => v_counts, p_awaited => v_awaited, p_limit => p_limit);
  if v_step.is_done then
    perform write_entry(
      p_action => 'erase_user', p_resource_type => 'users', p_id_column => 'id',
      p_row => jsonb_build_object('id', p_user_id), p_changes => jsonb_build_object('counts', v_step.counts));
  end if;
  return query
    update erasures as e
    set
      counts = v_step.counts,
      erased_at = case when v_step.is_done then greatest(statement_time(), e.requested_at) end,
      awaits = v_step.awaits,
      failed_at = null,
      error = null
    where e.user_id = p_user_id
    returning e.*;
end
$function$;
comment on routine erase_user(integer, integer) is 'Erases at most p_limit rows about a user, and returns what was erased so far; erased_at is null while something is left, or while it awaits transactions.';
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
    where t.relnamespace = to_regnamespace('lyss_platform') and t.relkind in ('r', 'p') and not t.relispartition
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


-- function expire_later()
CREATE OR REPLACE FUNCTION expire_later()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if new.expires_at <= statement_time()
    and (tg_op = 'INSERT' or new.expires_at is distinct from old.expires_at)
  then
    raise exception
      'expires_at is %, which is over: give it a time to come, or none; or delete the conversation',
      new.expires_at
      using errcode = 'check_violation', constraint = 'conversations_expires_at';
  end if;
  return new;
end
$function$;
comment on routine expire_later() is 'Trigger function: refuses a time of expiry that has passed.';


-- function expired_months(regclass, integer)
CREATE OR REPLACE FUNCTION expired_months(table_name regclass, keep_months integer)
 RETURNS TABLE(partition regclass, from_time timestamp with time zone, to_time timestamp with time zone, bytes bigint, legal_hold text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_reads_itself constant boolean :=
    lyss_platform.is_distributed(table_name) and pg_has_role(current_user, 'lyss_definer', 'usage');
begin
  if keep_months is null or keep_months not between 1 and 24000 then
    raise exception 'keep_months is %; 1 to 24000 months are kept', coalesce(keep_months::text, 'null')
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform lyss_platform.monthly_table(table_name);
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
          select r.subject, r.held from lyss_platform.held_rows(table_name, b.from_time, b.to_time) as r
          where not v_reads_itself
          union all
          select r.subject, r.held from lyss_platform.count_held_rows(table_name, b.from_time, b.to_time) as r
          where v_reads_itself
        ) as h
      ), 'needed by ' || lyss_platform.dependents(b.partition))
    from lyss_platform.partition_bounds(table_name) as b
    join pg_class as c on c.oid = b.partition
    where c.relname ~ '_\d{4}_\d{2}$'
      and b.to_time <= (
        date_trunc('month', lyss_platform.statement_time() at time zone 'UTC')
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
    from lyss_platform.expired_months(table_name, keep_months) as e
    where e.legal_hold is null;
end
$function$;
comment on routine expired_partitions(regclass, integer) is 'The partitions that drop_expired_partitions would drop: a dry run.';


-- function explain_provider_access(integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION explain_provider_access(p_user_id integer, p_provider_id integer)
 RETURNS TABLE(granted boolean, reason text, distribution_id integer, distributed_by integer)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_me constant integer :=
    case current_setting('role') when 'authenticated_users' then lyss_platform.current_user_id() else 0 end;
  v_why record;
begin
  v_why := lyss_platform.explained_access(
    p_user_id => p_user_id,
    p_provider_id => p_provider_id,
    p_me => v_me,
    p_is_admin => v_me <> 0 and lyss_platform.current_user_is_admin(),
    p_is_system => current_setting('role') = 'lyss_system' and lyss_platform.current_system_reason() is not null);
  granted := v_why.granted;
  reason := v_why.reason;
  distribution_id := v_why.distribution_id;
  distributed_by := v_why.distributed_by;
  return next;
end
$function$;
comment on routine explain_provider_access(integer, integer) is 'Why the user may use the provider, or why not: one row.';
reset role;


-- function explain_provider_access_at(integer, integer, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION explain_provider_access_at(p_user_id integer, p_provider_id integer, p_at timestamp with time zone)
 RETURNS TABLE(granted boolean, reason text, distribution_id integer, distributed_by integer)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_me constant integer :=
    case current_setting('role') when 'authenticated_users' then current_user_id() else 0 end;
  v_admin constant boolean := v_me <> 0 and current_user_is_admin();
  v_system constant boolean :=
    current_setting('role') = 'lyss_system' and current_system_reason() is not null;
begin
  return query
  select
    a.user_id is not null and p.id is not null,
    case
      when u.id is null then 'user_not_found'
      when p.id is null then 'provider_not_found'
      when a.distribution_id is not null then 'distributed'
      when a.user_id is not null then 'owner'
      when not exists (
        select from access_periods as t
        where t.kind = 'user' and t.id = u.id and t.active_from <= p_at and p_at < t.active_until
      ) then 'user_inactive'
      when not exists (
        select from access_periods as t
        where t.kind = 'provider' and t.id = p.id and t.active_from <= p_at and p_at < t.active_until
      ) then 'provider_inactive'
      when p.scope = 'personal' then 'not_owner'
      when l.ended_at is not null then 'distribution_revoked'
      when l.id is not null then 'distribution_ended'
      when d.valid_from > p_at and d.distributed_at <= p_at then 'distribution_not_begun'
      else 'not_distributed'
    end,
    coalesce(a.distribution_id, case when l.id is not null then d.id end),
    coalesce(a.distributed_by, l.ended_by, l.begun_by)
  from (values (v_system or v_admin or p_user_id = v_me)) as caller (sees_user)
  left join users as u on u.id = p_user_id and u.created_at <= p_at and caller.sees_user
  left join provider_access_at(p_at) as a
    on a.user_id = p_user_id and a.provider_id = p_provider_id and caller.sees_user
  left join provider_distributions as d
    on d.provider_id = p_provider_id and d.user_id = p_user_id and caller.sees_user
  left join lateral (
    select t.*
    from access_periods as t
    where t.kind = 'distribution' and t.id = d.id and t.active_from <= p_at
    order by t.active_from desc
    limit 1
  ) as l on true
  left join provider_configs as p
    on p.id = p_provider_id and p.created_at <= p_at
    and case p.scope
      when 'organization' then
        v_system or v_admin or p_user_id = v_me and (d.is_active or a.user_id is not null)
      else v_system or p.created_by = v_me
    end;
end
$function$;
comment on routine explain_provider_access_at(integer, integer, timestamp with time zone) is 'Why the user could use the provider at a time, or why not: one row.';
reset role;


-- function explained_access(integer, integer, integer, boolean, boolean)
set role lyss_definer;
CREATE OR REPLACE FUNCTION explained_access(p_user_id integer, p_provider_id integer, p_me integer, p_is_admin boolean, p_is_system boolean, OUT granted boolean, OUT reason text, OUT distribution_id integer, OUT distributed_by integer)
 RETURNS record
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_active pg_catalog.bool;
  v_role pg_catalog.text;
  v_distributed pg_catalog.bool;
  v_from pg_catalog.timestamptz;
  v_until pg_catalog.timestamptz;
  v_provider_active pg_catalog.bool;
  v_scope pg_catalog.text;
  v_creator pg_catalog.int4;
begin
  granted := false;
  if p_is_system or p_is_admin or p_user_id operator(pg_catalog.=) p_me then
    select u.is_active, u.role into v_active, v_role
    from lyss_platform.users as u where u.id operator(pg_catalog.=) p_user_id;
  end if;
  if v_active is null or not v_active and not p_is_system and p_user_id operator(pg_catalog.=) p_me then
    reason := 'user_not_found';
    return;
  end if;
  select p.scope, p.is_active, p.created_by into v_scope, v_provider_active, v_creator
  from lyss_platform.provider_configs as p where p.id operator(pg_catalog.=) p_provider_id;
  if v_scope operator(pg_catalog.=) 'organization' then
    select d.id, d.distributed_by, d.is_active, d.valid_from, d.valid_until
    into distribution_id, distributed_by, v_distributed, v_from, v_until
    from lyss_platform.provider_distributions as d
    where d.user_id operator(pg_catalog.=) p_user_id and d.provider_id operator(pg_catalog.=) p_provider_id;
  end if;
  if (p_is_system
    or v_scope operator(pg_catalog.=) 'organization' and (coalesce(p_is_admin, v_role operator(pg_catalog.=) 'admin') or v_distributed)
    or v_creator operator(pg_catalog.=) p_me and v_scope operator(pg_catalog.=) 'personal') is not true
    or v_scope is null
  then
    reason := 'provider_not_found';
  elsif not v_active then
    reason := 'user_inactive';
  elsif not v_provider_active then
    reason := 'provider_inactive';
  elsif lyss_platform.usable_provider(p_user_id, p_provider_id) then
    granted := true;
    reason := case when distribution_id is null then 'owner' else 'distributed' end;
  else
    reason := case
      when v_scope operator(pg_catalog.=) 'personal' then 'not_owner'
      when not v_distributed then 'distribution_revoked'
      when v_from operator(pg_catalog.>) lyss_platform.statement_time() then 'distribution_not_begun'
      when v_until operator(pg_catalog.<=) lyss_platform.statement_time() then 'distribution_ended'
      else 'not_distributed'
    end;
  end if;
end
$function$;
comment on routine explained_access(integer, integer, integer, boolean, boolean) is 'Internal: Why the user may use the provider, or why not, as a user or system work sees it.';
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
      and not exists (select from legal_holds as h where h.user_id = e.user_id)
    order by e.failed_at nulls first, e.requested_at
  loop
    if v_erasure.failed_at is not null then
      if v_failing.user_id is null then
        v_failing := v_erasure;
      end if;
      continue when v_erasure.failed_at >= statement_time() - interval '1 hour';
    end if;
    perform await_turn_to_erase();
    perform from erasures as e
    where e.user_id = v_erasure.user_id
      and e.erased_at is null and e.failed_at is not distinct from v_erasure.failed_at
    for update skip locked;
    continue when not found;
    begin
      perform erase_user(v_erasure.user_id, p_limit);
    exception
      when query_canceled or others then
        update erasures as e set failed_at = statement_time(), error = sqlerrm
        where e.user_id = v_erasure.user_id;
    end;
    return 1;
  end loop;
  if v_failing.user_id is not null then
    raise exception 'erasing fails: user %, %', v_failing.user_id, v_failing.error
      using hint = 'The table erasures lists all that fail. Remove the cause; it is tried again each hour.';
  end if;
  return 0;
end
$function$;
comment on routine finish_erasures(integer) is 'Continues an erasure that was begun or replayed, by at most p_limit rows; returns 0 once all are done.';
reset role;


-- function finish_graduation()
CREATE OR REPLACE FUNCTION finish_graduation()
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  update graduations as g set state = 'finished', finished_at = wall_time() where g.state = 'closed'
$function$;
comment on routine finish_graduation() is 'Internal: Notes that all of the organisation was copied; from now on nothing more is copied.';


-- function first_uuid(timestamp with time zone)
CREATE OR REPLACE FUNCTION first_uuid(p_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((lpad(to_hex((LEAST(('281474976710655'::bigint)::numeric, GREATEST((0)::numeric, floor(((1000)::numeric * EXTRACT(epoch FROM p_at))))))::bigint), 12, '0'::text) || '70000000000000000000'::text))::uuid;
comment on routine first_uuid(timestamp with time zone) is 'Internal: The lowest UUID of version 7 of a time, or of the last time that one can have; ids from it on were made then or later.';


-- function forget_access_changes(interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_access_changes(p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_forgotten bigint;
begin
  perform require_system();
  if p_keep is null then
    return 0;
  end if;
  -- one statement, because the limit and the rows have to be of one snapshot
  delete from access_changes as c
  where c.stamp < least(
      pg_snapshot_xmin(pg_current_snapshot()),
      (
        select coalesce(min(k.stamp) filter (where k.changed_at >= statement_time() - p_keep), max(k.stamp))
        from access_changes as k
        where k.stamp < pg_snapshot_xmax(pg_current_snapshot())
      ))
    or c.stamp >= pg_snapshot_xmax(pg_current_snapshot());
  get diagnostics v_forgotten = row_count;
  return v_forgotten;
end
$function$;
comment on routine forget_access_changes(interval) is 'Internal: The job of changes of access: deletes those that are older than p_keep, and returns how many.';
reset role;


-- function forget_graduated(uuid[])
CREATE OR REPLACE FUNCTION forget_graduated(p_new_ids uuid[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  delete from graduated_ids as i where i.new_id = any (p_new_ids)
$function$;
comment on routine forget_graduated(uuid[]) is 'Internal: Deletes the ids of conversations that were deleted here, and by now there, too.';


-- function forget_seals(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION forget_seals(p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  from lyss_platform.scope_keys as k
  where k.name = '' and now() <= k.former_until;
  return encode(sha256(v_outer || sha256(v_inner || lyss_platform.sealed_scope())), 'hex');
end
$function$;
comment on routine former_seal() is 'Internal: The seal by the server''s previous key, in a transaction that had begun before the key was replaced; else null.';
reset role;


-- function give_graduated_ids()
CREATE OR REPLACE FUNCTION give_graduated_ids()
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  insert into graduated_ids (kind, old_id, new_id)
  select n.kind, n.id, graduated_uuid(g.tenant_id, n.kind, n.id, n.at)
  from graduations as g
  cross join (
    select 'user', u.id, u.created_at from users as u
    union all
    select k.kind, p.id, p.created_at from provider_configs as p
    join (values ('provider'), ('group')) as k (kind) on k.kind = 'provider' or p.scope = 'organization'
    union all
    select 'distribution', d.id, d.distributed_at from provider_distributions as d
    union all
    select 'conversation', c.id, c.created_at from conversations as c
  ) as n (kind, id, at)
  where not exists (select from graduated_ids as i where i.kind = n.kind and i.old_id = n.id)
$function$;
comment on routine give_graduated_ids() is 'Internal: Gives an id in the service databases to each row that has none yet.';


-- function graduated_and_gone()
CREATE OR REPLACE FUNCTION graduated_and_gone()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select i.new_id from graduated_ids as i
  where i.kind = 'conversation' and not exists (select from conversations as c where c.id = i.old_id)
$function$;
comment on routine graduated_and_gone() is 'Internal: The new ids of conversations that have one and were deleted here.';


-- function graduated_audit_kind(text)
CREATE OR REPLACE FUNCTION graduated_audit_kind(p_resource_type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_resource_type = ANY (ARRAY['users'::text, 'provider_distributions'::text, 'legal_holds'::text])) THEN 'audit_user'::text WHEN (p_resource_type = ANY (ARRAY['provider_configs'::text, 'usage_statistics'::text, 'usage_adjustments'::text])) THEN 'audit_provider'::text WHEN (p_resource_type = ANY (ARRAY['conversations'::text, 'messages'::text])) THEN 'audit_chat'::text ELSE 'audit_shared'::text END;
comment on routine graduated_audit_kind(text) is 'Internal: As which kind of rows a graduation copies entries of the audit log about a resource.';


-- function graduated_id_kind(text)
CREATE OR REPLACE FUNCTION graduated_id_kind(p_resource_type text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (p_resource_type = ANY (ARRAY['users'::text, 'legal_holds'::text])) THEN 'user'::text WHEN (p_resource_type = 'provider_configs'::text) THEN 'provider'::text WHEN (p_resource_type = 'provider_distributions'::text) THEN 'distribution'::text WHEN (p_resource_type = 'conversations'::text) THEN 'conversation'::text ELSE NULL::text END;
comment on routine graduated_id_kind(text) is 'Internal: For which kind of rows a graduation makes the id of a resource; null where entries keep the old id.';


-- function graduated_request_id(uuid, bigint, uuid, integer, timestamp with time zone)
CREATE OR REPLACE FUNCTION graduated_request_id(p_tenant_id uuid, p_old_id bigint, p_request_id uuid, p_user_id integer, p_recorded_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select case
      when p_request_id is null or exists (
        select from usage_statistics as o
        where o.request_id = p_request_id and o.user_id < p_user_id and o.recorded_at = p_recorded_at
      ) then graduated_uuid(p_tenant_id, 'usage', p_old_id, p_recorded_at)
      else p_request_id
    end
$function$;
comment on routine graduated_request_id(uuid, bigint, uuid, integer, timestamp with time zone) is 'Internal: The id of a request in the provider database: its own, or one that follows from its row.';


-- function graduated_resource_id(uuid, text, bigint)
CREATE OR REPLACE FUNCTION graduated_resource_id(p_tenant_id uuid, p_resource_type text, p_old_id bigint)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_kind constant text := graduated_id_kind(p_resource_type);
  v_at timestamptz;
begin
  case v_kind
    when 'user' then
      select u.created_at into v_at from users as u where u.id = p_old_id;
    when 'provider' then
      select p.created_at into v_at from provider_configs as p where p.id = p_old_id;
    when 'distribution' then
      select d.distributed_at into v_at from provider_distributions as d where d.id = p_old_id;
    when 'conversation' then
      select c.created_at into v_at from conversations as c where c.id = p_old_id;
    else
      null;
  end case;
  return coalesce(
    case when v_at is not null then graduated_uuid(p_tenant_id, v_kind, p_old_id, v_at) end::text, p_old_id::text);
end
$function$;
comment on routine graduated_resource_id(uuid, text, bigint) is 'Internal: The id in the services of what an entry of the audit log is about; the old one if it is gone or has none.';


-- function graduated_uuid(uuid, text, bigint, timestamp with time zone)
CREATE OR REPLACE FUNCTION graduated_uuid(p_tenant_id uuid, p_kind text, p_old_id bigint, p_at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select (
      left(t.digits, 8) || '-' || right(t.digits, 4) || '-7' || left(k.digits, 3)
      || '-8' || left(i.digits, 3) || '-' || right(i.digits, 9) || substr(k.digits, 4, 3)
    )::uuid
  from (
    select lpad(to_hex(greatest(floor(extract(epoch from p_at) * 1000), 0)::bigint), 12, '0')
  ) as t (digits)
  cross join (select right(lpad(to_hex(p_old_id), 12, '0'), 12)) as i (digits)
  cross join (
    select encode(sha256(convert_to(concat_ws(' ', p_tenant_id, p_kind), 'UTF8')), 'hex')
  ) as k (digits)
$function$;
comment on routine graduated_uuid(uuid, text, bigint, timestamp with time zone) is 'Internal: A UUID of version 7 that follows from the tenant, the kind and the id of a row; its time is the row''s.';


-- function graduating_adjustments(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_adjustments(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, usage_id uuid, number integer, usage_recorded_at timestamp with time zone, user_id uuid, requests smallint, unpriced smallint, price_id uuid, currency text, cost numeric, reason text, recorded_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    a.usage_id, g.tenant_id, k.id, a.number, uuid_time(k.id), u.new_id, a.requests, a.unpriced, a.price_id,
    coalesce(a.currency, g.currency), a.cost, a.reason, a.recorded_at
  from usage_adjustments as a
  cross join graduations as g
  cross join usage_watermark as w
  join graduated_ids as u on u.kind = 'user' and u.old_id = a.user_id
  join usage_statistics as s on s.id = a.usage_id and s.recorded_at = a.usage_recorded_at
  cross join lateral (
    select graduated_request_id(
      p_tenant_id => g.tenant_id, p_old_id => s.id, p_request_id => s.request_id, p_user_id => s.user_id,
      p_recorded_at => s.recorded_at)
  ) as k (id)
  where a.usage_id > p_after and a.usage_id <= p_until and (p_since is null or a.stamp >= w.epoch + p_since)
$function$;
comment on routine graduating_adjustments(bigint, bigint, bigint) is 'Internal: Corrections of requests with ids after the one and up to the other, written since, as rows of the provider database.';


-- function graduating_audit(text, bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_audit(p_kind text, p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, actor_id uuid, action text, resource_type text, resource_id text, changes jsonb, reason text, source text, ip_address inet, user_agent text, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    a.id, g.tenant_id, graduated_uuid(g.tenant_id, 'audit', a.id, a.created_at),
    graduated_uuid(g.tenant_id, 'user', u.id, u.created_at),
    a.action, a.resource_type, graduated_resource_id(g.tenant_id, a.resource_type, a.resource_id),
    a.changes || jsonb_build_object(
      'graduated', jsonb_strip_nulls(jsonb_build_object('id', a.id, 'resource_id', a.resource_id))),
    case jsonb_typeof(a.changes -> 'reason') when 'string' then a.changes ->> 'reason' end,
    'platform', a.ip_address, a.user_agent, a.created_at
  from audit_logs as a
  cross join graduations as g
  cross join audit_watermark as w
  left join users as u on u.id = a.user_id
  where a.id > p_after and a.id <= p_until and (p_since is null or a.seal_stamp >= w.epoch + p_since)
    and (g.state = 'copying' or a.id <= g.audit_until)
    and graduated_audit_kind(a.resource_type) = p_kind
$function$;
comment on routine graduating_audit(text, bigint, bigint, bigint) is 'Internal: Entries of the audit log with ids after the one and up to the other, written since, as entries of a service.';


-- function graduating_channels(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_channels(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, name text, status integer, config_scope text, owner_id uuid, group_id uuid, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    p.id, g.tenant_id, i.new_id, p.name, case when p.is_active then 1 else 2 end,
    case p.scope when 'personal' then 'personal' else 'group' end,
    case p.scope when 'personal' then u.new_id end, o.new_id,
    p.created_at, p.updated_at
  from provider_configs as p
  cross join graduations as g
  join graduated_ids as i on i.kind = 'provider' and i.old_id = p.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = p.created_by
  left join graduated_ids as o on o.kind = 'group' and o.old_id = p.id and p.scope = 'organization'
$function$;
comment on routine graduating_channels(bigint, bigint, bigint) is 'Internal: Providers as rows of the provider database, without what the host decides; always all of them.';


-- function graduating_conversations(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_conversations(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, user_id uuid, title text, provider_channel_id uuid, message_count bigint, greatest_message_id uuid, last_active_at timestamp with time zone, expires_at timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    c.id, g.tenant_id, i.new_id, u.new_id, c.title, p.new_id, c.message_count, c.greatest_idempotency_key,
    c.last_active_at, c.expires_at, c.created_at, c.updated_at
  from conversations as c
  cross join graduations as g
  join graduated_ids as i on i.kind = 'conversation' and i.old_id = c.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = c.user_id
  join graduated_ids as p on p.kind = 'provider' and p.old_id = c.provider_id
  where c.id > p_after and c.id <= p_until and (p_since is null or row_xid(c.xmin) >= p_since)
$function$;
comment on routine graduating_conversations(bigint, bigint, bigint) is 'Internal: Conversations with ids after the one and up to the other, written since, as rows of the chat database.';


-- function graduating_groups(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_groups(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, name text, created_by uuid, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select p.id, g.tenant_id, i.new_id, p.name, u.new_id, p.created_at, p.updated_at
  from provider_configs as p
  cross join graduations as g
  join graduated_ids as i on i.kind = 'group' and i.old_id = p.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = p.created_by
  where p.scope = 'organization'
$function$;
comment on routine graduating_groups(bigint, bigint, bigint) is 'Internal: A group for each organization provider, as rows of the user database; always all of them.';


-- function graduating_holds(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_holds(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, subject_id uuid, reason text, held_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select h.user_id, g.tenant_id, i.new_id, h.reason, h.held_at
  from legal_holds as h
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = h.user_id
$function$;
comment on routine graduating_holds(bigint, bigint, bigint) is 'Internal: Legal holds, as each service database has them; always all of them.';


-- function graduating_known_users(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_known_users(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, user_id uuid, status text, changed_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select u.id, g.tenant_id, i.new_id, 'inactive', u.updated_at
  from users as u
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = u.id
  where not u.is_active
$function$;
comment on routine graduating_known_users(bigint, bigint, bigint) is 'Internal: Inactive users, as the provider database knows of them; always all of them.';


-- function graduating_last(text)
CREATE OR REPLACE FUNCTION graduating_last(p_kind text)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return case p_kind
    when 'usage' then (select max(s.id) from usage_statistics as s)
    when 'adjustments' then (select max(a.usage_id) from usage_adjustments as a)
    when 'conversations' then (select max(c.id) from conversations as c)
    when 'messages' then (select max(c.id) from conversations as c)
    else (select max(a.id) from audit_logs as a)
  end;
end
$function$;
comment on routine graduating_last(text) is 'Internal: The last present id of conversations, messages (by conversation), usage, adjustments or the audit log; null for none.';


-- function graduating_members(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_members(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, group_id uuid, user_id uuid, role text, joined_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select d.id, g.tenant_id, i.new_id, p.new_id, u.new_id, 'member', d.distributed_at
  from provider_distributions as d
  cross join graduations as g
  join graduated_ids as i on i.kind = 'distribution' and i.old_id = d.id
  join graduated_ids as p on p.kind = 'group' and p.old_id = d.provider_id
  join graduated_ids as u on u.kind = 'user' and u.old_id = d.user_id
  where distribution_is_open(d.is_active, d.valid_from, d.valid_until)
$function$;
comment on routine graduating_members(bigint, bigint, bigint) is 'Internal: Distributions that give access now, as memberships of the user database; always all of them.';


-- function graduating_messages(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_messages(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, conversation_id uuid, user_id uuid, sequence bigint, role text, content text, metadata jsonb, imported_at timestamp with time zone, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    c.id, g.tenant_id, m.idempotency_key, i.new_id, u.new_id, m.sequence, m.role,
    case m.content when '' then ' ' else m.content end, m.metadata, m.imported_at, m.created_at
  from conversations as c
  cross join graduations as g
  join graduated_ids as i on i.kind = 'conversation' and i.old_id = c.id
  join graduated_ids as u on u.kind = 'user' and u.old_id = c.user_id
  -- The times of the conversation bound the months that are read.
  join messages as m on m.conversation_id = c.id and m.created_at between c.created_at and c.last_active_at
  where c.id > p_after and c.id <= p_until and (p_since is null or row_xid(c.xmin) >= p_since)
$function$;
comment on routine graduating_messages(bigint, bigint, bigint) is 'Internal: Messages of conversations with ids after the one and up to the other, written since, as rows of the chat database.';


-- function graduating_months(text, bigint)
CREATE OR REPLACE FUNCTION graduating_months(p_kind text, p_since bigint)
 RETURNS SETOF date
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select generate_series(
      date_trunc('month', r.first_at at time zone 'UTC'),
      date_trunc('month', r.last_at at time zone 'UTC'),
      interval '1 month')::date
  from (
    select min(c.created_at) as first_at, max(c.last_active_at) as last_at from conversations as c
    where p_kind = 'messages' and c.message_count > 0 and (p_since is null or row_xid(c.xmin) >= p_since)
    union all
    select min(s.recorded_at), max(s.recorded_at) from usage_statistics as s
    cross join usage_watermark as w
    where p_kind = 'usage' and (p_since is null or s.stamp >= w.epoch + p_since)
    union all
    select min(a.created_at), max(a.created_at) from audit_logs as a
    cross join audit_watermark as w
    where graduated_audit_kind(a.resource_type) = p_kind
      and (p_since is null or a.seal_stamp >= w.epoch + p_since)
  ) as r
  where r.first_at is not null
$function$;
comment on routine graduating_months(text, bigint) is 'Internal: The first days of the months of messages, usage or entries of the audit log, written since.';


-- function graduating_price_lists(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_price_lists(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id uuid, tenant_id uuid, provider_type text, model text, changed_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select g.tenant_id, g.tenant_id, p.provider_type, p.model, max(p.updated_at)
  from graduations as g
  cross join lateral graduating_prices_of(g.tenant_id, g.provider_kinds) as p
  group by g.tenant_id, p.provider_type, p.model
$function$;
comment on routine graduating_price_lists(bigint, bigint, bigint) is 'Internal: When the prices of each model were last changed, as the shared and the provider database have it; always all of them.';


-- function graduating_prices(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_prices(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id uuid, tenant_id uuid, id uuid, provider_type text, model text, currency text, unit_prices jsonb, effective_from timestamp with time zone, effective_to timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select p.* from graduations as g cross join lateral graduating_prices_of(g.tenant_id, g.provider_kinds) as p
$function$;
comment on routine graduating_prices(bigint, bigint, bigint) is 'Internal: Prices as the tenant''s own, as the shared and the provider database have them; always all of them.';


-- function graduating_prices_of(uuid, jsonb)
CREATE OR REPLACE FUNCTION graduating_prices_of(p_tenant_id uuid, p_kinds jsonb)
 RETURNS TABLE(old_id uuid, tenant_id uuid, id uuid, provider_type text, model text, currency text, unit_prices jsonb, effective_from timestamp with time zone, effective_to timestamp with time zone, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    k.id, p_tenant_id,
    case k.number
      when 1 then k.id
      else (left(k.id::text, 19) || '8' || left(k.hash, 3) || '-' || substr(k.hash, 4, 12))::uuid
    end,
    k.name, k.model, k.currency, k.unit_prices, k.effective_from, k.effective_to, k.created_at, k.updated_at
  from (
    select
      p.*, n.name, n.number, md5(p.id::text || n.name) as hash,
      max(p.provider_type) over (partition by n.name, p.model) as kept
    from model_prices as p
    cross join lateral jsonb_array_elements_text(
      coalesce(p_kinds -> p.provider_type::text, jsonb_build_array(p.provider_type))
    ) with ordinality as n (name, number)
    where p_kinds is not null
  ) as k
  where k.provider_type = k.kept
$function$;
comment on routine graduating_prices_of(uuid, jsonb) is 'Internal: Prices as those of a tenant, under the kinds of providers that the kinds here become.';


-- function graduating_until(text, bigint, integer, bigint)
CREATE OR REPLACE FUNCTION graduating_until(p_kind text, p_after bigint, p_limit integer, p_since bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return case p_kind
    when 'conversations' then (
      select max(b.id) from (
        select c.id from conversations as c
        where c.id > p_after and (p_since is null or row_xid(c.xmin) >= p_since)
        order by c.id
        limit p_limit
      ) as b
    )
    when 'messages' then (
      select max(b.id) from (
        select c.id, sum(c.message_count) over (order by c.id) - c.message_count as before
        from (
          select c.id, c.message_count from conversations as c
          where c.id > p_after and (p_since is null or row_xid(c.xmin) >= p_since) and c.message_count > 0
          order by c.id
          limit p_limit
        ) as c
      ) as b
      where b.before < p_limit
    )
    when 'usage' then (
      select max(b.id) from (
        select s.id from usage_statistics as s
        cross join usage_watermark as w
        where s.id > p_after and (p_since is null or s.stamp >= w.epoch + p_since)
        order by s.id
        limit p_limit
      ) as b
    )
    when 'adjustments' then (
      select max(b.usage_id) from (
        select a.usage_id from usage_adjustments as a
        cross join usage_watermark as w
        where a.usage_id > p_after and (p_since is null or a.stamp >= w.epoch + p_since)
        order by a.usage_id
        limit p_limit
      ) as b
    )
    else (
      select max(b.id) from (
        select a.id from audit_logs as a
        cross join audit_watermark as w
        where a.id > p_after and (p_since is null or a.seal_stamp >= w.epoch + p_since)
          and graduated_audit_kind(a.resource_type) = p_kind
        order by a.id
        limit p_limit
      ) as b
    )
  end;
end
$function$;
comment on routine graduating_until(text, bigint, integer, bigint) is 'Internal: The id at which a batch of conversations, messages, usage, adjustments or entries of the audit log ends; null if none is left.';


-- function graduating_usage(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_usage(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, user_id uuid, channel_id uuid, conversation_id uuid, provider_type text, model text, outcome text, counts jsonb, prompt_tokens bigint, completion_tokens bigint, amount bigint, price_id uuid, currency text, cost numeric, time_to_first_token_ms integer, duration_ms integer, tags jsonb, recorded_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    s.id, g.tenant_id, k.id, u.new_id, p.new_id, c.new_id, o.provider_type, coalesce(s.model, 'unknown'), s.outcome,
    s.counts, case s.counts when '{}' then s.tokens_used else t.prompt_tokens end, t.completion_tokens, 0, s.price_id,
    case when s.cost is not null then coalesce(s.currency, g.currency) end, s.cost,
    s.time_to_first_token_ms, s.duration_ms, s.tags, uuid_time(k.id)
  from usage_statistics as s
  cross join graduations as g
  cross join usage_watermark as w
  join graduated_ids as u on u.kind = 'user' and u.old_id = s.user_id
  join graduated_ids as p on p.kind = 'provider' and p.old_id = s.provider_id
  join provider_configs as o on o.id = s.provider_id
  left join graduated_ids as c on c.kind = 'conversation' and c.old_id = s.conversation_id
  cross join lateral token_totals(s.counts) as t
  cross join lateral (
    select graduated_request_id(
      p_tenant_id => g.tenant_id, p_old_id => s.id, p_request_id => s.request_id, p_user_id => s.user_id,
      p_recorded_at => s.recorded_at)
  ) as k (id)
  where s.id > p_after and s.id <= p_until and (p_since is null or s.stamp >= w.epoch + p_since)
$function$;
comment on routine graduating_usage(bigint, bigint, bigint) is 'Internal: Requests with ids after the one and up to the other, written since, as rows of the provider database.';


-- function graduating_users(bigint, bigint, bigint)
CREATE OR REPLACE FUNCTION graduating_users(p_after bigint, p_until bigint, p_since bigint)
 RETURNS TABLE(old_id bigint, tenant_id uuid, id uuid, email text, username text, password_hash text, status text, role text, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select
    u.id, g.tenant_id, i.new_id, u.email, u.username, u.hashed_password,
    case when u.is_active then 'active' else 'inactive' end,
    case u.role when 'admin' then 'tenant_admin' else 'end_user' end,
    u.created_at, u.updated_at
  from users as u
  cross join graduations as g
  join graduated_ids as i on i.kind = 'user' and i.old_id = u.id
$function$;
comment on routine graduating_users(bigint, bigint, bigint) is 'Internal: Users as rows of the user database; always all of them.';


-- function graduation_gaps()
CREATE OR REPLACE FUNCTION graduation_gaps()
 RETURNS TABLE(what text, rows bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select g.what, g.rows
  from (
    select 'distributions that begin later: add their users to the group then', count(*) from provider_distributions
    where is_active and valid_from > statement_time()
    union all
    select 'distributions with an end: take their users out of the group then', count(*) from provider_distributions
    where is_active and valid_from <= statement_time() and valid_until > statement_time()
    union all
    select 'distributions that are over: they stay here', count(*) from provider_distributions
    where not is_active or valid_until <= statement_time()
    union all
    select 'conversations with metadata: it stays here', count(*) from conversations where metadata <> '{}'
    union all
    select 'conversations that were imported under a key: import them there under their new id', count(*)
    from conversations where idempotency_key is not null
    union all
    select 'messages without a text: a space stands for it', count(*) from messages where content = ''
    union all
    select 'requests without an id: they are given one, and a time to the millisecond', count(*)
    from usage_statistics where request_id is null
    union all
    select 'requests without a model: it is called unknown', count(*) from usage_statistics where model is null
    union all
    select 'requests with a cost and no currency: it is the organisation''s', count(*)
    from usage_statistics where cost is not null and currency is null
    union all
    select 'seals of the audit log: they stay here, with the original entries', count(*) from audit_seals
    union all
    select 'entries of the audit log about what is not copied: they have the old id', count(*) from audit_logs
    where resource_id is not null and graduated_id_kind(resource_type) is null
    union all
    select 'periods of access: they stay here', count(*) from access_periods
    union all
    select 'erasures: that somebody was erased stays on record here', count(*) from erasures
  ) as g (what, rows)
  where g.rows > 0
$function$;
comment on routine graduation_gaps() is 'Internal: Which kinds of rows have no counterpart in the service databases or another form there, and how many rows these are.';


-- function graduation_plan()
CREATE OR REPLACE FUNCTION graduation_plan()
 RETURNS TABLE(kind text, rows bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select 'users', count(*) from users
  union all
  select 'groups', count(*) from provider_configs where scope = 'organization'
  union all
  select 'members', count(*) from provider_distributions as d
  where distribution_is_open(d.is_active, d.valid_from, d.valid_until)
  union all
  select 'known_users', count(*) from users where not is_active
  union all
  select 'holds', count(*) from legal_holds
  union all
  select 'channels', count(*) from provider_configs
  union all
  select 'conversations', count(*) from conversations
  union all
  select 'messages', count(*) from messages
  union all
  select 'usage', count(*) from usage_statistics
  union all
  select 'adjustments', count(*) from usage_adjustments
  union all
  select 'prices', count(*) from graduating_prices(null, null, null)
  union all
  select 'price_lists', count(*) from graduating_price_lists(null, null, null)
  union all
  select k.kind, count(a.id)
  from unnest(array['audit_user', 'audit_provider', 'audit_chat', 'audit_shared']) as k (kind)
  left join graduations as g on true
  left join audit_logs as a on graduated_audit_kind(a.resource_type) = k.kind
    and (g.state is null or g.state = 'copying' or a.id <= g.audit_until)
  group by k.kind
$function$;
comment on routine graduation_plan() is 'Internal: How many rows of each kind a graduation copies.';


-- function has_content(text, jsonb)
CREATE OR REPLACE FUNCTION has_content(p_content text, p_metadata jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE
AS $function$
begin
  return lyss_platform.not_blank(p_content)
    or pg_catalog.jsonb_path_exists(
      p_metadata, 'strict $.keyvalue() ? (
        (@.key == "attachments" || @.key == "files" || @.key == "parts" || @.key == "tool_calls")
        && @.value.type() == "array" && @.value.size() > 0
      )', silent => true);
end
$function$;
comment on routine has_content(text, jsonb) is 'Internal: Whether a message has a visible text, or attachments, files, parts or tool calls in its metadata.';


-- function has_not_expired(timestamp with time zone)
CREATE OR REPLACE FUNCTION has_not_expired(p_expires_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN ((p_expires_at IS NULL) OR (p_expires_at > statement_time()));
comment on routine has_not_expired(timestamp with time zone) is 'Whether the owner still sees a conversation that expires at this time; null for never.';


-- function is_search_text(text)
CREATE OR REPLACE FUNCTION is_search_text(p_content text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((length(p_content) <= 40000) AND (p_content !~ '[^\u0001-\u007f\u2018-\u201d\u2026\u3001\u3002\u4e00-\u9fff\uff01\uff0c\uff1a\uff1b\uff1f]'::text));
comment on routine is_search_text(text) is 'Internal: Whether a text is as search_text would give it, in all that a search for runs compares.';


-- function has_runs(text, text[])
CREATE OR REPLACE FUNCTION has_runs(p_content text, p_runs text[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN ((p_runs = '{}'::text[]) OR CASE WHEN ((cardinality(p_runs) = 1) AND is_search_text(p_content)) THEN (strpos(p_content, (p_runs)[1]) > 0) ELSE contains_runs(p_content, p_runs) END);
comment on routine has_runs(text, text[]) is 'Internal: Whether the content has every one of the runs of search_runs, if there are any.';


-- function held_rows(regclass, timestamp with time zone, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION held_rows(p_table regclass, p_from timestamp with time zone, p_to timestamp with time zone)
 RETURNS TABLE(subject text, held bigint)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return query
    select 'the user ' || h.user_id, 'true', h.user_id::text
    from legal_holds as h
    order by h.user_id;
end
$function$;
comment on routine held_subjects() is 'Internal: Who is under legal hold, and the conditions of their rows.';


-- function hold_job(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION hold_job(p_name text, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function import_messages(integer, new_conversation, uuid[], text[], text[], jsonb[], timestamp with time zone[])
CREATE OR REPLACE FUNCTION import_messages(p_user_id integer, p_conversation new_conversation, p_idempotency_keys uuid[], p_roles text[], p_contents text[], p_each_metadata jsonb[], p_created_at timestamp with time zone[])
 RETURNS SETOF conversations
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_id bigint;
begin
  if p_conversation.idempotency_key is null then
    raise exception 'idempotency_key is null: give the conversation one that is the same each time'
      using errcode = 'check_violation', constraint = 'conversations_idempotency_key';
  end if;
  select c.id into v_id from conversations as c
  where c.user_id = p_user_id and c.idempotency_key = p_conversation.idempotency_key;
  if not found then
    insert into conversations (user_id, idempotency_key, provider_id, title, metadata, expires_at)
    values (p_user_id, p_conversation.idempotency_key, p_conversation.provider_id, p_conversation.title, p_conversation.metadata, p_conversation.expires_at)
    on conflict do nothing;
    select c.id into v_id from conversations as c
    where c.user_id = p_user_id and c.idempotency_key = p_conversation.idempotency_key;
    if not found then
      raise exception 'the conversation of the key % has expired: import it under another',
        p_conversation.idempotency_key
        using errcode = 'check_violation', constraint = 'conversations_expires_at';
    end if;
  end if;
  perform append_messages(
    p_conversation_id => v_id, p_idempotency_keys => p_idempotency_keys, p_roles => p_roles,
    p_contents => p_contents, p_metadata => p_each_metadata, p_created_at => p_created_at);
  return query select c.* from conversations as c where c.id = v_id;
end
$function$;
comment on routine import_messages(integer, new_conversation, uuid[], text[], text[], jsonb[], timestamp with time zone[]) is 'Opens a conversation unless it exists, appends messages that were written elsewhere with their times, and returns the conversation.';


-- function insert_late_rows(text, regclass)
CREATE OR REPLACE FUNCTION insert_late_rows(p_insert text, p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  v_before constant text := current_setting('lock_timeout');
begin
  execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_platform.moment()) * 1000));
  execute p_insert;
  execute format('set local lock_timeout = %L', v_before);
exception
  when lock_not_available then
    raise exception 'rows that those of % refer to are locked: %', p_table, coalesce(
      lyss_platform.row_lockers(array(
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


-- function is_repeated_append(uuid[], integer, uuid, text)
CREATE OR REPLACE FUNCTION is_repeated_append(p_ids uuid[], p_stored integer, p_other uuid, p_constraint text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
declare
  v_added constant integer := cardinality(p_ids);
begin
  if p_other is not null then
    raise exception 'message % is stored already, and says something else', p_other
      using errcode = 'unique_violation', constraint = p_constraint;
  elsif v_added > 1 and (select count(distinct i.id) from unnest(p_ids) as i (id)) < v_added then
    raise exception 'some of these % messages have the same id', v_added
      using errcode = 'unique_violation', constraint = p_constraint;
  elsif p_stored between 1 and v_added - 1 then
    raise exception '% of these % messages are there already', p_stored, v_added
      using errcode = 'unique_violation', constraint = p_constraint;
  end if;
  return p_stored > 0;
end
$function$;
comment on routine is_repeated_append(uuid[], integer, uuid, text) is 'Internal: Whether all messages of a call are stored already; refuses them if only some are, or if one has other content.';


-- function is_reserved_action(text)
CREATE OR REPLACE FUNCTION is_reserved_action(p_action text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (SELECT ((a.bare ~ '^row_'::text) OR ((length(a.bare) > 2) AND (EXISTS (SELECT FROM unnest(ARRAY['row_insert'::text, 'row_update'::text, 'row_delete'::text, 'read_secret'::text, 'drop_partition'::text, 'erase_user'::text, 'export_user'::text, 'export_tenant'::text, 'import_tenant'::text]) w(word) WHERE (a.folded ~ (('^'::text || regexp_replace(w.word, '(.)'::text, '[^a-z0-9_]*(\1|[^ -~])'::text, 'g'::text)) || '[^a-z0-9_]*$'::text)))))) FROM (SELECT f.folded, regexp_replace(f.folded, '[^a-z0-9_]'::text, ''::text, 'g'::text) AS bare FROM (SELECT fold_case(NORMALIZE("left"(is_reserved_action.p_action, 101), NFKC)) AS folded) f) a);
comment on routine is_reserved_action(text) is 'Internal: Whether an action is one of entries that the database itself makes, or reads like it.';


-- function job_fails(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION job_fails(p_job text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform refuse_unsealed();
  return exists (select from jobs as j where j.name = p_job and j.failures > 0);
end
$function$;
comment on routine job_fails(text) is 'Internal: Whether a job failed when it last ran.';
reset role;


-- function keep_access_periods()
set role lyss_definer;
CREATE OR REPLACE FUNCTION keep_access_periods()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_new constant jsonb := to_jsonb(new);
  v_old constant jsonb := case tg_op when 'UPDATE' then to_jsonb(old) end;
  v_from timestamptz := coalesce((v_new ->> 'valid_from')::timestamptz,
    case tg_op when 'INSERT' then (v_new ->> 'created_at')::timestamptz else v_now end);
  v_until constant timestamptz := coalesce((v_new ->> 'valid_until')::timestamptz, 'infinity');
  v_by constant integer :=
    coalesce((v_new ->> 'distributed_by')::integer, nullif(current_user_id(), 0));
  v_open access_periods;
begin
  -- the period that is not over yet
  select p.* into v_open
  from access_periods as p
  where p.kind = tg_argv[0] and p.id = new.id and p.active_until > v_now
    and p.active_from < p.active_until
  order by p.active_from desc
  limit 1;
  if v_open.id is null then
    if new.is_active and v_until > v_now then
      insert into access_periods (kind, id, active_from, active_until, begun_by)
      values (tg_argv[0], new.id, v_from, v_until, v_by)
      on conflict on constraint access_periods_kind_id_active_from_pk
      do update set active_until = excluded.active_until, ended_at = null, ended_by = null;
    end if;
    return null;
  end if;
  update access_periods as p
  set
    active_from = case
      when new.is_active and v_open.active_from > v_now then v_from
      else v_open.active_from
    end,
    active_until = case
      when new.is_active then v_until
      else greatest(v_open.active_from, least(v_open.active_until, v_now))
    end,
    ended_at = case when not new.is_active then v_now end,
    ended_by = case when not new.is_active then v_by end
  where p.kind = v_open.kind and p.id = v_open.id and p.active_from = v_open.active_from;
  if not found then
    raise exception 'the period of % % cannot be changed', tg_argv[0], new.id;
  end if;
  return null;
end
$function$;
comment on routine keep_access_periods() is 'Trigger function: records when users, providers and distributions were active.';
reset role;


-- function keep_all(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION keep_all(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function keep_an_administrator()
CREATE OR REPLACE FUNCTION keep_an_administrator()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if old.id = current_user_id() then
    raise exception 'nobody changes their own role or status'
      using errcode = 'insufficient_privilege', hint = 'Another administrator can.';
  end if;
  perform from users as u
  where u.id = current_user_id() and u.role = 'admin' and u.is_active
  for share;
  if not found then
    raise exception 'this takes an active administrator' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$function$;
comment on routine keep_an_administrator() is 'Trigger function: refuses users who change their own role or status, so an administrator is left.';


-- function keep_begun_distribution()
CREATE OR REPLACE FUNCTION keep_begun_distribution()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_open constant boolean :=
    case tg_op when 'UPDATE' then old.is_active and coalesce(old.valid_until > v_now, true) else false end;
begin
  new.valid_from := coalesce(new.valid_from, v_now);
  if not new.is_active then
    new.valid_until := greatest(new.valid_from, least(coalesce(new.valid_until, v_now), v_now));
    return new;
  end if;
  if tg_op = 'UPDATE' and not v_open then
    new.distributed_at := v_now;
    if new.valid_from = old.valid_from then
      new.valid_from := v_now;
      new.valid_until := null;
    end if;
  end if;
  if v_open and new.valid_from = old.valid_from then
    null;
  elsif new.valid_from < v_now then
    raise exception 'a distribution does not begin before now'
      using errcode = 'check_violation', hint = 'Leave its beginning out, and it begins now.';
  elsif v_open and old.valid_from <= v_now then
    new.valid_from := old.valid_from;
  end if;
  if new.valid_until <= v_now then
    raise exception 'a distribution does not end before now'
      using errcode = 'check_violation', hint = 'Revoke it to end it now.';
  end if;
  return new;
end
$function$;
comment on routine keep_begun_distribution() is 'Trigger function: keeps the past of a distribution; active and inactive mean from now on.';


-- function keep_held()
set role lyss_definer;
CREATE OR REPLACE FUNCTION keep_held()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform refuse_held(old.user_id);
  return old;
end
$function$;
comment on routine keep_held() is 'Trigger function: refuses to delete a conversation of a user under legal hold.';
reset role;


-- function keep_partitions(regclass)
CREATE OR REPLACE FUNCTION keep_partitions(p_table regclass)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function lock_model_prices(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION lock_model_prices(p_provider_type text, p_model text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'model_prices', p_provider_type, p_model), 0));
  -- The clock is read after the wait, so that "now" is later than what the callers before have set.
  return wall_time();
end
$function$;
comment on routine lock_model_prices(text, text) is 'Internal: Waits for callers who set prices of the model; returns the time after the wait.';
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
  v_moment constant interval := lyss_platform.moment();
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
    v_until := lyss_platform.wall_time() + v_moment;
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
              when v_wait = 1 then least(c_early, v_until - lyss_platform.wall_time())
              else v_until - lyss_platform.wall_time()
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
          v_until := lyss_platform.wall_time() + v_moment;
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  v_partition constant text := format('%I.%I', 'lyss_platform', p_name);
  v_part record;
begin
  select * into v_table from lyss_platform.monthly_table(p_table);
  if lyss_platform.is_distributed(p_table) then
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
 RETURNS TABLE(user_id integer)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select distinct u.id
  from jsonb_to_recordset(p_erasures) as j (user_id integer, erased_at timestamptz)
  join users as u on u.id = j.user_id and u.created_at < j.erased_at
  where not exists (
    select from erasures as e where e.user_id = j.user_id and e.erased_at >= j.erased_at)
$function$;
comment on routine missing_erasures(jsonb) is 'The users whom a journal lists as erased, and who are not erased here.';


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
  where t.partrelid = p_table and c.relnamespace = to_regnamespace('lyss_platform');
  if not found then
    raise exception 'the table is %, which is not a partitioned table of the schema lyss_platform',
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamp := statement_time() at time zone 'UTC';
  v_age constant interval := age(date_trunc('month', v_now), date_trunc('month', v_now - p_keep));
begin
  return greatest(1, extract(year from v_age) * 12 + extract(month from v_age));
end
$function$;
comment on routine months_of(interval) is 'Internal: How many whole months before this one have to be kept, for a retention of p_keep.';


-- function months_to_read(integer, bigint, bigint, interval)
CREATE OR REPLACE FUNCTION months_to_read(p_months integer, p_missing bigint, p_left bigint, p_time interval)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN GREATEST((p_months * 2), (2 + ((((EXTRACT(epoch FROM p_time) / (2629746)::numeric) * (p_missing)::numeric) / (GREATEST(p_left, (1)::bigint))::numeric))::integer));
comment on routine months_to_read(integer, bigint, bigint, interval) is 'Internal: How many months a page reads next, of which so many messages are missing, while so many are left in so long a time.';


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
  perform lyss_platform.refuse_unsealed();
  select * into v_table from lyss_platform.monthly_table(table_name);
  if v_table.default_partition is null then
    return false;
  end if;
  v_next := to_regclass(format('%I.%I', 'lyss_platform', v_table.name || '_default_next'));
  if v_next is null then
    v_new_months := array(select m from lyss_platform.default_months(table_name) as m order by m);
    if v_new_months = '{}' then
      return false;
    end if;
    perform lyss_platform.begin_move(table_name, '{}', v_new_months);
    return true;
  end if;

  -- The lock also lets only one session continue the move.
  perform lyss_platform.lock_tables(array[v_next], array['share update exclusive']);
  v_progress := obj_description(v_next, 'pg_class')::jsonb;
  if current_setting('transaction_isolation') !~ '^read '
    or v_progress ->> 'transaction' = pg_current_xact_id()::text then
    raise exception 'each step of move_default_rows is a transaction of its own, READ COMMITTED'
      using errcode = 'active_sql_transaction';
  end if;
  v_file := lyss_platform.file_of(v_table.default_partition);
  if v_progress ->> 'file' <> v_file.file then
    v_progress := v_progress - 'running' || jsonb_build_object('block', 0) || to_jsonb(v_file);
  end if;
  v_months := array(select jsonb_array_elements_text(v_progress -> 'months')::date);
  v_block := (v_progress ->> 'block')::bigint;

  if v_block < (v_progress ->> 'blocks')::bigint then
    execute format('set local lock_timeout = %s', ceil(extract(epoch from lyss_platform.moment()) * 1000));
    perform lyss_platform.copy_default_rows(table_name, v_months, v_block, v_block + c_blocks);
    execute format('set local lock_timeout = %L', v_timeout);
    perform lyss_platform.note_move(
      v_next, v_progress || jsonb_build_object('block', v_block + c_blocks));
    return true;
  end if;

  if pg_relation_size(v_next) > c_few then
    v_new_months := array(
      select m from lyss_platform.default_months(table_name) as m where m <> all (v_months) order by m);
    if v_new_months <> '{}' then
      perform lyss_platform.begin_move(table_name, v_months, v_new_months);
      return true;
    end if;
  end if;

  if not v_progress ? 'running' then
    perform lyss_platform.note_move(
      v_next,
      v_progress || jsonb_build_object(
        'running', array(select t.transaction from lyss_platform.running_transactions() as t)));
    return true;
  end if;
  perform lyss_platform.await_transactions(
    array(select jsonb_array_elements_text(v_progress -> 'running')));
  perform lyss_platform.end_move(table_name, v_months);
  return exists (select from lyss_platform.default_months(table_name));
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
      (pg_catalog.date_trunc('month', lyss_platform.statement_time() at time zone 'UTC')
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  perform lyss_platform.refuse_unsealed();
  perform lyss_platform.read_on_one_connection(p_table);
  select
    min(e.to_time) filter (where e.legal_hold is null),
    string_agg(e.partition || ' is ' || e.legal_hold, '; ' order by e.from_time)
      filter (where e.legal_hold !~ '^legal hold on ')
  into to_time, kept
  from lyss_platform.expired_months(p_table, p_keep_months) as e;
end
$function$;
comment on routine next_expired_month(regclass, integer) is 'Internal: The end of the oldest expired month that can be dropped, and which cannot, because something of the host depends on them.';


-- function note_graduated(text, bigint, bigint)
CREATE OR REPLACE FUNCTION note_graduated(p_kind text, p_until bigint, p_rows bigint)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  update graduations as g
  set progress = g.progress || jsonb_build_object(
    p_kind,
    jsonb_build_object(
      'until', p_until, 'rows', coalesce((g.progress -> p_kind ->> 'rows')::bigint, 0) + p_rows))
$function$;
comment on routine note_graduated(text, bigint, bigint) is 'Internal: Notes that rows of a kind were copied, up to an id; null if all were.';


-- function note_graduated_kinds(text)
CREATE OR REPLACE FUNCTION note_graduated_kinds(p_kinds text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  update graduations as g set provider_kinds = p_kinds::jsonb
$function$;
comment on routine note_graduated_kinds(text) is 'Internal: Notes which kinds of providers the kinds here have become, a JSON object of lists.';


-- function note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION note_job(p_name text, p_started_at timestamp with time zone, p_took interval, p_done bigint, p_error text, p_failures integer, p_due_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform lyss_platform.refuse_unsealed();
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_running constant text[] := array(select t.transaction from running_transactions() as t);
begin
  return v_running || array(
    select 'prepared ' || p.transaction from pg_prepared_xacts as p where p.database = current_database());
end
$function$;
comment on routine open_transactions() is 'Internal: The open transactions of this database, prepared ones included, except the current one.';


-- function outdated_provider_keys(text, integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION outdated_provider_keys(p_current text, p_after_number integer, p_limit integer)
 RETURNS TABLE(id integer, api_key text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_system();
  for id, api_key in
    select p.id, p.api_key from provider_configs as p
    where p.id > p_after_number and not starts_with(p.api_key, p_current)
    order by p.id
    limit p_limit
  loop
    perform record_reading('provider_configs', id);
    return next;
  end loop;
end
$function$;
comment on routine outdated_provider_keys(text, integer, integer) is 'The encrypted keys that do not begin with p_current, by the id of their provider, for system work.';
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
      'usage by day', 'Brings provider_usage_daily up to date.',
      'select count(*) from refresh_provider_usage_daily()', null::integer, interval '1 hour',
      null::interval),
    (
      'empty conversations', 'Deletes conversations in which nothing was ever said.',
      'select delete_empty_conversations($1, 1000)', 1, interval '1 day', interval '1 day')
  union all
  values (
    'old conversations',
    'Deletes for good what has expired, and what was not active for the time that is kept; all is kept where nothing is said.',
    'select purge_conversations($1, 1000)', 1, interval '1 hour', null::interval)
  union all
  values (
    'changes of access', 'Forgets changes of access that hosts with a cache have heard of long ago.',
    'select forget_access_changes($1)', null::integer, interval '1 hour', interval '1 day')
  union all
  select * from lyss_platform.usage_jobs()
$function$;
comment on routine own_jobs() is 'Internal: The jobs of PLATFORM.';


-- function own_personal_data()
CREATE OR REPLACE FUNCTION own_personal_data()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select $json$[
    {"table": "messages", "person": "conversation_id", "parent": "conversations",
      "erasure": "delete",
      "keys": ["conversation_id", "sequence"],
      "personal": ["user_id", "content", "metadata"],
      "other": ["conversation_id", "created_at", "id", "idempotency_key", "imported_at", "role",
        "sequence"]},
    {"table": "conversations", "person": "user_id", "erasure": "delete",
      "keys": ["id"],
      "personal": ["user_id", "title", "metadata"],
      "other": ["active_hour", "created_at", "expires_at", "greatest_idempotency_key", "id", "idempotency_key",
        "is_empty", "last_active_at", "message_count",
        "provider_id", "updated_at"]},
    {"table": "provider_distributions", "person": "user_id", "erasure": "anonymise",
      "keys": ["id"],
      "personal": ["user_id", "distributed_by"],
      "other": ["distributed_at", "id", "is_active", "provider_id", "scope", "valid_from",
        "valid_until"],
      "replaced": {
        "is_active": "false"},
      "reason": "Says who did it, by an id that says nothing once the user is erased."},
    {"table": "access_periods", "person": "case kind when 'user' then id end", "erasure": "keep",
      "keys": ["active_from"],
      "personal": ["id", "begun_by", "ended_by"],
      "other": ["active_from", "active_until", "ended_at", "kind"],
      "reason": "Says who could use what, and who saw to it, by ids that say nothing once the user is erased."},
    {"table": "access_changes", "person": "case kind when 'user' then id end", "erasure": "keep",
      "personal": ["id"],
      "other": ["changed_at", "kind", "stamp"],
      "reason": "Says of an id, for a day, that something about its access has changed."},
    {"table": "provider_configs", "person": "case scope when 'personal' then created_by end",
      "erasure": "anonymise",
      "keys": ["id"],
      "personal": ["created_by", "name", "api_base_url", "config"],
      "secret": ["api_key"],
      "other": ["created_at", "id", "is_active", "provider_type", "scope", "updated_at"],
      "replaced": {
        "name": "erased_name(id::text || '-' || $1)",
        "api_key": "'erased:' || repeat('0', 40)",
        "api_base_url": "null",
        "config": "'{}'",
        "is_active": "false"},
      "reason": "Usage names the id. What is the organization's is not a person's; the id of who made it says nothing once the user is erased."},
    {"table": "users", "person": "id", "erasure": "anonymise",
      "keys": ["id"],
      "personal": ["id", "username", "email", "email_lower"],
      "secret": ["hashed_password"],
      "other": ["created_at", "is_active", "role", "updated_at"],
      "replaced": {
        "username": "erased_name(id::text || '-' || $1)",
        "email": "erased_name(id::text || '-' || $1) || '@erased.invalid'",
        "hashed_password": "'!'",
        "role": "'user'",
        "is_active": "false"},
      "reason": "Usage and the audit log name the id; it says nothing once the user is erased."},
    {"table": "model_prices",
      "other": ["created_at", "currency", "effective_from", "effective_to", "id", "model",
        "provider_type", "unit_prices", "updated_at"]},
    {"table": "usage_statistics", "person": "user_id", "erasure": "keep",
      "keys": ["recorded_at", "id"],
      "personal": ["user_id", "conversation_id", "tags"],
      "other": ["cost", "counts", "currency", "duration_ms", "id", "model", "outcome", "price_id",
        "provider_id", "recorded_at", "request_id", "stamp", "time_to_first_token_ms",
        "tokens_used"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_adjustments", "person": "user_id", "erasure": "keep",
      "personal": ["user_id", "reason"],
      "other": ["cost", "currency", "number", "price_id", "provider_id", "recorded_at", "requests",
        "stamp", "unpriced", "usage_id", "usage_recorded_at"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_quarter_hours", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["cost", "currency", "duration_ms", "model", "outcome", "provider_id",
        "quarter_hour", "requests", "streamed", "time_to_first_token_ms", "timed", "tokens",
        "unpriced"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_days", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["cost", "currency", "day", "duration_ms", "model", "outcome", "provider_id",
        "requests", "streamed", "time_to_first_token_ms", "timed", "tokens", "unpriced"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_of_providers", "person": "user_id", "erasure": "keep",
      "personal": ["user_id"],
      "other": ["cost", "currency", "first_used_at", "last_used_at", "provider_id", "requests",
        "tokens", "unpriced"],
      "reason": "Accounts rest on it. The id says nothing once the user is erased."},
    {"table": "usage_totals",
      "other": ["cost", "currency", "day", "duration_ms", "model", "outcome", "provider_id",
        "requests", "streamed", "time_to_first_token_ms", "timed", "tokens", "unpriced"]},
    {"table": "legal_holds", "erasure": "keep",
      "personal": ["user_id", "reason"],
      "other": ["held_at"],
      "reason": "Says why what is about the person is kept."},
    {"table": "erasures", "erasure": "keep",
      "personal": ["user_id", "reason"],
      "other": ["awaits", "counts", "erased_at", "error", "failed_at", "requested_at"],
      "reason": "Proves that the person was erased, and brings a restored backup up to date."},
    {"table": "graduations",
      "other": ["audit_until", "begun_at", "closed_at", "currency", "finished_at", "next_xid", "pass", "progress",
        "provider_kinds", "since_xid", "singleton", "state", "tenant_id"]},
    {"table": "graduated_ids", "person": "case kind when 'user' then old_id end", "erasure": "keep",
      "personal": ["old_id", "new_id"],
      "other": ["kind"],
      "reason": "Leads from one id to another; both say nothing once the user is erased."},
    {"table": "audit_logs", "person": "user_id", "erasure": "keep",
      "keys": ["created_at", "id"],
      "personal": ["user_id", "resource_id", "changes", "ip_address", "user_agent"],
      "other": ["action", "created_at", "id", "resource_type", "seal_stamp"],
      "reason": "Who did what is kept until its month is dropped, a year by default. LYSS enters ids and no texts."},
    {"table": "audit_seals",
      "other": ["digest", "dropped", "entries", "from_stamp", "hash", "month", "number", "sealed_at",
        "stands_for", "to_stamp"]}
  ]$json$::jsonb || usage_personal_data()
$function$;
comment on routine own_personal_data() is 'Internal: The personal data in the tables of PLATFORM.';


-- function pair_letters()
CREATE OR REPLACE FUNCTION pair_letters()
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN '[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u0edc-\u0edf\u1000-\u103f\u1050-\u109f\u1100-\u11ff\u1780-\u17d3\u17d7\u17dc\u17dd\u2e80-\u2fdf\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]+'::text;
comment on routine pair_letters() is 'Internal: Regular expression of a run of letters that are searched for by pairs.';


-- function parted_table(regclass, jsonb[])
CREATE OR REPLACE FUNCTION parted_table(p_table regclass, p_rows jsonb[])
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
      and f.connamespace = to_regnamespace('lyss_platform')
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
      select b.partition from lyss_platform.partition_bounds(p_table) as b
      where b.from_time <= p_month at time zone 'UTC'
        and b.to_time >= (p_month + interval '1 month') at time zone 'UTC'
    ),
    to_regclass(format('%I.%I', 'lyss_platform', p_name)))
$function$;
comment on routine partition_of_month(regclass, text, timestamp without time zone) is 'Internal: The partition of a month, or else the table with its name; null for neither.';


-- function personal_data()
CREATE OR REPLACE FUNCTION personal_data()
 RETURNS TABLE(table_name text, column_name text, kind text, erasure text, reason text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function personal_rows(integer, jsonb, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION personal_rows(p_user_id integer, p_after jsonb, p_limit integer)
 RETURNS TABLE(table_name text, place jsonb, data jsonb)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_limit(p_limit);
  if current_setting('role') = 'lyss_system' then
    perform require_system();
    if p_after is null then
      perform write_entry(
        p_action => 'export_user', p_resource_type => 'users', p_id_column => 'id',
        p_row => jsonb_build_object('id', p_user_id), p_changes => '{}');
    end if;
  elsif p_user_id is distinct from nullif(current_user_id(), 0) then
    raise exception 'users may ask for what is about themselves'
      using errcode = 'insufficient_privilege';
  end if;
  return query select * from rows_of_person('true', p_user_id::text, p_after, p_limit);
end
$function$;
comment on routine personal_rows(integer, jsonb, integer) is 'What is kept about a user, without secrets: at most p_limit rows after the position of a row.';
reset role;


-- function personal_tables()
CREATE OR REPLACE FUNCTION personal_tables()
 RETURNS TABLE(number bigint, table_name text, person text, parent text, keys text[], personal text[], secret text[], other text[], erasure text, replaced jsonb, announce text, reason text, remains text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function price_at(text, text, timestamp with time zone)
CREATE OR REPLACE FUNCTION price_at(p_provider_type text, p_model text, p_at timestamp with time zone)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
declare
  v_price model_prices;
begin
  select * into v_price from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model and p.effective_from <= p_at
  order by p.effective_from desc
  limit 1;
  if found and (v_price.effective_to is null or p_at < v_price.effective_to) then
    return next v_price;
  end if;
end
$function$;
comment on routine price_at(text, text, timestamp with time zone) is 'The price of a model at an instant.';


-- function price_span(text, text, timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION price_span(p_provider_type text, p_model text, p_at timestamp with time zone, p_last timestamp with time zone, OUT price_id uuid, OUT currency character, OUT unit_prices jsonb, OUT until timestamp with time zone)
 RETURNS record
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
begin
  select p.id, p.currency, p.effective_to, p.unit_prices
  into price_id, currency, until, unit_prices
  from lyss_platform.model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model and p.effective_from <= p_at
  order by p.effective_from desc
  limit 1;
  if found and (until is null or p_at < until) then
    until := coalesce(until, 'infinity');
    return;
  end if;
  price_id := null;
  currency := null;
  unit_prices := null;
  until := 'infinity';
  if p_at < p_last then
    select p.effective_from into until
    from lyss_platform.model_prices as p
    where p.provider_type = p_provider_type and p.model = p_model and p.effective_from > p_at
    order by p.effective_from
    limit 1;
    until := coalesce(until, 'infinity');
  end if;
end
$function$;
comment on routine price_span(text, text, timestamp with time zone, timestamp with time zone) is 'Internal: The price of a model at an instant, nulls if there is none, and until when this stays so.';


-- function price_unpriced(text, bigint, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION price_unpriced(p_reason text, p_after bigint, p_limit integer)
 RETURNS TABLE(adjusted bigint, last_id bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_ids bigint[];
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(
    hashtextextended('lyss_platform usage_adjustments', 0));
  v_ids := array(
    select u.id from unpriced_usage as u
    where u.id > coalesce(p_after, 0)
    order by u.id
    limit p_limit);
  return query select
    adjust_usage(v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$function$;
comment on routine price_unpriced(text, bigint, integer) is 'Prices at most p_limit requests without a price; returns how many corrections, and the last request checked if there may be more.';
reset role;


-- function provider_access_at(timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION provider_access_at(p_at timestamp with time zone)
 RETURNS TABLE(user_id integer, provider_id integer, scope character varying, distribution_id integer, distributed_by integer, valid_from timestamp with time zone, valid_until timestamp with time zone)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select way.*
  from (
    select
      d.user_id, d.provider_id, 'organization'::varchar(20), d.id, t.begun_by, t.active_from,
      t.active_until
    from lyss_platform.provider_distributions as d
    join lyss_platform.access_periods as t on t.kind = 'distribution' and t.id = d.id
    where t.active_from <= p_at and p_at < t.active_until
    union all
    select
      o.created_by, o.id, 'personal'::varchar(20), null::integer, null::integer, o.created_at,
      'infinity'::timestamptz
    from lyss_platform.provider_configs as o
    where o.scope = 'personal'
  ) as way (user_id, provider_id, scope, distribution_id, distributed_by, valid_from, valid_until)
  where exists (
      select from lyss_platform.access_periods as u
      where u.kind = 'user' and u.id = way.user_id
        and u.active_from <= p_at and p_at < u.active_until
    )
    and exists (
      select from lyss_platform.access_periods as p
      where p.kind = 'provider' and p.id = way.provider_id
        and p.active_from <= p_at and p_at < p.active_until
    )
$function$;
comment on routine provider_access_at(timestamp with time zone) is 'Internal: Who could use which provider at some time, and by which distribution.';
reset role;


-- function provider_ranking(timestamp with time zone, timestamp with time zone, integer)
CREATE OR REPLACE FUNCTION provider_ranking(p_from timestamp with time zone, p_to timestamp with time zone, p_limit integer)
 RETURNS TABLE(provider_id integer, provider_name text, requests bigint, tokens bigint, cost numeric)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return query
    select
      u.provider_id,
      p.name::text,
      sum(u.requests)::bigint,
      sum(u.tokens)::bigint,
      case when count(*) filter (where u.cost <> 0) <= 1 then sum(u.cost) end
    from usage_by(
      p_from => p_from, p_to => p_to, p_bucket => 'all', p_zone => 'UTC', p_dimensions => '{provider,currency}',
      p_user_id => null, p_provider_id => null, p_model => null) as u
    join provider_configs as p on p.id = u.provider_id
    group by u.provider_id, p.name
    order by sum(u.requests) desc, u.provider_id
    limit p_limit;
end
$function$;
comment on routine provider_ranking(timestamp with time zone, timestamp with time zone, integer) is 'The providers with the most requests between two times, as far as the caller sees; the cost is null for several currencies.';


-- function provider_users(integer, timestamp with time zone, integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION provider_users(p_provider_id integer, p_at timestamp with time zone, p_after_number integer, p_limit integer)
 RETURNS TABLE(user_id integer, distribution_id integer, distributed_by integer, valid_from timestamp with time zone, valid_until timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
#variable_conflict use_column
declare
  v_system constant boolean := current_setting('role') = 'lyss_system';
begin
  perform require_admin();
  if p_at is null then
    return query
    select a.user_id, a.distribution_id, a.distributed_by, coalesce(d.valid_from, a.created_at),
      d.valid_until
    from provider_access as a
    left join provider_distributions as d on d.id = a.distribution_id
    where a.provider_id = p_provider_id and a.user_id > p_after_number
      and (v_system or a.scope = 'organization')
    order by a.user_id
    limit p_limit;
  else
    return query
    select a.user_id, a.distribution_id, a.distributed_by, a.valid_from,
      nullif(a.valid_until, 'infinity')
    from provider_access_at(p_at) as a
    where a.provider_id = p_provider_id and a.user_id > p_after_number
      and (v_system or a.scope = 'organization')
    order by a.user_id
    limit p_limit;
  end if;
end
$function$;
comment on routine provider_users(integer, timestamp with time zone, integer, integer) is 'Who may use a provider, or could at a time: a page by user.';
reset role;


-- function purge_conversations(interval, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION purge_conversations(p_keep interval, p_limit integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_fails constant boolean := job_fails('old conversations');
begin
  perform require_system();
  if p_keep < interval '0' then
    raise exception 'keep is %: it is at least 0', p_keep
      using errcode = 'numeric_value_out_of_range';
  end if;
  perform await_turn_to_erase();
  perform require_no_hold('old conversations');
  -- who sets a legal hold waits for no run that has nothing to delete
  perform from conversations_to_purge(p_keep, false, 1)
  limit least(p_limit, 1);
  if not found then
    return 0;
  end if;
  perform await_holds();
  perform require_no_hold('old conversations');
  return delete_each(
    array(
      select jsonb_build_object('id', p.id, 'keep', p_keep)
      from conversations_to_purge(p_keep, false, case when not v_fails then p_limit end) as p
      order by case when v_fails then random() end
      limit p_limit),
    'purge_if_due(jsonb)', 'conversations');
end
$function$;
comment on routine purge_conversations(interval, integer) is 'Deletes at most p_limit conversations that have expired, or were not active for p_keep, null to keep those; returns how many.';
reset role;


-- function purge_if_due(jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION purge_if_due(p_row jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := statement_time();
  v_id constant bigint := p_row ->> 'id';
begin
  perform from conversations as c
  where c.id = v_id
    and (c.expires_at <= v_now or c.last_active_at < v_now - (p_row ->> 'keep')::interval)
  for update;
  if not found then
    return false;
  end if;
  delete from conversations as c where c.id = v_id;
  if not found then
    perform refuse_kept('conversations');
  end if;
  return true;
end
$function$;
comment on routine purge_if_due(jsonb) is 'Internal: Deletes a conversation if it is still due; returns whether it did.';
reset role;


-- function purge_plan(interval)
CREATE OR REPLACE FUNCTION purge_plan(p_keep interval)
 RETURNS TABLE(reason text, conversations bigint, messages bigint, held bigint)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_keep constant interval := coalesce(
    p_keep, (select m.keep from maintenance as m where m.name = 'old conversations'));
begin
  perform require_system();
  return query
    select
      p.reason,
      count(*) filter (where not p.held),
      coalesce(sum(c.message_count) filter (where not p.held), 0)::bigint,
      count(*) filter (where p.held)
    from (
      select g.*, false as held from conversations_to_purge(v_keep, false, null) as g
      union all
      select k.*, true from conversations_to_purge(v_keep, true, null) as k
    ) as p
    join conversations as c on c.id = p.id
    group by p.reason
    order by p.reason;
end
$function$;
comment on routine purge_plan(interval) is 'How many conversations purge_conversations would delete and why, and how many legal holds keep; null for the retention of the job.';


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
  if lyss_platform.is_distributed(p_table) then
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


-- function read_provider_key(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION read_provider_key(p_id integer)
 RETURNS TABLE(api_key text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_system();
  return query select p.api_key::text from provider_configs as p where p.id = p_id;
  if found then
    perform record_reading('provider_configs', p_id);
  end if;
end
$function$;
comment on routine read_provider_key(integer) is 'The encrypted key of a provider, for system work; the audit log has each reading.';
reset role;


-- function record_change()
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform write_entry(
    p_action => 'drop_partition', p_resource_type => p_table, p_id_column => null, p_row => '{}',
    p_changes => jsonb_build_object('partition', p_partition, 'bytes', p_bytes));
end
$function$;
comment on routine record_dropped_partition(text, text, bigint) is 'Internal: Enters into the audit log that retention has dropped a partition.';
reset role;


-- function record_reading(text, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION record_reading(p_table text, p_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_since constant timestamptz := statement_time() - interval '1 hour';
begin
  if exists (
    select from audit_logs as a
    where a.resource_type = p_table and a.resource_id = p_id and a.created_at > v_since
      and a.action = 'read_secret'
      and a.changes ->> 'reason' is not distinct from current_system_reason()
  ) then
    return;
  end if;
  perform write_entry(
    p_action => 'read_secret', p_resource_type => p_table, p_id_column => 'id',
    p_row => jsonb_build_object('id', p_id), p_changes => '{}');
  raise log 'the secret of % % is read: %', p_table, p_id, current_system_reason();
end
$function$;
comment on routine record_reading(text, bigint) is 'Internal: Enters the reading of a row''s secret into the audit log, once an hour for each reason.';
reset role;


-- function record_usage(uuid[], integer[], integer[], bigint[], text[], text[], integer[], jsonb[], text[], numeric[], integer[], integer[], jsonb[])
CREATE OR REPLACE FUNCTION record_usage(p_ids uuid[], p_user_ids integer[], p_provider_ids integer[], p_conversation_ids bigint[], p_models text[], p_outcomes text[], p_tokens integer[], p_counts jsonb[], p_currencies text[], p_costs numeric[], p_times_to_first_token_ms integer[], p_durations_ms integer[], p_tags jsonb[])
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_stamp constant bigint := usage_stamp();
  v_counts constant usage_statistics_counts[] := p_counts;
  v_priced record;
  v_price_ids uuid[];
  v_currencies text[];
  v_costs numeric[];
  v_recorded bigint;
  v_size constant integer := greatest(
    cardinality(p_ids), cardinality(p_user_ids), cardinality(p_provider_ids),
    cardinality(p_conversation_ids), cardinality(p_models), cardinality(p_outcomes),
    cardinality(p_tokens), cardinality(p_counts), cardinality(p_currencies), cardinality(p_costs),
    cardinality(p_times_to_first_token_ms), cardinality(p_durations_ms), cardinality(p_tags));
begin
  v_priced := usage_costs(p_ids, p_provider_ids, p_models, v_counts, p_costs);
  -- in variables, because an array in a record is unpacked anew for each element
  v_price_ids := v_priced.price_ids;
  v_currencies := v_priced.currencies;
  v_costs := v_priced.costs;
  insert into usage_statistics (
    user_id, provider_id, conversation_id, tokens_used, cost, recorded_at, request_id, model,
    outcome, counts, price_id, currency, time_to_first_token_ms, duration_ms, tags, stamp
  )
  select
    p_user_ids[n], p_provider_ids[n], p_conversation_ids[n],
    coalesce(p_tokens[n], k.prompt_tokens + k.completion_tokens),
    coalesce(
      p_costs[n], v_costs[n], case when v_counts[n] = '{}' and p_tokens[n] is null then 0 end),
    uuid_time(p_ids[n]), p_ids[n], p_models[n], p_outcomes[n], v_counts[n], v_price_ids[n],
    case when p_costs[n] is null then v_currencies[n] else p_currencies[n] end,
    p_times_to_first_token_ms[n], p_durations_ms[n], p_tags[n], v_stamp
  -- By index, because unnesting so many arrays takes twice the time of a request to set up. They are sorted before
  -- their columns are computed, because a sort copies what it sorts.
  from (select i from generate_series(1, v_size) as i order by p_ids[i]) as s (n)
  cross join lateral token_totals(v_counts[n]) as k
  on conflict do nothing;
  get diagnostics v_recorded = row_count;
  return v_recorded;
end
$function$;
comment on routine record_usage(uuid[], integer[], integer[], bigint[], text[], text[], integer[], jsonb[], text[], numeric[], integer[], integer[], jsonb[]) is 'Records requests; returns how many were not recorded before.';


-- function refresh_provider_usage_daily()
set role lyss_definer;
CREATE OR REPLACE FUNCTION refresh_provider_usage_daily()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform lyss_platform.refuse_unsealed();
  if (select relispopulated from pg_class where oid = 'mv_provider_usage_daily'::regclass) then
    refresh materialized view concurrently mv_provider_usage_daily;
  else
    refresh materialized view mv_provider_usage_daily;
  end if;
  return current_timestamp;
end
$function$;
comment on routine refresh_provider_usage_daily() is 'Refreshes mv_provider_usage_daily while it is read; returns as of when.';
reset role;


-- function refresh_usage()
set role lyss_definer;
CREATE OR REPLACE FUNCTION refresh_usage()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if tg_op = 'DELETE' and current_user = 'lyss_definer' then
    return old;
  end if;
  -- passed as an argument, because on a partition tg_table_name would be the partition
  raise exception '% is append-only: % is refused', tg_argv[0], lyss_platform.fold_case(tg_op)
    using
      errcode = 'insufficient_privilege',
      hint = 'Old entries go with their partition: drop_expired_partitions().';
end
$function$;
comment on routine refuse_change() is 'Trigger function: refuses update, delete and truncate; its argument is the table to name.';


-- function refuse_closed()
CREATE OR REPLACE FUNCTION refuse_closed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  raise exception 'the organisation is closed: it becomes a tenant of the service databases, and nothing is changed here any more'
    using errcode = 'insufficient_privilege', hint = 'Work goes on there';
end
$function$;
comment on routine refuse_closed() is 'Trigger function: refuses all changes of an organisation that moves to the service databases.';


-- function refuse_expired(text, timestamp with time zone)
CREATE OR REPLACE FUNCTION refuse_expired(p_conversation text, p_expires_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if p_expires_at <= statement_time() then
    raise exception 'conversation % expired at %: open another one', p_conversation, p_expires_at
      using errcode = 'check_violation', constraint = 'conversations_expires_at';
  end if;
end
$function$;
comment on routine refuse_expired(text, timestamp with time zone) is 'Internal: Fails with 23514 where a conversation has expired.';


-- function refuse_held(integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION refuse_held(p_user_id integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform await_holds();
  if exists (select from legal_holds as h where h.user_id = p_user_id) then
    raise exception 'a legal hold keeps what is about the user %', p_user_id
      using
        errcode = 'check_violation',
        constraint = 'legal_hold',
        hint = 'legal_holds says why; end_legal_hold() ends it.';
  end if;
end
$function$;
comment on routine refuse_held(integer) is 'Internal: Fails with 23514 where a legal hold keeps the data of a user.';
reset role;


-- function refuse_kept(text, text)
CREATE OR REPLACE FUNCTION refuse_kept(p_table text, p_event text DEFAULT 'delete'::text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  raise exception 'rows of % stay that are to be deleted; what could keep them: %',
    p_table, coalesce(row_keepers(to_regclass(format('%I.%I', 'lyss_platform', p_table)), p_event), 'no trigger')
    using
      errcode = 'restrict_violation',
      constraint = 'purge_kept_rows',
      hint = 'Have the trigger let them go, or drop it.';
end
$function$;
comment on routine refuse_kept(text, text) is 'Internal: Fails with 23001, and names the triggers of the host that could have kept rows from being deleted.';


-- function refuse_unsealed()
CREATE OR REPLACE FUNCTION refuse_unsealed()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if current_setting('role') = 'lyss_system' and lyss_platform.current_system_reason() is not null then
    return;
  elsif not lyss_platform.needs_no_seal() then
    raise exception 'scopes have to be signed here, and this takes one of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine refuse_unsealed() is 'Internal: Where scopes have to be signed, fails with 42501 but for signed system work and for the owner of the schema.';


-- function release_job(text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION release_job(p_name text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function reopen_graduation()
CREATE OR REPLACE FUNCTION reopen_graduation()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_table regclass;
begin
  update graduations as g set state = 'copying', closed_at = null, audit_until = null where g.state = 'closed';
  if not found then
    return;
  end if;
  for v_table in
    select t.tgrelid::regclass from pg_trigger as t
    where t.tgname = 'refuse_closed' and t.tgfoid = 'refuse_closed()'::regprocedure
    order by t.tgrelid::regclass::text
  loop
    execute format('alter table %s disable trigger refuse_closed', v_table);
  end loop;
end
$function$;
comment on routine reopen_graduation() is 'Internal: Lets a closed organisation that has not moved yet write again.';


-- function replace_provider_key(integer, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION replace_provider_key(p_id integer, p_api_key text, p_replacement text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_system();
  update provider_configs as p set api_key = p_replacement
  where p.id = p_id and p.api_key = p_api_key;
  return found;
end
$function$;
comment on routine replace_provider_key(integer, text, text) is 'Replaces the encrypted key of a provider, if it is still p_api_key, for system work.';
reset role;


-- function replace_seal_key()
set role lyss_definer;
CREATE OR REPLACE FUNCTION replace_seal_key()
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_replayed bigint;
begin
  perform require_system();
  insert into erasures as e (user_id, reason)
  select m.user_id, current_system_reason() from missing_erasures(p_erasures) as m
  on conflict (user_id) do update
  set reason = excluded.reason, requested_at = excluded.requested_at, erased_at = null, counts = '{}'
  where e.erased_at is not null;
  get diagnostics v_replayed = row_count;
  return v_replayed;
end
$function$;
comment on routine replay_erasures(jsonb) is 'Begins the erasures of users in a journal that this database, restored from a backup, does not have; returns how many.';
reset role;


-- function require_admin()
CREATE OR REPLACE FUNCTION require_admin()
 RETURNS void
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  if current_setting('role') = 'lyss_system' then
    if lyss_platform.current_system_reason() is null then
      raise exception 'this takes the scope of system work, with a reason'
        using errcode = 'insufficient_privilege';
    end if;
  elsif not lyss_platform.current_user_is_admin() then
    raise exception 'this takes an active administrator'
      using errcode = 'insufficient_privilege';
  end if;
end
$function$;
comment on routine require_admin() is 'Internal: Fails with 42501 unless the scope is system work, or an active administrator''s.';


-- function require_content(uuid, text, jsonb, text)
CREATE OR REPLACE FUNCTION require_content(p_message_id uuid, p_content text, p_metadata jsonb, p_constraint text)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
begin
  if not lyss_platform.has_content(p_content, p_metadata) then
    raise exception 'message % says nothing', p_message_id
      using
        errcode = 'check_violation',
        constraint = p_constraint,
        hint = 'Give it a visible text, or name its attachments, files or parts in an array of its metadata.';
  end if;
end
$function$;
comment on routine require_content(uuid, text, jsonb, text) is 'Internal: Refuses a message that has neither a visible text nor attachments, files, parts or tool calls in its metadata.';


-- function require_erased(text, text, text, text)
CREATE OR REPLACE FUNCTION require_erased(p_table text, p_erasure text, p_left_behind text, p_random text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_keepers constant text := row_keepers(
    to_regclass(format('%I.%I', 'lyss_platform', p_table)), case p_erasure when 'delete' then 'delete' else 'update' end);
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


-- function require_given_scope(name, text, text, integer)
CREATE OR REPLACE FUNCTION require_given_scope(p_role name, p_current_user_id text, p_system_reason text, p_user_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  v_refusal pg_catalog.text;
begin
  -- One condition, because PL/pgSQL sets each one up again in each transaction. Why it is not met is looked for below.
  if (
    lyss_platform.scope_holds()
    and p_role operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
    and pg_catalog.pg_has_role(session_user, p_role, 'set')
    and pg_catalog.current_setting('role') operator(pg_catalog.<>) all ('{authenticated_users,lyss_system}')
  ) is not true
  then
    v_refusal := case
      when not lyss_platform.scope_holds() then
        'scopes have to be signed here, and this one is not: give the application its key'
      when pg_catalog.current_setting('role') operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
        and pg_catalog.concat(
          pg_catalog.current_setting('app.current_user_id', true),
          pg_catalog.current_setting('app.system_reason', true),
          pg_catalog.current_setting('app.scope_seal', true)) operator(pg_catalog.<>) '' then
        'a scope is bound to this transaction, so no other one can be given'
      when (
        p_role operator(pg_catalog.=) any ('{authenticated_users,lyss_system}')
        and pg_catalog.pg_has_role(session_user, p_role, 'set')
      ) is not true then
        pg_catalog.concat('permission denied to set role "', p_role, '"')
    end;
    if v_refusal is not null then
      raise exception '%', v_refusal using errcode = 'insufficient_privilege';
    end if;
  end if;
  if p_role operator(pg_catalog.=) 'lyss_system' then
    -- A reason that begins with a visible ASCII character is not blank; this check is faster.
    if (p_system_reason operator(pg_catalog.~) '^[!-~]') is not true then
      return coalesce(lyss_platform.trim_blank(p_system_reason), '') operator(pg_catalog.<>) '';
    end if;
  elsif (p_current_user_id operator(pg_catalog.=) p_user_id::text) is not true then
    raise exception 'users ask about themselves, and system work about anybody'
      using errcode = 'insufficient_privilege';
  end if;
  return true;
end
$function$;
comment on routine require_given_scope(name, text, text, integer) is 'Internal: Fails with 42501 unless the login may give this scope; false for system work without a reason.';


-- function require_job(text)
CREATE OR REPLACE FUNCTION require_job(p_name text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  if lyss_platform.is_distributed(p_table) then
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function require_reason()
CREATE OR REPLACE FUNCTION require_reason()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  raise exception 'system work takes a reason' using errcode = 'insufficient_privilege';
end
$function$;
comment on routine require_reason() is 'Trigger function: refuses system work without a reason.';


-- function require_replayed(pg_lsn, xid8[])
CREATE OR REPLACE FUNCTION require_replayed(p_position pg_lsn, p_transactions xid8[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function require_signature(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_signature(p_scope text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  c_separator constant text := chr(31);
  v_parts constant text[] := string_to_array(p_signature, '.');
  v_mac text;
begin
  select encode(
    sha256(k.outer_pad || sha256(k.inner_pad || convert_to(concat(
      'lyss scope', c_separator, 'lyss_platform', c_separator, v_parts[2], c_separator, v_parts[3], c_separator,
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


-- function require_signed_scopes()
CREATE OR REPLACE FUNCTION require_signed_scopes()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if not exists (select from scope_key_ages()) then
    raise exception 'there is no key to sign with: call add_scope_key() first'
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  create or replace function scope_holds() returns boolean
  language sql stable parallel safe
  return lyss_platform.seal_holds();
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
  if current_setting('role') <> 'lyss_system' or lyss_platform.current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  return lyss_platform.current_system_reason();
end
$function$;
comment on routine require_system() is 'Internal: Returns the reason of the system scope; fails with 42501 in any other scope.';


-- function require_time_of_import(uuid, timestamp with time zone, timestamp with time zone, text)
CREATE OR REPLACE FUNCTION require_time_of_import(p_message_id uuid, p_created_at timestamp with time zone, p_before timestamp with time zone, p_constraint text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if p_created_at is null or p_created_at < lyss_platform.statement_time() - interval '10 years' then
    raise exception 'message % was written at %: it takes a time of the last ten years',
      p_message_id, coalesce(p_created_at::text, 'no time')
      using errcode = 'check_violation', constraint = p_constraint;
  elsif p_created_at > lyss_platform.statement_time() then
    raise exception 'message % was written at %, which is still to come', p_message_id, p_created_at
      using errcode = 'check_violation', constraint = p_constraint;
  elsif p_created_at < p_before then
    raise exception
      'message % was written at %, before what stands before it (%): give it that time, or sort them',
      p_message_id, p_created_at, p_before
      using errcode = 'check_violation', constraint = p_constraint;
  end if;
end
$function$;
comment on routine require_time_of_import(uuid, timestamp with time zone, timestamp with time zone, text) is 'Internal: Refuses the time of an imported message that is in the future, older than ten years, or before that of the previous message.';


-- function require_usage_ids(uuid[])
set role lyss_definer;
CREATE OR REPLACE FUNCTION require_usage_ids(p_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
    perform lyss_platform.usage_bucket('2000-01-01 00:00:00+00', 'day', coalesce(p_zone, ''));
  exception when invalid_parameter_value then
    raise exception 'zone is %: it is the name of a time zone', coalesce(p_zone, 'null')
      using errcode = 'data_exception';
  end;
end
$function$;
comment on routine require_usage_window(timestamp with time zone, timestamp with time zone, text, text) is 'Internal: Fails with 22000 unless usage of this time can be read from roll-ups.';


-- function rerate(text, timestamp with time zone, timestamp with time zone, text, bigint, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION rerate(p_model text, p_from timestamp with time zone, p_to timestamp with time zone, p_reason text, p_after bigint, p_limit integer)
 RETURNS TABLE(adjusted bigint, last_id bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_ids bigint[];
begin
  if current_system_reason() is null then
    raise exception 'this takes the scope of system work, with a reason'
      using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(
    hashtextextended('lyss_platform usage_adjustments', 0));
  v_ids := array(
    select r.id from usage_statistics as r
    where r.model = p_model
      and r.recorded_at >= p_from and r.recorded_at < p_to
      and r.id > coalesce(p_after, 0)
    order by r.id
    limit p_limit);
  return query select
    adjust_usage(v_ids, p_reason),
    case when cardinality(v_ids) = p_limit then v_ids[p_limit] end;
end
$function$;
comment on routine rerate(text, timestamp with time zone, timestamp with time zone, text, bigint, integer) is 'Corrects the costs of at most p_limit requests of a model; returns how many corrections, and the last request checked if there may be more.';
reset role;


-- function reset_job(text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION reset_job(p_name text, p_setting text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function restore_scope(text, text, text, text, text)
CREATE OR REPLACE FUNCTION restore_scope(p_role text, p_user_id text, p_system_reason text, p_user_role text, p_scope_seal text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform
    pg_catalog.set_config('role', p_role, true),
    pg_catalog.set_config('app.current_user_id', p_user_id, true),
    pg_catalog.set_config('app.system_reason', p_system_reason, true),
    pg_catalog.set_config('app.current_role', p_user_role, true);
  if p_scope_seal is not null then
    perform pg_catalog.set_config('app.scope_seal', p_scope_seal, true);
  end if;
end
$function$;
comment on routine restore_scope(text, text, text, text, text) is 'Internal: Sets role, user, reason, the user''s role and the seal back to what they were before another scope was bound.';


-- function retain_months(regclass, interval)
CREATE OR REPLACE FUNCTION retain_months(p_table regclass, p_keep interval)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  return query
    select c.relname::text, p.relname::text, e.bytes, greatest(p.reltuples, 0)::bigint,
      coalesce(m.hold, e.legal_hold)
    from maintenance as m
    join pg_class as c
      on c.relnamespace = to_regnamespace('lyss_platform') and 'retention of ' || c.relname = m.name
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
    where relnamespace = to_regnamespace('lyss_platform')
      and relkind in ('r', 'p', 'v', 'm', 'S')
      and pg_get_userbyid(relowner) = current_user
  loop
    execute format(
      'revoke all on %s from public, authenticated_users, lyss_system', v_relation);
  end loop;
end
$function$;
comment on routine revoke_all_grants() is 'Internal: Revokes every right on every relation of this schema; the grants file grants some again.';


-- function roll_up_partition(regclass)
CREATE OR REPLACE FUNCTION roll_up_partition(p_partition regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
 SET jit TO 'off'
AS $function$
declare
  v_first constant bigint := least(p_next, (select min(s) from unnest(p_open) as s));
  v_rolled_up bigint;
begin
  with fresh as materialized (
    select
      date_bin('15 minutes', f.recorded_at, 'epoch') as quarter_hour,
      f.user_id, f.provider_id, f.model, f.outcome, f.currency,
      count(*) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.tokens) as tokens,
      sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms,
      sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms,
      min(f.recorded_at) as first_used_at,
      max(f.recorded_at) as last_used_at
    from usage_facts as f
    where f.stamp between v_first and 9223372036854775807
      and (f.stamp >= p_next or f.stamp = any (p_open))
      and f.stamp < p_new_next and f.stamp <> all (p_new_open)
      and f.recorded_at >= p_from and f.recorded_at < p_to
    group by
      date_bin('15 minutes', f.recorded_at, 'epoch'),
      f.user_id, f.provider_id, f.model, f.outcome, f.currency
  ), quarter_hours as (
    insert into usage_quarter_hours as t (
      quarter_hour, user_id, provider_id, model, outcome, currency, requests, unpriced, tokens,
      cost, timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      f.quarter_hour, f.user_id, f.provider_id, f.model, f.outcome, f.currency, f.requests,
      f.unpriced, f.tokens, f.cost, f.timed, f.duration_ms, f.streamed, f.time_to_first_token_ms
    from fresh as f
    order by f.quarter_hour, f.user_id
    on conflict (
      quarter_hour, user_id, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), by_day as materialized (
    select
      (f.quarter_hour at time zone 'UTC')::date as day,
      f.user_id, f.provider_id, f.model, f.outcome, f.currency,
      sum(f.facts) as facts,
      sum(f.requests) as requests, sum(f.unpriced) as unpriced, sum(f.tokens) as tokens,
      sum(f.cost) as cost, sum(f.timed) as timed, sum(f.duration_ms) as duration_ms,
      sum(f.streamed) as streamed, sum(f.time_to_first_token_ms) as time_to_first_token_ms,
      min(f.first_used_at) as first_used_at,
      max(f.last_used_at) as last_used_at
    from fresh as f
    group by
      (f.quarter_hour at time zone 'UTC')::date, f.user_id, f.provider_id, f.model, f.outcome,
      f.currency
  ), days as (
    insert into usage_days as t (
      day, user_id, provider_id, model, outcome, currency, requests, unpriced, tokens, cost,
      timed, duration_ms, streamed, time_to_first_token_ms
    )
    select
      d.day, d.user_id, d.provider_id, d.model, d.outcome, d.currency, d.requests, d.unpriced,
      d.tokens, d.cost, d.timed, d.duration_ms, d.streamed, d.time_to_first_token_ms
    from by_day as d
    order by d.day, d.user_id
    on conflict (
      day, user_id, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), totals as (
    insert into usage_totals as t (
      day, provider_id, model, outcome, currency, requests, unpriced, tokens, cost, timed,
      duration_ms, streamed, time_to_first_token_ms
    )
    select
      d.day, d.provider_id, d.model, d.outcome, d.currency,
      sum(d.requests), sum(d.unpriced), sum(d.tokens), sum(d.cost), sum(d.timed),
      sum(d.duration_ms), sum(d.streamed), sum(d.time_to_first_token_ms)
    from by_day as d
    group by
      d.day, d.provider_id, d.model, d.outcome, d.currency
    on conflict (
      day, provider_id, model, outcome, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      timed = t.timed + excluded.timed,
      duration_ms = t.duration_ms + excluded.duration_ms,
      streamed = t.streamed + excluded.streamed,
      time_to_first_token_ms = t.time_to_first_token_ms + excluded.time_to_first_token_ms
  ), providers as (
    insert into usage_of_providers as t (
      provider_id, user_id, currency, requests, unpriced, tokens, cost, first_used_at,
      last_used_at
    )
    select
      d.provider_id, d.user_id, d.currency, sum(d.requests), sum(d.unpriced), sum(d.tokens),
      sum(d.cost), min(d.first_used_at), max(d.last_used_at)
    from by_day as d
    group by
      d.provider_id, d.user_id, d.currency
    on conflict (
      provider_id, user_id, currency
    ) do update set
      requests = t.requests + excluded.requests,
      unpriced = t.unpriced + excluded.unpriced,
      tokens = t.tokens + excluded.tokens,
      cost = t.cost + excluded.cost,
      first_used_at = least(t.first_used_at, excluded.first_used_at),
      last_used_at = greatest(t.last_used_at, excluded.last_used_at)
  )
  select coalesce(sum(d.facts), 0) into v_rolled_up from by_day as d;
  return v_rolled_up;
end
$function$;
comment on routine roll_up_usage(bigint, bigint[], bigint, bigint[], timestamp with time zone, timestamp with time zone) is 'Internal: Adds the usage between two watermarks to the roll-ups; returns how many rows.';
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
    and f.pronamespace <> to_regnamespace('lyss_platform')
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


-- function row_xid(xid)
CREATE OR REPLACE FUNCTION row_xid(p_xmin xid)
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
  select case
      when x.low < 3 then 0
      when (n.next >> 32 << 32) + x.low < n.next then (n.next >> 32 << 32) + x.low
      else (n.next >> 32 << 32) + x.low - (1::bigint << 32)
    end
  from (select p_xmin::text::bigint) as x (low)
  cross join (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint) as n (next)
$function$;
comment on routine row_xid(xid) is 'Internal: The id of the transaction that wrote a row, from its xmin; comparable with graduations.since_xid.';


-- function rows_of_person(text, text, jsonb, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION rows_of_person(p_tenant text, p_person text, p_after jsonb, p_limit integer)
 RETURNS TABLE(table_name text, place jsonb, data jsonb)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
      hashtextextended('lyss_platform job ' || v_job.name, 0));
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  select k.inner_pad, k.outer_pad into v_inner, v_outer from lyss_platform.scope_keys as k where k.name = '';
  return encode(sha256(v_outer || sha256(v_inner || lyss_platform.sealed_scope())), 'hex');
end
$function$;
comment on routine scope_seal() is 'Internal: The seal that role and settings must have in this transaction; null where there is no key.';
reset role;


-- function scopes_are_signed()
CREATE OR REPLACE FUNCTION scopes_are_signed()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
  select '00000000-0000-0000-0000-000000000000'::uuid
$function$;
comment on routine seal_chain(audit_seals) is 'Internal: The chain that a seal of the audit log is in: PLATFORM has one.';


-- function seal_entries()
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_entries()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function seal_scope(text, text, text, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION seal_scope(p_role text, p_user_id text, p_system_reason text, p_signature text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_user_id text := '';
  v_user_role text := '';
  v_reason text := '';
begin
  perform require_signature(
    concat(p_role, chr(31), p_user_id, chr(31), p_system_reason), p_signature);
  if current_setting('role') is distinct from p_role then
    raise exception 'the scope is signed for another role' using errcode = 'insufficient_privilege';
  elsif p_role = 'authenticated_users' then
    select p_user_id, case u.role when 'admin' then 'admin' else '' end into v_user_id, v_user_role
    from users as u
    where u.id = case when p_user_id <> '' then p_user_id::integer end and u.is_active;
  elsif not_blank(p_system_reason) then
    v_reason := p_system_reason;
  end if;
  perform
    set_config('app.current_user_id', coalesce(v_user_id, ''), true),
    set_config('app.current_role', coalesce(v_user_role, ''), true),
    set_config('app.system_reason', v_reason, true);
  perform set_config('app.scope_seal', scope_seal(), true);
end
$function$;
comment on routine seal_scope(text, text, text, text) is 'Internal: Binds and seals the settings of a scope that a host has signed. An inactive user is bound as nobody.';
reset role;


-- function sealed_scope()
CREATE OR REPLACE FUNCTION sealed_scope()
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (timestamptz_send(now()) || convert_to(concat(current_setting('role'::text), chr(31), current_setting('app.current_tenant_id'::text, true), chr(31), current_setting('app.suspended_tenant_id'::text, true), chr(31), current_setting('app.current_user_id'::text, true), chr(31), current_setting('app.current_group_ids'::text, true), chr(31), current_setting('app.current_role'::text, true), chr(31), current_setting('app.system_reason'::text, true)), 'UTF8'::name));
comment on routine sealed_scope() is 'Internal: The text that the seal of a scope covers: the time of the transaction, the role and the settings.';


-- function search_conversations(text, integer, timestamp with time zone, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION search_conversations(p_text text, p_limit integer, p_before_created_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone, p_before_id bigint DEFAULT 0)
 RETURNS SETOF conversations
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET random_page_cost TO '0'
 SET seq_page_cost TO '0'
 SET cpu_index_tuple_cost TO '3'
AS $function$
declare
  v_user constant integer := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
begin
  return query
    select c.*
    from conversations as c
    where c.user_id = v_user
      and has_not_expired(c.expires_at)
      and search_vector(c.title) @@ v_query
      and has_runs(c.title, v_runs)
      and (c.created_at, c.id) < (p_before_created_at, p_before_id)
    order by c.created_at desc, c.id desc
    limit p_limit;
end
$function$;
comment on routine search_conversations(text, integer, timestamp with time zone, bigint) is 'The current user''s own conversations whose titles have every word of a text, newest first, before a position.';
reset role;


-- function search_input(text)
CREATE OR REPLACE FUNCTION search_input(p_text text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_text constant text := left(search_text(left(p_text, 1001)), 1001);
  v_pair_letter constant text := replace(pair_letters(), '+', '');
begin
  if length(p_text) <= 1000 and length(v_text) <= 1000 then
    return v_text;
  end if;
  return regexp_replace(
    v_text collate "und-x-icu",
    format('(%1$s|((?!%1$s)[%2$s])+)$', v_pair_letter, word_letters()), '');
end
$function$;
comment on routine search_input(text) is 'Internal: The part of a person''s input that search uses: its first 1,000 characters, up to the end of a word, normalized as stored text is.';


-- function search_messages(text, integer, timestamp with time zone, bigint)
set role lyss_definer;
CREATE OR REPLACE FUNCTION search_messages(p_text text, p_limit integer, p_before_created_at timestamp with time zone DEFAULT 'infinity'::timestamp with time zone, p_before_id bigint DEFAULT 0)
 RETURNS SETOF messages
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET random_page_cost TO '0'
 SET seq_page_cost TO '0'
 SET cpu_index_tuple_cost TO '3'
AS $function$
declare
  v_user constant integer := current_user_id();
  v_query constant tsquery := search_query(p_text);
  v_runs constant text[] := search_runs(p_text);
  v_first constant timestamptz := (
    select c.created_at from conversations as c
    where c.user_id = v_user
    order by c.created_at, c.id
    limit 1
  );
  v_expired constant bigint[] := array(
    select c.id from conversations as c
    where c.user_id = v_user and c.expires_at <= statement_time()
  );
  v_month timestamp := date_trunc(
    'month', least(p_before_created_at, statement_time()) at time zone 'UTC');
  v_months integer := 1;
  v_read integer := 0;
  v_from timestamptz;
  v_to timestamptz := p_before_created_at + interval '1 microsecond';
  v_left integer := p_limit;
  v_found integer;
begin
  while numnode(v_query) > 0 and v_left > 0 and v_to > v_first loop
    v_from := v_month at time zone 'UTC';
    return query
      select m.*
      from (
        select m.*
        from messages as m
        where m.user_id = v_user
          and m.created_at >= v_from
          and m.created_at < v_to
          and search_vector(m.content) @@ v_query
        offset 0
      ) as m
      where has_runs(m.content, v_runs)
        and m.conversation_id <> all (v_expired)
        and (m.created_at, m.id) < (p_before_created_at, p_before_id)
      order by m.created_at desc, m.id desc
      limit v_left;
    get diagnostics v_found = row_count;
    v_left := v_left - v_found;
    v_to := v_from;
    v_read := v_read + v_months;
    v_months := least(
      v_months * 4, 1 + v_left::bigint * v_read * 5 / 4 / nullif(p_limit - v_left, 0));
    v_month := v_month - make_interval(months => v_months);
  end loop;
end
$function$;
comment on routine search_messages(text, integer, timestamp with time zone, bigint) is 'The current user''s own messages that have every word of a text, newest first, before a position.';
reset role;


-- function search_query(text)
CREATE OR REPLACE FUNCTION search_query(p_text text)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET client_min_messages TO 'warning'
AS $function$
declare
  v_text constant text := search_input(p_text);
  v_words record;
  v_run text;
  v_letters text[];
  v_terms text[];
begin
  v_words := search_words(v_text);
  v_terms := v_words.others;
  for v_run in select m[1] from regexp_matches(v_text, pair_letters(), 'g') as m loop
    v_letters := string_to_array(v_run, null);
    if cardinality(v_letters) = 1 then
      v_terms := v_terms || v_run;
    end if;
    for i in 1 .. cardinality(v_letters) - 1 loop
      v_terms := v_terms || (v_letters[i] || v_letters[i + 1]);
    end loop;
  end loop;
  -- terms need no quotes: they have letters and digits only
  return plainto_tsquery('pg_catalog.english', v_words.english)
    && coalesce(array_to_string(v_terms, ' & '), '')::tsquery;
end
$function$;
comment on routine search_query(text) is 'Internal: What a person types into a search box, as a condition on search_vector.';


-- function search_runs(text)
CREATE OR REPLACE FUNCTION search_runs(p_text text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  -- ASCII has none
  if octet_length(p_text) = length(p_text) then
    return '{}';
  end if;
  return (
    select coalesce(array_agg(m[1]), '{}')
    from regexp_matches(search_input(p_text), pair_letters(), 'g') as m
    where char_length(m[1]) > 2);
end
$function$;
comment on routine search_runs(text) is 'Internal: The runs of a search text that search_query alone does not find exactly.';


-- function search_text(text)
CREATE OR REPLACE FUNCTION search_text(p_text text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
declare
  v_text text := left(p_text, 131072);
  v_pair_letter text;
begin
  if octet_length(v_text) = length(v_text) then
    return lower(v_text collate "C");
  end if;
  if v_text ~ '[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]' then
    v_text := regexp_replace(
      v_text,
      '[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200d-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20f0'
        '\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]'
        '|(?<![\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe])\u200c',
      '', 'g');
  end if;
  v_text := lyss_platform.stream_safe(v_text);
  if v_text ~ '[\u00c0-\u024f\u0300-\u036f\u0370-\u03ff\u1e00-\u1fff\u212b]' then
    -- Latin and Greek letters lose their accents; those of other scripts tell words apart
    v_text := regexp_replace(
      lyss_platform.fold_case(normalize(v_text, nfkd)), '([a-zα-ω])[\u0300-\u036f]+', '\1', 'g');
    v_text := replace(replace(replace(v_text, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
    v_text := replace(replace(replace(replace(v_text, 'ø', 'o'), 'ł', 'l'), 'đ', 'd'), 'ı', 'i');
    v_text := normalize(v_text, nfkc);
  else
    v_text := lyss_platform.fold_case(normalize(v_text, nfkc));
  end if;
  if strpos(v_text, E'\u200b') > 0 then
    v_pair_letter := replace(lyss_platform.pair_letters(), '+', '');
    v_text := regexp_replace(
      v_text, format('(?<=%1$s)\u200b+(?=%1$s)', v_pair_letter), '', 'g');
  end if;
  -- a sigma is another letter at the end of a word
  v_text := replace(v_text, 'ς', 'σ');
  return left(v_text, case when octet_length(v_text) > 393216 then 87381 else 131072 end);
end
$function$;
comment on routine search_text(text) is 'Internal: A text as search compares it: lower case, Latin and Greek letters without accents, full-width letters as plain ones, without what shows nothing inside a word, at most 131,072 characters.';


-- function search_words(text)
CREATE OR REPLACE FUNCTION search_words(p_text text, OUT english text, OUT others text[])
 RETURNS record
 LANGUAGE plpgsql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
begin
  others := '{}';
  if octet_length(p_text) = length(p_text) then
    english := regexp_replace(p_text, '[^a-z0-9 ]+', ' ', 'g');
  else
    english := regexp_replace(
      regexp_replace(p_text, lyss_platform.pair_letters(), ' ', 'g') collate "und-x-icu",
      '[^ ' || lyss_platform.word_letters() || ']+', ' ', 'g');
  end if;
  if octet_length(english) > length(english) or english ~ '[0-9]e[0-9]' then
    select
      coalesce(array_agg(word) filter (where not is_english), '{}'),
      coalesce(string_agg(word, ' ') filter (where is_english), '')
    into others, english
    from (
      select word, octet_length(word) = length(word) and word !~ '^[0-9]+e[0-9]' as is_english
      from unnest(string_to_array(english, ' ')) as word
      where word <> '' and octet_length(word) <= 2046
    ) as words;
  end if;
end
$function$;
comment on routine search_words(text) is 'Internal: The words of a text that search_text made, its pair letters aside: those that the English parser takes, and the others.';


-- function set_job(text, interval, interval)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_job(p_name text, p_every interval, p_keep interval)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function set_legal_hold(integer, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_legal_hold(p_user_id integer, p_reason text)
 RETURNS SETOF legal_holds
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_system();
  perform await_holds(p_sets_one => true);
  return query
    insert into legal_holds as h (user_id, reason) values (p_user_id, p_reason)
    on conflict (user_id) do update set reason = excluded.reason
    returning h.*;
end
$function$;
comment on routine set_legal_hold(integer, text) is 'Forbids to erase anything about a user; returns the hold.';
reset role;


-- function set_model_price(uuid, text, text, text, jsonb, timestamp with time zone)
set role lyss_definer;
CREATE OR REPLACE FUNCTION set_model_price(p_id uuid, p_provider_type text, p_model text, p_currency text, p_unit_prices jsonb, p_from timestamp with time zone)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_now constant timestamptz := lock_model_prices(p_provider_type, p_model);
  v_from constant timestamptz := coalesce(p_from, v_now);
  v_to timestamptz;
begin
  perform require_admin();
  return query
    select * from model_prices as p
    where p.id = p_id and p.provider_type = p_provider_type
      and p.model = p_model and p.currency = p_currency and p.unit_prices = p_unit_prices
      and p.effective_from = coalesce(p_from, p.effective_from);
  if found then
    return;
  end if;
  if v_from < v_now and exists (
    select from model_prices as p
    where p.provider_type = p_provider_type and p.model = p_model
      and p.effective_from <= v_from
      and (p.effective_to is null or v_from < p.effective_to)
  ) then
    raise exception 'a price was in effect at that time already, and stays'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set the new one from now on';
  end if;
  delete from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from = v_from and p.id <> p_id;
  update model_prices as p set effective_to = v_from
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from < v_from
    and (p.effective_to is null or v_from < p.effective_to);
  select min(p.effective_from) into v_to from model_prices as p
  where p.provider_type = p_provider_type and p.model = p_model
    and p.effective_from > v_from;
  insert into model_prices (
    id, provider_type, model, currency, unit_prices, effective_from, effective_to
  ) values (
    p_id, p_provider_type, p_model, p_currency, p_unit_prices, v_from, v_to
  );
  return query select * from model_prices as p where p.id = p_id;
end
$function$;
comment on routine set_model_price(uuid, text, text, text, jsonb, timestamp with time zone) is 'Sets a price from an instant on, null for now, and returns it.';
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


-- function stale_statistics()
CREATE OR REPLACE FUNCTION stale_statistics()
 RETURNS TABLE(table_name text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function tell_access_change()
set role lyss_definer;
CREATE OR REPLACE FUNCTION tell_access_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    insert into access_changes (kind, id) values ('all', 0) on conflict do nothing;
    return null;
  end if;
  if tg_op <> 'INSERT' then
    insert into access_changes (kind, id) values (tg_argv[0], (to_jsonb(old) ->> tg_argv[1])::integer)
    on conflict do nothing;
  end if;
  if tg_op <> 'DELETE' then
    insert into access_changes (kind, id) values (tg_argv[0], (to_jsonb(new) ->> tg_argv[1])::integer)
    on conflict do nothing;
  end if;
  return null;
end
$function$;
comment on routine tell_access_change() is 'Trigger function: records whose access has changed, for hosts that keep answers.';
reset role;


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


-- function transactions_to_await(text[])
CREATE OR REPLACE FUNCTION transactions_to_await(p_awaited text[])
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function update_model_price(uuid, timestamp with time zone, text, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION update_model_price(p_id uuid, p_updated_at timestamp with time zone, p_currency text, p_unit_prices jsonb)
 RETURNS SETOF model_prices
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
declare
  v_price model_prices;
  v_now timestamptz;
begin
  perform require_admin();
  select * into v_price from model_prices as p where p.id = p_id;
  if not found then
    return;
  end if;
  v_now := lock_model_prices(v_price.provider_type, v_price.model);
  if v_price.effective_from <= v_now then
    raise exception 'a price that is in effect stays as it is'
      using
        errcode = 'check_violation',
        constraint = 'model_prices_effective_from',
        hint = 'Set another one from now on';
  end if;
  update model_prices as p set currency = p_currency, unit_prices = p_unit_prices
  where p.id = p_id and p.updated_at = p_updated_at;
  if found then
    return query select * from model_prices as p where p.id = p_id;
  end if;
end
$function$;
comment on routine update_model_price(uuid, timestamp with time zone, text, jsonb) is 'Changes a price that is not in effect yet, unless it was changed since p_updated_at; returns it, or nothing.';
reset role;


-- function update_updated_at_column()
CREATE OR REPLACE FUNCTION update_updated_at_column()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  new.updated_at := current_timestamp;
  return new;
end
$function$;
comment on routine update_updated_at_column() is 'Trigger function: keeps updated_at.';


-- function usable_provider(integer, integer)
set role lyss_definer;
CREATE OR REPLACE FUNCTION usable_provider(p_user_id integer, p_provider_id integer)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
begin
  -- The column makes PostgreSQL read the row: to set up reading it from the index alone takes longer.
  perform d.is_active from lyss_platform.provider_distributions as d
  where d.user_id operator(pg_catalog.=) p_user_id and d.provider_id operator(pg_catalog.=) p_provider_id
    and lyss_platform.distribution_is_open(d.is_active, d.valid_from, d.valid_until);
  if found then
    perform from lyss_platform.provider_configs as p
    where p.id operator(pg_catalog.=) p_provider_id and p.is_active;
  else
    perform from lyss_platform.provider_configs as p
    where p.id operator(pg_catalog.=) p_provider_id and p.created_by operator(pg_catalog.=) p_user_id
      and p.scope operator(pg_catalog.=) 'personal' and p.is_active;
  end if;
  return found;
end
$function$;
comment on routine usable_provider(integer, integer) is 'Internal: Whether the user, if active, may use the provider.';
reset role;


-- function usage_bucket(timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION usage_bucket(p_at timestamp with time zone, p_bucket text, p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (p_bucket <> 'all'::text) THEN date_trunc(p_bucket, p_at, p_zone) ELSE NULL::timestamp with time zone END;
comment on routine usage_bucket(timestamp with time zone, text, text) is 'Internal: The beginning of the hour, day or month of a time zone that a time is in; null for all.';


-- function usage_bucket_start(timestamp with time zone, text, text)
CREATE OR REPLACE FUNCTION usage_bucket_start(p_at timestamp with time zone, p_bucket text, p_zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN ((p_bucket = ANY (ARRAY['day'::text, 'month'::text])) AND (((p_at - '01:00:00'::interval) AT TIME ZONE p_zone) = (p_at AT TIME ZONE p_zone))) THEN (p_at - '01:00:00'::interval) ELSE p_at END;
comment on routine usage_bucket_start(timestamp with time zone, text, text) is 'Internal: Where the hour, day or month begins that usage_bucket() names.';


-- function usage_by(timestamp with time zone, timestamp with time zone, text, text, text[], integer, integer, text)
CREATE OR REPLACE FUNCTION usage_by(p_from timestamp with time zone, p_to timestamp with time zone, p_bucket text, p_zone text, p_dimensions text[], p_user_id integer, p_provider_id integer, p_model text)
 RETURNS TABLE(bucket timestamp with time zone, user_id integer, provider_id integer, model text, outcome text, currency text, requests bigint, unpriced bigint, tokens bigint, cost numeric, average_time_to_first_token_ms numeric, average_duration_ms numeric)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_first bigint;
  v_next bigint;
  v_open bigint[];
  v_admin constant boolean := current_system_reason() is not null or current_user_is_admin();
  v_of_all constant boolean :=
    v_admin and not 'user' = any (p_dimensions) and p_user_id is null;
  -- the user, where usage of only one is read: an index finds it
  v_user_id constant integer := coalesce(
    p_user_id, case when not v_admin then current_user_id() end);
  v_days date[];
begin
  perform require_usage_window(p_from, p_to, p_bucket, p_zone);
  if not p_dimensions
    <@ '{user,provider,model,outcome,currency}'::text[] then
    raise exception 'dimensions are %: each is one of user, provider, model, outcome, currency',
      p_dimensions
      using errcode = 'data_exception';
  end if;
  select w.first_stamp, w.next_stamp, w.open_stamps into v_first, v_next, v_open
  from rolled_up() as w;
  v_days := used_days((p_from at time zone 'UTC')::date, (p_to at time zone 'UTC')::date, v_user_id);
  -- "offset 0" makes it use the indexes, however many rows a plan for any time expects
  return query
    with pieces as materialized (
      select * from usage_pieces(
        p_days => v_days, p_from => p_from, p_to => p_to, p_bucket => p_bucket, p_zone => p_zone)
    ), facts as (
      select
        p.bucket, null::integer as user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_totals as t
        where t.day = p.whole_day
        offset 0
      ) as t
      where v_of_all
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_days as t
        where t.day = p.whole_day
        offset 0
      ) as t
      where not v_of_all and v_user_id is null
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_days as t
        where t.user_id = v_user_id and t.day = p.whole_day
        offset 0
      ) as t
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_quarter_hours as t
        where t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
        offset 0
      ) as t
      where v_user_id is null
      union all
      select
        p.bucket, t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from pieces as p
      cross join lateral (
        select * from usage_quarter_hours as t
        where t.user_id = v_user_id
          and t.quarter_hour >= p.from_at and t.quarter_hour < p.to_at
        offset 0
      ) as t
      union all
      select
        usage_bucket(t.recorded_at, p_bucket, p_zone), t.user_id, t.provider_id, t.model, t.outcome, t.currency, t.requests, t.unpriced,
        t.tokens, t.cost, t.timed, t.duration_ms, t.streamed, t.time_to_first_token_ms
      from usage_facts as t
      where t.stamp between v_first and 9223372036854775807
        and (t.stamp >= v_next or t.stamp = any (v_open))
        and t.recorded_at >= p_from and t.recorded_at < p_to
    )
    select
      usage_bucket_start(f.bucket, p_bucket, p_zone),
      case when 'user' = any (p_dimensions) then f.user_id end as user_id,
      case when 'provider' = any (p_dimensions) then f.provider_id end as provider_id,
      case when 'model' = any (p_dimensions) then f.model end::text as model,
      case when 'outcome' = any (p_dimensions) then f.outcome end::text as outcome,
      case when 'currency' = any (p_dimensions) then f.currency end::text as currency,
      sum(f.requests)::bigint,
      sum(f.unpriced)::bigint,
      sum(f.tokens)::bigint,
      sum(f.cost),
      sum(f.time_to_first_token_ms) / nullif(sum(f.streamed), 0),
      sum(f.duration_ms) / nullif(sum(f.timed), 0)
    from facts as f
    where (v_user_id is null or f.user_id = v_user_id)
      and (p_provider_id is null or f.provider_id = p_provider_id)
      and (p_model is null or f.model = p_model)
    group by f.bucket, 2, 3, 4, 5, 6
    having sum(f.requests) <> 0 or sum(f.cost) <> 0
    order by 1, 2, 3, 4, 5, 6;
end
$function$;
comment on routine usage_by(timestamp with time zone, timestamp with time zone, text, text, text[], integer, integer, text) is 'Usage between two times by buckets (all, hour, day, month) of a time zone and by dimensions, as far as the caller sees it.';


-- function usage_costs(uuid[], integer[], text[], usage_statistics_counts[], numeric[])
CREATE OR REPLACE FUNCTION usage_costs(p_ids uuid[], p_provider_ids integer[], p_models text[], p_counts usage_statistics_counts[], p_costs numeric[], OUT price_ids uuid[], OUT currencies text[], OUT costs numeric[])
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
    perform lyss_platform.require_usage_ids(p_ids);
    if p_costs[1] is null then
      select c.provider_type into v_type from lyss_platform.provider_configs as c where c.id = p_provider_ids[1];
      select * into v_price
      from lyss_platform.cost_at(v_type, p_models[1], p_counts[1], lyss_platform.uuid_time(p_ids[1]));
      price_ids := array[v_price.price_id];
      currencies := array[v_price.currency];
      costs := array[v_price.cost];
    end if;
    return;
  end if;
  v_span := lyss_platform.usage_span(p_ids);
  select
    array_agg(case when p_costs[n.number] is null then p.price_id end order by n.number),
    array_agg(case when p_costs[n.number] is null then p.currency end order by n.number),
    array_agg(
      case
        when p_costs[n.number] is null and p.unit_prices is not null
          then lyss_platform.cost_of(p.unit_prices, p_counts[n.number])
      end
      order by n.number)
  into price_ids, currencies, costs
  from generate_series(1, cardinality(p_ids)) as n (number)
  left join lyss_platform.usage_prices(p_provider_ids, p_models, v_span.first_at, v_span.last_at) as p
    on p.provider_id = p_provider_ids[n.number] and p.model = p_models[n.number]
      -- the time of each is asked for only where a price changed between the first and the last
      and (
        p.from_at <= v_span.first_at and p.to_at > v_span.last_at
        or lyss_platform.uuid_time(p_ids[n.number]) >= p.from_at and lyss_platform.uuid_time(p_ids[n.number]) < p.to_at
      );
end
$function$;
comment on routine usage_costs(uuid[], integer[], text[], usage_statistics_counts[], numeric[]) is 'Internal: Prices, currencies and costs of requests; nulls where the caller gives the cost.';


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
 SET search_path TO 'lyss_platform', 'pg_temp'
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


-- function usage_prices(integer[], text[], timestamp with time zone, timestamp with time zone)
CREATE OR REPLACE FUNCTION usage_prices(p_provider_ids integer[], p_models text[], p_first timestamp with time zone, p_last timestamp with time zone)
 RETURNS TABLE(provider_id integer, model text, from_at timestamp with time zone, to_at timestamp with time zone, price_id uuid, currency character, unit_prices jsonb)
 LANGUAGE plpgsql
 STABLE ROWS 100
AS $function$
declare
  v_provider_type text;
  v_price record;
begin
  for provider_id, model in
    select distinct n.provider_id, n.model from unnest(p_provider_ids, p_models) as n (provider_id, model)
  loop
    select c.provider_type into v_provider_type from lyss_platform.provider_configs as c where c.id = provider_id;
    from_at := '-infinity';
    to_at := p_first;
    loop
      v_price := lyss_platform.price_span(v_provider_type, model, to_at, p_last);
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
comment on routine usage_prices(integer[], text[], timestamp with time zone, timestamp with time zone) is 'Internal: The prices of providers and models, each with the time in which it is in effect.';


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
      perform lyss_platform.require_usage_ids(array[v_first, v_last]);
    end if;
  else
    perform lyss_platform.require_usage_ids(p_ids);
  end if;
  first_at := lyss_platform.uuid_time(v_first);
  last_at := lyss_platform.uuid_time(v_last);
end
$function$;
comment on routine usage_span(uuid[]) is 'Internal: The first and the last time of the ids of a batch; fails as require_usage_ids() does.';


-- function used_days(date, date, integer)
CREATE OR REPLACE FUNCTION used_days(p_first date, p_last date, p_user_id integer)
 RETURNS date[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'lyss_platform', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_sort TO 'off'
AS $function$
begin
  if p_user_id is not null then
    return array(
      select distinct t.day from usage_days as t
      where t.user_id = p_user_id and t.day >= p_first and t.day <= p_last
      order by t.day);
  end if;
  return array(
    with recursive known (day) as (
      (
        select t.day from usage_days as t
        where t.day >= p_first and t.day <= p_last
        order by t.day
        limit 1
      )
      union all
      select n.day
      from known as k
      cross join lateral (
        select t.day from usage_days as t
        where t.day > k.day and t.day <= p_last
        order by t.day
        limit 1
      ) as n
    )
    select k.day from known as k);
end
$function$;
comment on routine used_days(date, date, integer) is 'Internal: The days between two, both included, on which the caller sees any usage; of one user if p_user_id is given.';


-- function verify_audit_log(bigint, text)
set role lyss_definer;
CREATE OR REPLACE FUNCTION verify_audit_log(p_number bigint, p_hash text)
 RETURNS TABLE(number bigint, month date, fault text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  perform require_admin();
  return query select * from broken_seal('00000000-0000-0000-0000-000000000000', p_number, p_hash);
end
$function$;
comment on routine verify_audit_log(bigint, text) is 'The first seal of the audit log that does not match, and why; nothing if all match. It also compares a known seal.';
reset role;


-- function visible_providers(integer, integer)
CREATE OR REPLACE FUNCTION visible_providers(p_after_number integer, p_limit integer)
 RETURNS TABLE(id integer, name character varying, provider_type character varying, scope character varying, created_by integer, api_base_url character varying, config jsonb, is_active boolean, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_admin() then
    return query
    select p.id, p.name, p.provider_type, p.scope, p.created_by, p.api_base_url, p.config, p.is_active,
      p.created_at, p.updated_at
    from provider_configs as p
    where p.id > p_after_number and p.id = any (array (
      select o.id from provider_configs as o
      where o.created_by = (select current_user_id()) and o.id > p_after_number
      union all
      select d.provider_id from provider_distributions as d
      where d.user_id = (select current_user_id()) and d.is_active and d.provider_id > p_after_number))
    order by p.id
    limit p_limit;
  else
    return query
    select p.id, p.name, p.provider_type, p.scope, p.created_by, p.api_base_url, p.config, p.is_active,
      p.created_at, p.updated_at
    from provider_configs as p
    where p.id > p_after_number
    order by p.id
    limit p_limit;
  end if;
end
$function$;
comment on routine visible_providers(integer, integer) is 'The providers that the scope sees, by id.';


-- function visible_users(integer, integer)
CREATE OR REPLACE FUNCTION visible_users(p_after_number integer, p_limit integer)
 RETURNS TABLE(id integer, username character varying, email character varying, role character varying, is_active boolean, created_at timestamp with time zone, updated_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
#variable_conflict use_column
begin
  if current_setting('role') = 'authenticated_users' and not current_user_is_admin() then
    return query
    select u.id, u.username, u.email, u.role, u.is_active, u.created_at, u.updated_at
    from users as u
    where u.id = (select current_user_id()) and u.id > p_after_number
    limit p_limit;
  else
    return query
    select u.id, u.username, u.email, u.role, u.is_active, u.created_at, u.updated_at
    from users as u
    where u.id > p_after_number
    order by u.id
    limit p_limit;
  end if;
end
$function$;
comment on routine visible_users(integer, integer) is 'The users that the scope sees, by id.';


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
        lyss_platform.row_lockers(array[t.relation]), 'nobody holds it any more'))
      from (
        select c.relname as name, c.oid::regclass as relation
        from regexp_matches(split_part(p_context, E'\n', 1), '\w+', 'g') with ordinality as w (word, place)
        join pg_class as c on c.relname = w.word[1] and c.relkind in ('r', 'p')
        where c.relnamespace = to_regnamespace('lyss_platform')
        order by w.place
        limit 1
      ) as t
    ),
    (
      select 'another session has done the same as ' || w.word[1]
      from regexp_matches(p_context, '(\w+)\(', 'g') with ordinality as w (word, place)
      join pg_proc as p on p.proname = w.word[1] and p.pronamespace = to_regnamespace('lyss_platform')
      order by w.place
      limit 1
    ),
    'it is not known which')
$function$;
comment on routine waited_for(text) is 'Internal: Says which table was locked, and by whom, where PostgreSQL only says that a lock was not free in time.';


-- function wall_time()
CREATE OR REPLACE FUNCTION wall_time()
 RETURNS timestamp with time zone
 LANGUAGE sql
 PARALLEL SAFE
RETURN clock_timestamp();
comment on routine wall_time() is 'Internal: The time now, by which leases are counted.';


-- function word_letters()
CREATE OR REPLACE FUNCTION word_letters()
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN '[:alnum:]\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0f18\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u135d-\u135f\u1712-\u1734\u1752-\u1773\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec\uabed\ufe00-\ufe0f\ufe20-\ufe2f'::text;
comment on routine word_letters() is 'Internal: What a word is made of, to stand between the brackets of a regular expression of the collation und-x-icu.';


-- function write_entry(text, text, text, jsonb, jsonb)
set role lyss_definer;
CREATE OR REPLACE FUNCTION write_entry(p_action text, p_resource_type text, p_id_column text, p_row jsonb, p_changes jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'lyss_platform', 'pg_temp'
AS $function$
begin
  insert into audit_logs (action, resource_type, resource_id, changes, ip_address, user_agent)
  values (
    p_action,
    p_resource_type,
    (p_row ->> p_id_column)::bigint,
    p_changes || jsonb_strip_nulls(jsonb_build_object('reason', current_system_reason())),
    inet_client_addr(),
    nullif(current_setting('application_name'), ''));
end
$function$;
comment on routine write_entry(text, text, text, jsonb, jsonb) is 'Internal: Adds an entry of the database to the audit log; the row gives its resource.';
reset role;


-- procedure run_due_jobs(text)
CREATE OR REPLACE PROCEDURE run_due_jobs(IN p_reason text)
 LANGUAGE plpgsql
AS $procedure$
declare
  v_until constant timestamptz := lyss_platform.wall_time() operator(pg_catalog.+) interval '1 minute';
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
    perform lyss_platform.seal_as_owner();
    select * into v_job from lyss_platform.run_due_job();
    if v_job.error is not null then
      raise warning '%: %', v_job.job, v_job.error;
    end if;
    exit when v_job.job is null or lyss_platform.wall_time() operator(pg_catalog.>) v_until;
  end loop;
  commit;
end
$procedure$;
comment on routine run_due_jobs(text) is 'Runs all jobs that are due, each in a transaction of its own, for at most about a minute.';


-- Foreign keys
alter table audit_logs add constraint audit_logs_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT;
alter table conversations add constraint conversations_provider_id_fk FOREIGN KEY (provider_id) REFERENCES provider_configs(id) ON DELETE RESTRICT;
alter table conversations add constraint conversations_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
alter table erasures add constraint erasures_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT;
alter table legal_holds add constraint legal_holds_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT;
alter table messages add constraint messages_conversation_id_user_id_fk FOREIGN KEY (conversation_id, user_id) REFERENCES conversations(id, user_id) ON DELETE CASCADE;
alter table provider_configs add constraint provider_configs_created_by_fk FOREIGN KEY (created_by) REFERENCES users(id) ON DELETE RESTRICT;
alter table provider_distributions add constraint check_only_org_providers_can_be_distributed FOREIGN KEY (provider_id, scope) REFERENCES provider_configs(id, scope) ON DELETE RESTRICT;
alter table provider_distributions add constraint provider_distributions_distributed_by_fk FOREIGN KEY (distributed_by) REFERENCES users(id) ON DELETE RESTRICT;
alter table provider_distributions add constraint provider_distributions_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT;
alter table usage_statistics add constraint usage_statistics_conversation_id_user_id_fk FOREIGN KEY (conversation_id, user_id) REFERENCES conversations(id, user_id) ON DELETE SET NULL (conversation_id);
alter table usage_statistics add constraint usage_statistics_provider_id_fk FOREIGN KEY (provider_id) REFERENCES provider_configs(id) ON DELETE RESTRICT;
alter table usage_statistics add constraint usage_statistics_user_id_fk FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE RESTRICT;


-- Triggers
CREATE TRIGGER refuse_change_of_audit_logs BEFORE DELETE OR UPDATE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_truncate_of_audit_logs BEFORE TRUNCATE ON audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_logs');
CREATE TRIGGER refuse_change_of_audit_seals BEFORE DELETE OR UPDATE ON audit_seals FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER refuse_truncate_of_audit_seals BEFORE TRUNCATE ON audit_seals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_seals');
CREATE TRIGGER expire_later BEFORE INSERT OR UPDATE OF expires_at ON conversations FOR EACH ROW WHEN ((new.expires_at IS NOT NULL)) EXECUTE FUNCTION expire_later();
CREATE TRIGGER keep_held BEFORE DELETE ON conversations FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON conversations FOR EACH ROW WHEN (((current_setting('role'::text) <> 'authenticated_users'::text) OR (NOT scope_holds()))) EXECUTE FUNCTION record_change('id', '{user_id,provider_id}', '{}', '{message_count,last_active_at,greatest_idempotency_key}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON conversations FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table conversations disable trigger refuse_closed;
CREATE TRIGGER require_reason BEFORE INSERT OR DELETE OR UPDATE ON conversations FOR EACH STATEMENT WHEN (((CURRENT_USER = 'lyss_system'::name) AND (current_system_reason() IS NULL))) EXECUTE FUNCTION require_reason();
CREATE TRIGGER update_conversations_updated_at BEFORE UPDATE OF idempotency_key, provider_id, title, metadata, expires_at, updated_at ON conversations FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER deactivate_erased AFTER INSERT OR UPDATE OF erased_at ON erasures FOR EACH ROW WHEN ((new.erased_at IS NULL)) EXECUTE FUNCTION deactivate_erased();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON graduations FOR EACH ROW EXECUTE FUNCTION record_change('', '{tenant_id}', '{state}', '{pass,since_xid,next_xid,progress,singleton,currency,begun_at,closed_at,finished_at,audit_until,provider_kinds}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE OF every, keep, keeps_all, hold ON jobs FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{every,keep,keeps_all,hold}', '{name,started_at,took,done,error,succeeded_at,failures,due_at}');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON legal_holds FOR EACH ROW EXECUTE FUNCTION record_change('user_id', '{}', '{}', '{held_at}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON legal_holds FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table legal_holds disable trigger refuse_closed;
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table messages disable trigger refuse_closed;
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION record_change('', '{id,provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON model_prices FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table model_prices disable trigger refuse_closed;
CREATE TRIGGER update_model_prices_updated_at BEFORE UPDATE ON model_prices FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER keep_access_periods AFTER INSERT OR UPDATE OF is_active ON provider_configs FOR EACH ROW EXECUTE FUNCTION keep_access_periods('provider');
CREATE TRIGGER record_change AFTER INSERT OR UPDATE ON provider_configs FOR EACH ROW WHEN (((current_setting('role'::text) <> 'authenticated_users'::text) OR (NOT scope_holds()) OR ((new.scope)::text = 'organization'::text))) EXECUTE FUNCTION record_change('id', '{created_by}', '{provider_type,scope,is_active}', '{}', '{name,api_base_url}');
CREATE TRIGGER record_change_of_deleted AFTER DELETE ON provider_configs FOR EACH ROW EXECUTE FUNCTION record_change('id', '{created_by}', '{provider_type,scope,is_active}', '{}', '{name,api_base_url}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON provider_configs FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table provider_configs disable trigger refuse_closed;
CREATE TRIGGER require_reason BEFORE INSERT OR DELETE OR UPDATE ON provider_configs FOR EACH STATEMENT WHEN (((CURRENT_USER = 'lyss_system'::name) AND (current_system_reason() IS NULL))) EXECUTE FUNCTION require_reason();
CREATE TRIGGER tell_access_change AFTER INSERT OR DELETE ON provider_configs FOR EACH ROW EXECUTE FUNCTION tell_access_change('provider', 'id');
CREATE TRIGGER tell_access_change_of_all AFTER TRUNCATE ON provider_configs FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER tell_access_change_of_updated AFTER UPDATE ON provider_configs FOR EACH ROW WHEN (((old.id <> new.id) OR ((old.scope)::text <> (new.scope)::text) OR (old.created_by <> new.created_by) OR (old.is_active <> new.is_active))) EXECUTE FUNCTION tell_access_change('provider', 'id');
CREATE TRIGGER update_provider_configs_updated_at BEFORE UPDATE ON provider_configs FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();
CREATE TRIGGER keep_access_periods AFTER INSERT OR UPDATE OF is_active, valid_from, valid_until, distributed_by ON provider_distributions FOR EACH ROW EXECUTE FUNCTION keep_access_periods('distribution');
CREATE TRIGGER keep_begun_distribution BEFORE INSERT OR UPDATE OF is_active, valid_from, valid_until ON provider_distributions FOR EACH ROW WHEN ((CURRENT_USER = ANY (ARRAY['authenticated_users'::name, 'lyss_system'::name]))) EXECUTE FUNCTION keep_begun_distribution();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON provider_distributions FOR EACH ROW EXECUTE FUNCTION record_change('id', '{provider_id,user_id}', '{distributed_by,distributed_at,is_active,valid_from,valid_until}', '{}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON provider_distributions FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table provider_distributions disable trigger refuse_closed;
CREATE TRIGGER require_reason BEFORE INSERT OR DELETE OR UPDATE ON provider_distributions FOR EACH STATEMENT WHEN (((CURRENT_USER = 'lyss_system'::name) AND (current_system_reason() IS NULL))) EXECUTE FUNCTION require_reason();
CREATE TRIGGER tell_access_change AFTER INSERT OR DELETE ON provider_distributions FOR EACH ROW EXECUTE FUNCTION tell_access_change('user', 'user_id');
CREATE TRIGGER tell_access_change_of_all AFTER TRUNCATE ON provider_distributions FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER tell_access_change_of_updated AFTER UPDATE ON provider_distributions FOR EACH ROW WHEN (((old.user_id <> new.user_id) OR (old.provider_id <> new.provider_id) OR (old.is_active <> new.is_active) OR (old.valid_from <> new.valid_from) OR (old.valid_until IS DISTINCT FROM new.valid_until))) EXECUTE FUNCTION tell_access_change('user', 'user_id');
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON scope_keys FOR EACH ROW EXECUTE FUNCTION record_change('id', '{name}', '{}', '{name,outer_pad,former_pads,former_until}');
CREATE TRIGGER refuse_change_of_usage_adjustments BEFORE DELETE OR UPDATE ON usage_adjustments FOR EACH ROW EXECUTE FUNCTION refuse_change('usage_adjustments');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON usage_adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table usage_adjustments disable trigger refuse_closed;
CREATE TRIGGER refuse_truncate_of_usage_adjustments BEFORE TRUNCATE ON usage_adjustments FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('usage_adjustments');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON usage_statistics FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table usage_statistics disable trigger refuse_closed;
CREATE TRIGGER keep_access_periods AFTER INSERT OR UPDATE OF is_active ON users FOR EACH ROW EXECUTE FUNCTION keep_access_periods('user');
CREATE TRIGGER keep_an_administrator BEFORE UPDATE ON users FOR EACH ROW WHEN (((CURRENT_USER = 'authenticated_users'::name) AND (((old.role)::text <> (new.role)::text) OR (old.is_active <> new.is_active)))) EXECUTE FUNCTION keep_an_administrator();
CREATE TRIGGER record_change AFTER INSERT OR DELETE OR UPDATE ON users FOR EACH ROW EXECUTE FUNCTION record_change('id', '{}', '{role,is_active}', '{}');
CREATE TRIGGER refuse_closed BEFORE INSERT OR DELETE OR UPDATE ON users FOR EACH STATEMENT EXECUTE FUNCTION refuse_closed();
alter table users disable trigger refuse_closed;
CREATE TRIGGER require_reason BEFORE INSERT OR DELETE OR UPDATE ON users FOR EACH STATEMENT WHEN (((CURRENT_USER = 'lyss_system'::name) AND (current_system_reason() IS NULL))) EXECUTE FUNCTION require_reason();
CREATE TRIGGER tell_access_change AFTER INSERT OR DELETE ON users FOR EACH ROW EXECUTE FUNCTION tell_access_change('user', 'id');
CREATE TRIGGER tell_access_change_of_all AFTER TRUNCATE ON users FOR EACH STATEMENT EXECUTE FUNCTION tell_access_change();
CREATE TRIGGER tell_access_change_of_updated AFTER UPDATE ON users FOR EACH ROW WHEN (((old.id <> new.id) OR (old.is_active <> new.is_active))) EXECUTE FUNCTION tell_access_change('user', 'id');
CREATE TRIGGER update_users_updated_at BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION update_updated_at_column();


-- Policies
create policy access_changes_definer_delete on access_changes for delete to lyss_definer using (true);
create policy access_changes_definer_insert on access_changes for insert to lyss_definer with check (true);
create policy access_changes_definer_select on access_changes for select to lyss_definer using (true);
create policy access_periods_definer_insert on access_periods for insert to lyss_definer with check (true);
create policy access_periods_definer_select on access_periods for select to lyss_definer using (true);
create policy access_periods_definer_update on access_periods for update to lyss_definer using (true) with check (true);
create policy audit_logs_definer_insert on audit_logs for insert to lyss_definer with check (true);
create policy audit_logs_definer_select on audit_logs for select to lyss_definer using (true);
create policy audit_logs_insert on audit_logs for insert to authenticated_users with check (((user_id = ( SELECT current_user_id() AS current_user_id)) AND (NOT is_reserved_action((action)::text))));
create policy audit_logs_select on audit_logs for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR ( SELECT current_user_is_admin() AS current_user_is_admin)));
create policy audit_logs_system_insert on audit_logs for insert to lyss_system with check (((user_id IS NULL) AND (( SELECT current_system_reason() AS current_system_reason) IS NOT NULL) AND (NOT is_reserved_action((action)::text))));
create policy audit_logs_system_select on audit_logs for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy audit_seals_definer_delete on audit_seals for delete to lyss_definer using (true);
create policy audit_seals_definer_insert on audit_seals for insert to lyss_definer with check (true);
create policy audit_seals_definer_select on audit_seals for select to lyss_definer using (true);
create policy audit_seals_select on audit_seals for select to authenticated_users using (( SELECT current_user_is_admin() AS current_user_is_admin));
create policy audit_seals_system_select on audit_seals for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy audit_watermark_definer_select on audit_watermark for select to lyss_definer using (true);
create policy audit_watermark_definer_update on audit_watermark for update to lyss_definer using (true) with check (true);
create policy audit_watermark_system_select on audit_watermark for select to lyss_system using ((current_system_reason() <> ''::text));
create policy conversations_definer_delete on conversations for delete to lyss_definer using (true);
create policy conversations_definer_select on conversations for select to lyss_definer using (true);
create policy conversations_definer_update on conversations for update to lyss_definer using (true) with check (true);
create policy conversations_delete on conversations for delete to authenticated_users using ((user_id = ( SELECT current_user_id() AS current_user_id)));
create policy conversations_insert on conversations for insert to authenticated_users with check (((user_id = ( SELECT current_user_id() AS current_user_id)) AND (EXISTS ( SELECT
   FROM provider_access a
  WHERE ((a.user_id = ( SELECT current_user_id() AS current_user_id)) AND (a.provider_id = conversations.provider_id))))));
create policy conversations_select on conversations for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) AND has_not_expired(expires_at)));
create policy conversations_system_delete on conversations for delete to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy conversations_system_select on conversations for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy conversations_update on conversations for update to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) AND has_not_expired(expires_at))) with check ((user_id = ( SELECT current_user_id() AS current_user_id)));
create policy erasures_definer_insert on erasures for insert to lyss_definer with check (true);
create policy erasures_definer_select on erasures for select to lyss_definer using (true);
create policy erasures_definer_update on erasures for update to lyss_definer using (true) with check (true);
create policy erasures_system_select on erasures for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy graduated_ids_system_select on graduated_ids for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy graduations_system_select on graduations for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy jobs_definer_insert on jobs for insert to lyss_definer with check (true);
create policy jobs_definer_select on jobs for select to lyss_definer using (true);
create policy jobs_definer_update on jobs for update to lyss_definer using (true) with check (true);
create policy legal_holds_definer_delete on legal_holds for delete to lyss_definer using (true);
create policy legal_holds_definer_insert on legal_holds for insert to lyss_definer with check (true);
create policy legal_holds_definer_select on legal_holds for select to lyss_definer using (true);
create policy legal_holds_definer_update on legal_holds for update to lyss_definer using (true) with check (true);
create policy legal_holds_system_select on legal_holds for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy messages_definer_delete on messages for delete to lyss_definer using (true);
create policy messages_definer_insert on messages for insert to lyss_definer with check (true);
create policy messages_definer_select on messages for select to lyss_definer using (true);
create policy messages_select on messages for select to authenticated_users using ((user_id = ( SELECT current_user_id() AS current_user_id)));
create policy messages_system_select on messages for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy model_prices_definer_delete on model_prices for delete to lyss_definer using (true);
create policy model_prices_definer_insert on model_prices for insert to lyss_definer with check (true);
create policy model_prices_definer_select on model_prices for select to lyss_definer using (true);
create policy model_prices_definer_update on model_prices for update to lyss_definer using (true) with check (true);
create policy model_prices_select on model_prices for select to authenticated_users using ((EXISTS ( SELECT
   FROM users u
  WHERE (u.id = ( SELECT current_user_id() AS current_user_id)))));
create policy model_prices_system_select on model_prices for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_configs_definer_select on provider_configs for select to lyss_definer using (true);
create policy provider_configs_definer_update on provider_configs for update to lyss_definer using (true) with check (true);
create policy provider_configs_insert on provider_configs for insert to authenticated_users with check (((created_by = ( SELECT current_user_id() AS current_user_id)) AND (((scope)::text = 'personal'::text) OR (((scope)::text = 'organization'::text) AND ( SELECT current_user_is_admin() AS current_user_is_admin)))));
create policy provider_configs_select on provider_configs for select to authenticated_users using (((((scope)::text = 'personal'::text) AND (created_by = ( SELECT current_user_id() AS current_user_id))) OR (((scope)::text = 'organization'::text) AND (id = ANY (ARRAY( SELECT d.provider_id
   FROM provider_distributions d
  WHERE ((d.user_id = ( SELECT current_user_id() AS current_user_id)) AND d.is_active))))) OR (((scope)::text = 'organization'::text) AND ( SELECT current_user_is_admin() AS current_user_is_admin))));
create policy provider_configs_system_insert on provider_configs for insert to lyss_system with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_configs_system_select on provider_configs for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_configs_system_update on provider_configs for update to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL)) with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_configs_update on provider_configs for update to authenticated_users using (((((scope)::text = 'personal'::text) AND (created_by = ( SELECT current_user_id() AS current_user_id))) OR (((scope)::text = 'organization'::text) AND ( SELECT current_user_is_admin() AS current_user_is_admin)))) with check (((((scope)::text = 'personal'::text) AND (created_by = ( SELECT current_user_id() AS current_user_id))) OR (((scope)::text = 'organization'::text) AND ( SELECT current_user_is_admin() AS current_user_is_admin))));
create policy provider_distributions_definer_select on provider_distributions for select to lyss_definer using (true);
create policy provider_distributions_definer_update on provider_distributions for update to lyss_definer using (true) with check (true);
create policy provider_distributions_insert on provider_distributions for insert to authenticated_users with check (((distributed_by = ( SELECT current_user_id() AS current_user_id)) AND ( SELECT current_user_is_admin() AS current_user_is_admin)));
create policy provider_distributions_select on provider_distributions for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR ( SELECT current_user_is_admin() AS current_user_is_admin)));
create policy provider_distributions_system_insert on provider_distributions for insert to lyss_system with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_distributions_system_select on provider_distributions for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_distributions_system_update on provider_distributions for update to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL)) with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy provider_distributions_update on provider_distributions for update to authenticated_users using (( SELECT current_user_is_admin() AS current_user_is_admin)) with check (((distributed_by = ( SELECT current_user_id() AS current_user_id)) AND ( SELECT current_user_is_admin() AS current_user_is_admin)));
create policy scope_keys_definer_delete on scope_keys for delete to lyss_definer using (true);
create policy scope_keys_definer_insert on scope_keys for insert to lyss_definer with check (true);
create policy scope_keys_definer_select on scope_keys for select to lyss_definer using (true);
create policy scope_keys_definer_update on scope_keys for update to lyss_definer using (((name)::text = ''::text)) with check (((name)::text = ''::text));
create policy usage_adjustments_definer_insert on usage_adjustments for insert to lyss_definer with check (true);
create policy usage_adjustments_definer_select on usage_adjustments for select to lyss_definer using (true);
create policy usage_adjustments_select on usage_adjustments for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR (( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text))))));
create policy usage_adjustments_system_select on usage_adjustments for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_days_definer_insert on usage_days for insert to lyss_definer with check (true);
create policy usage_days_definer_select on usage_days for select to lyss_definer using (true);
create policy usage_days_definer_update on usage_days for update to lyss_definer using (true) with check (true);
create policy usage_days_select on usage_days for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR (( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text))))));
create policy usage_days_system_select on usage_days for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_of_providers_definer_insert on usage_of_providers for insert to lyss_definer with check (true);
create policy usage_of_providers_definer_select on usage_of_providers for select to lyss_definer using (true);
create policy usage_of_providers_definer_update on usage_of_providers for update to lyss_definer using (true) with check (true);
create policy usage_of_providers_select on usage_of_providers for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR (( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text))))));
create policy usage_of_providers_system_select on usage_of_providers for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_quarter_hours_definer_insert on usage_quarter_hours for insert to lyss_definer with check (true);
create policy usage_quarter_hours_definer_select on usage_quarter_hours for select to lyss_definer using (true);
create policy usage_quarter_hours_definer_update on usage_quarter_hours for update to lyss_definer using (true) with check (true);
create policy usage_quarter_hours_select on usage_quarter_hours for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR (( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text))))));
create policy usage_quarter_hours_system_select on usage_quarter_hours for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_statistics_definer_select on usage_statistics for select to lyss_definer using (true);
create policy usage_statistics_insert on usage_statistics for insert to authenticated_users with check (((user_id = ( SELECT current_user_id() AS current_user_id)) AND (stamp = ( SELECT usage_stamp() AS usage_stamp)) AND (recorded_at >= ( SELECT (statement_time() - '400 days'::interval))) AND (recorded_at <= ( SELECT (statement_time() + '01:00:00'::interval))) AND ((provider_id = ANY (ARRAY( SELECT a.provider_id
   FROM provider_access a
  WHERE (a.user_id = ( SELECT current_user_id() AS current_user_id))))) OR (EXISTS ( SELECT
   FROM conversations c
  WHERE ((c.id = usage_statistics.conversation_id) AND (c.user_id = ( SELECT current_user_id() AS current_user_id)) AND (c.provider_id = usage_statistics.provider_id)))))));
create policy usage_statistics_select on usage_statistics for select to authenticated_users using (((user_id = ( SELECT current_user_id() AS current_user_id)) OR (( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text))))));
create policy usage_statistics_system_insert on usage_statistics for insert to lyss_system with check (((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL) AND (stamp = ( SELECT usage_stamp() AS usage_stamp)) AND (recorded_at >= ( SELECT (statement_time() - '10 years'::interval))) AND (recorded_at <= ( SELECT (statement_time() + '01:00:00'::interval)))));
create policy usage_statistics_system_select on usage_statistics for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_totals_definer_insert on usage_totals for insert to lyss_definer with check (true);
create policy usage_totals_definer_select on usage_totals for select to lyss_definer using (true);
create policy usage_totals_definer_update on usage_totals for update to lyss_definer using (true) with check (true);
create policy usage_totals_select on usage_totals for select to authenticated_users using ((( SELECT current_user_is_admin() AS current_user_is_admin) AND (provider_id IN ( SELECT p.id
   FROM provider_configs p
  WHERE ((p.scope)::text = 'organization'::text)))));
create policy usage_totals_system_select on usage_totals for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy usage_watermark_definer_select on usage_watermark for select to lyss_definer using (true);
create policy usage_watermark_definer_update on usage_watermark for update to lyss_definer using (true) with check (true);
create policy usage_watermark_system_select on usage_watermark for select to lyss_system using ((current_system_reason() <> ''::text));
create policy users_definer_select on users for select to lyss_definer using (true);
create policy users_definer_update on users for update to lyss_definer using (true) with check (true);
create policy users_insert on users for insert to authenticated_users with check (( SELECT current_user_is_admin() AS current_user_is_admin));
create policy users_select on users for select to authenticated_users using (((id = ( SELECT current_user_id() AS current_user_id)) OR ( SELECT current_user_is_admin() AS current_user_is_admin)));
create policy users_system_insert on users for insert to lyss_system with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy users_system_select on users for select to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy users_system_update on users for update to lyss_system using ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL)) with check ((( SELECT current_system_reason() AS current_system_reason) IS NOT NULL));
create policy users_update on users for update to authenticated_users using (( SELECT current_user_is_admin() AS current_user_is_admin)) with check (( SELECT current_user_is_admin() AS current_user_is_admin));


-- Rights
grant usage on schema lyss_platform to authenticated_users;
grant create, usage on schema lyss_platform to lyss_definer;
grant usage on schema lyss_platform to lyss_system;
grant usage on schema lyss_platform to pg_monitor;
grant usage on schema lyss_platform to public;
revoke usage on type bindable_role from public;
grant usage on type bindable_role to lyss_definer;
grant delete, insert (id, kind), select on access_changes to lyss_definer;
grant insert (active_from, active_until, begun_by, id, kind), select, update (active_from, active_until, ended_at, ended_by) on access_periods to lyss_definer;
grant insert (action, changes, ip_address, resource_id, resource_type, user_agent, user_id), select on audit_logs to authenticated_users;
grant insert, select on audit_logs to lyss_definer;
grant insert (action, changes, ip_address, resource_id, resource_type, user_agent), select on audit_logs to lyss_system;
grant select on audit_seals to authenticated_users;
grant delete, insert, select on audit_seals to lyss_definer;
grant select on audit_seals to lyss_system;
grant select, update (epoch, next_stamp, sealed_at) on audit_watermark to lyss_definer;
grant select on audit_watermark to lyss_system;
grant delete, insert (expires_at, idempotency_key, metadata, provider_id, title, user_id), select, update (expires_at, metadata, title) on conversations to authenticated_users;
grant delete, select, update (created_at, greatest_idempotency_key, last_active_at, message_count) on conversations to lyss_definer;
grant delete, select (active_hour, created_at, expires_at, id, is_empty, last_active_at, message_count, provider_id, updated_at, user_id) on conversations to lyss_system;
grant insert (counts, erased_at, reason, requested_at, user_id), select, update (awaits, counts, erased_at, error, failed_at, reason, requested_at) on erasures to lyss_definer;
grant select on erasures to lyss_system;
grant select on graduated_ids to lyss_system;
grant select on graduations to lyss_system;
grant insert (done, due_at, error, every, failures, hold, keep, keeps_all, name, started_at, succeeded_at, took), select (done, due_at, error, every, failures, hold, keep, keeps_all, name, started_at, succeeded_at, took), update (done, due_at, error, every, failures, hold, keep, keeps_all, started_at, succeeded_at, took) on jobs to lyss_definer;
grant delete, insert (held_at, reason, user_id), select, update (held_at, reason) on legal_holds to lyss_definer;
grant select on legal_holds to lyss_system;
grant select on lyss_schema_history to lyss_system;
grant select on messages to authenticated_users;
grant delete, insert, select on messages to lyss_definer;
grant select (conversation_id, created_at, id, imported_at, sequence, user_id) on messages to lyss_system;
grant select on model_prices to authenticated_users;
grant delete, insert, select, update (currency, effective_to, unit_prices) on model_prices to lyss_definer;
grant select on model_prices to lyss_system;
grant insert (api_base_url, api_key, config, created_by, is_active, name, provider_type, scope), select (api_base_url, config, created_at, created_by, id, is_active, name, provider_type, scope, updated_at), update (api_base_url, api_key, config, is_active, name, provider_type) on provider_configs to authenticated_users;
grant select, update (api_base_url, api_key, config, is_active, name) on provider_configs to lyss_definer;
grant insert (api_base_url, api_key, config, created_by, is_active, name, provider_type, scope), select (api_base_url, config, created_at, created_by, id, is_active, name, provider_type, scope, updated_at), update (api_base_url, api_key, config, is_active, name, provider_type) on provider_configs to lyss_system;
grant insert (distributed_by, provider_id, user_id, valid_from, valid_until), select, update (distributed_at, distributed_by, is_active, valid_from, valid_until) on provider_distributions to authenticated_users;
grant select, update (is_active) on provider_distributions to lyss_definer;
grant insert (distributed_by, provider_id, user_id, valid_from, valid_until), select, update (distributed_at, distributed_by, is_active, valid_from, valid_until) on provider_distributions to lyss_system;
grant delete, insert (inner_pad, name, outer_pad), select, update (created_at, former_pads, former_until, inner_pad, outer_pad) on scope_keys to lyss_definer;
grant select on usage_adjustments to authenticated_users;
grant insert, select on usage_adjustments to lyss_definer;
grant select on usage_adjustments to lyss_system;
grant select on usage_days to authenticated_users;
grant insert (cost, currency, day, duration_ms, model, outcome, provider_id, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced, user_id), select, update (cost, duration_ms, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced) on usage_days to lyss_definer;
grant select on usage_days to lyss_system;
grant select on usage_of_providers to authenticated_users;
grant insert (cost, currency, first_used_at, last_used_at, provider_id, requests, tokens, unpriced, user_id), select, update (cost, first_used_at, last_used_at, requests, tokens, unpriced) on usage_of_providers to lyss_definer;
grant select on usage_of_providers to lyss_system;
grant select on usage_quarter_hours to authenticated_users;
grant insert (cost, currency, duration_ms, model, outcome, provider_id, quarter_hour, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced, user_id), select, update (cost, duration_ms, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced) on usage_quarter_hours to lyss_definer;
grant select on usage_quarter_hours to lyss_system;
grant insert (conversation_id, cost, counts, currency, duration_ms, model, outcome, price_id, provider_id, recorded_at, request_id, stamp, tags, time_to_first_token_ms, tokens_used, user_id), select on usage_statistics to authenticated_users;
grant select on usage_statistics to lyss_definer;
grant insert (conversation_id, cost, counts, currency, duration_ms, model, outcome, price_id, provider_id, recorded_at, request_id, stamp, tags, time_to_first_token_ms, tokens_used, user_id), select on usage_statistics to lyss_system;
grant select on usage_totals to authenticated_users;
grant insert (cost, currency, day, duration_ms, model, outcome, provider_id, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced), select, update (cost, duration_ms, requests, streamed, time_to_first_token_ms, timed, tokens, unpriced) on usage_totals to lyss_definer;
grant select on usage_totals to lyss_system;
grant select, update (closed_before, epoch, next_stamp, open_stamps, refreshed_at) on usage_watermark to lyss_definer;
grant select on usage_watermark to lyss_system;
grant insert (email, hashed_password, is_active, role, username), select (created_at, email, email_lower, id, is_active, role, updated_at, username), update (email, hashed_password, is_active, role, username) on users to authenticated_users;
grant select (created_at, email, email_lower, id, is_active, role, updated_at, username), update (email, hashed_password, is_active, role, username) on users to lyss_definer;
grant insert (email, hashed_password, is_active, role, username), select, update (email, hashed_password, is_active, role, username) on users to lyss_system;
grant select on index_health to lyss_system;
grant select on index_health to pg_monitor;
grant select on lock_room to lyss_system;
grant select on lock_room to pg_monitor;
grant select on provider_access to authenticated_users;
grant select on provider_access to lyss_definer;
grant select on provider_access to lyss_system;
grant select on provider_usage_summary to authenticated_users;
grant select on provider_usage_summary to lyss_system;
grant select on provider_ways to authenticated_users;
grant select on provider_ways to lyss_definer;
grant select on provider_ways to lyss_system;
grant select on table_health to lyss_system;
grant select on table_health to pg_monitor;
grant select on unpriced_usage to authenticated_users;
grant select on unpriced_usage to lyss_definer;
grant select on unpriced_usage to lyss_system;
grant select on usage_facts to authenticated_users;
grant select on usage_facts to lyss_definer;
grant select on usage_facts to lyss_system;
grant select on user_available_providers to authenticated_users;
grant select on user_available_providers to lyss_system;
grant select on vacuum_horizon to lyss_system;
grant select on vacuum_horizon to pg_monitor;
revoke execute on routine accept_unsigned_scopes() from public;
revoke execute on routine access_changes_since(pg_snapshot) from public;
grant execute on routine access_changes_since(pg_snapshot) to lyss_definer;
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
revoke execute on routine begin_graduation(uuid, text) from public;
revoke execute on routine begin_move(regclass, date[], date[]) from public;
revoke execute on routine close_graduation() from public;
revoke execute on routine conversations_to_purge(interval, boolean, integer) from public;
grant execute on routine conversations_to_purge(interval, boolean, integer) to lyss_definer;
grant execute on routine conversations_to_purge(interval, boolean, integer) to lyss_system;
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
revoke execute on routine each_column(regtype, text, text) from public;
grant execute on routine each_column(regtype, text, text) to lyss_definer;
revoke execute on routine end_filling(regclass) from public;
revoke execute on routine end_graduation_pass() from public;
revoke execute on routine end_move(regclass, date[]) from public;
revoke execute on routine expired_months(regclass, integer) from public;
grant execute on routine expired_months(regclass, integer) to lyss_system;
revoke execute on routine expired_partitions(regclass, integer) from public;
grant execute on routine expired_partitions(regclass, integer) to lyss_system;
revoke execute on routine file_of(regclass) from public;
revoke execute on routine finish_graduation() from public;
revoke execute on routine forget_graduated(uuid[]) from public;
revoke execute on routine give_graduated_ids() from public;
revoke execute on routine graduated_request_id(uuid, bigint, uuid, integer, timestamp with time zone) from public;
revoke execute on routine graduated_resource_id(uuid, text, bigint) from public;
revoke execute on routine graduated_uuid(uuid, text, bigint, timestamp with time zone) from public;
revoke execute on routine impersonal_columns(text, text[]) from public;
revoke execute on routine import_messages(integer, new_conversation, uuid[], text[], text[], jsonb[], timestamp with time zone[]) from public;
grant execute on routine import_messages(integer, new_conversation, uuid[], text[], text[], jsonb[], timestamp with time zone[]) to authenticated_users;
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
revoke execute on routine note_graduated(text, bigint, bigint) from public;
revoke execute on routine note_graduated_kinds(text) from public;
revoke execute on routine note_move(regclass, jsonb) from public;
revoke execute on routine open_transactions() from public;
grant execute on routine open_transactions() to lyss_definer;
revoke execute on routine parted_table(regclass, jsonb[]) from public;
grant execute on routine parted_table(regclass, jsonb[]) to lyss_definer;
revoke execute on routine personal_data() from public;
grant execute on routine personal_data() to authenticated_users;
grant execute on routine personal_data() to lyss_system;
revoke execute on routine purge_plan(interval) from public;
grant execute on routine purge_plan(interval) to lyss_system;
revoke execute on routine read_on_one_connection(regclass) from public;
revoke execute on routine refuse_kept(text, text) from public;
grant execute on routine refuse_kept(text, text) to lyss_definer;
revoke execute on routine reopen_graduation() from public;
revoke execute on routine require_erased(text, text, text, text) from public;
grant execute on routine require_erased(text, text, text, text) to lyss_definer;
revoke execute on routine require_given_scope(name, text, text, integer) from public;
grant execute on routine require_given_scope(name, text, text, integer) to lyss_definer;
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
revoke execute on routine stale_statistics() from public;
grant execute on routine stale_statistics() to lyss_system;
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
grant select on provider_usage_daily to authenticated_users;
grant select on provider_usage_daily to lyss_system;
revoke execute on routine add_scope_key(text, bytea) from public;
grant execute on routine add_scope_key(text, bytea) to session_user;
revoke execute on routine add_seal(uuid, date, bigint, bigint, bigint, bytea, int8multirange) from public;
revoke execute on routine add_seals(bigint) from public;
revoke execute on routine adjust_usage(bigint[], text) from public;
revoke execute on routine answer_provider_access(integer, integer, text) from public;
grant execute on routine answer_provider_access(integer, integer, text) to authenticated_users;
revoke execute on routine append_messages(bigint, uuid[], text[], text[], jsonb[], timestamp with time zone[]) from public;
grant execute on routine append_messages(bigint, uuid[], text[], text[], jsonb[], timestamp with time zone[]) to authenticated_users;
revoke execute on routine audit_stamp() from public;
grant execute on routine audit_stamp() to authenticated_users;
grant execute on routine audit_stamp() to lyss_system;
revoke execute on routine broken_seal(uuid, bigint, text) from public;
revoke execute on routine can_user_access_provider(integer, integer) from public;
grant execute on routine can_user_access_provider(integer, integer) to authenticated_users;
grant execute on routine can_user_access_provider(integer, integer) to lyss_system;
revoke execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_audit_logs(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine close_usage(timestamp with time zone, timestamp with time zone) from public;
grant execute on routine close_usage(timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine copy_default_rows(regclass, date[], bigint, bigint) from public;
grant execute on routine copy_default_rows(regclass, date[], bigint, bigint) to session_user;
revoke execute on routine copy_to_month() from public;
grant execute on routine copy_to_month() to session_user;
revoke execute on routine count_provider_users(integer, integer[]) from public;
grant execute on routine count_provider_users(integer, integer[]) to authenticated_users;
grant execute on routine count_provider_users(integer, integer[]) to lyss_system;
revoke execute on routine default_months(regclass) from public;
grant execute on routine default_months(regclass) to session_user;
revoke execute on routine default_rows(regclass) from public;
grant execute on routine default_rows(regclass) to lyss_system;
grant execute on routine default_rows(regclass) to pg_monitor;
grant execute on routine default_rows(regclass) to session_user;
revoke execute on routine delete_empty_conversations(interval, integer) from public;
grant execute on routine delete_empty_conversations(interval, integer) to lyss_system;
revoke execute on routine delete_if_empty(jsonb) from public;
revoke execute on routine distinct_entries(regclass) from public;
revoke execute on routine drop_scope_key(text) from public;
grant execute on routine drop_scope_key(text) to session_user;
revoke execute on routine end_legal_hold(integer) from public;
grant execute on routine end_legal_hold(integer) to lyss_system;
revoke execute on routine end_model_price(text, text, timestamp with time zone) from public;
grant execute on routine end_model_price(text, text, timestamp with time zone) to authenticated_users;
grant execute on routine end_model_price(text, text, timestamp with time zone) to lyss_system;
revoke execute on routine ending_transactions(pg_snapshot) from public;
revoke execute on routine enter_scope_key(text, bytea) from public;
revoke execute on routine erase_rows(text, text, text, integer) from public;
revoke execute on routine erase_step(text, text, timestamp with time zone, jsonb, text[], integer) from public;
revoke execute on routine erase_user(integer, integer) from public;
grant execute on routine erase_user(integer, integer) to lyss_system;
revoke execute on routine estimated_bloat() from public;
grant execute on routine estimated_bloat() to lyss_system;
grant execute on routine estimated_bloat() to pg_monitor;
grant execute on routine estimated_bloat() to session_user;
revoke execute on routine explain_provider_access(integer, integer) from public;
grant execute on routine explain_provider_access(integer, integer) to authenticated_users;
grant execute on routine explain_provider_access(integer, integer) to lyss_system;
revoke execute on routine explain_provider_access_at(integer, integer, timestamp with time zone) from public;
grant execute on routine explain_provider_access_at(integer, integer, timestamp with time zone) to authenticated_users;
grant execute on routine explain_provider_access_at(integer, integer, timestamp with time zone) to lyss_system;
revoke execute on routine explained_access(integer, integer, integer, boolean, boolean) from public;
revoke execute on routine finish_erasures(integer) from public;
grant execute on routine finish_erasures(integer) to lyss_system;
revoke execute on routine forget_access_changes(interval) from public;
grant execute on routine forget_access_changes(interval) to lyss_system;
revoke execute on routine forget_seals(integer) from public;
grant execute on routine forget_seals(integer) to lyss_system;
revoke execute on routine former_seal() from public;
revoke execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) from public;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to lyss_system;
grant execute on routine held_rows(regclass, timestamp with time zone, timestamp with time zone) to session_user;
revoke execute on routine hold_job(text, text) from public;
grant execute on routine hold_job(text, text) to lyss_system;
revoke execute on routine hold_of(text) from public;
grant execute on routine hold_of(text) to session_user;
revoke execute on routine job_fails(text) from public;
grant execute on routine job_fails(text) to lyss_system;
revoke execute on routine keep_access_periods() from public;
grant execute on routine keep_access_periods() to session_user;
revoke execute on routine keep_all(text) from public;
grant execute on routine keep_all(text) to lyss_system;
revoke execute on routine keep_held() from public;
grant execute on routine keep_held() to session_user;
revoke execute on routine kept_by_job(text) from public;
grant execute on routine kept_by_job(text) to session_user;
revoke execute on routine lock_model_prices(text, text) from public;
revoke execute on routine make_due(text) from public;
grant execute on routine make_due(text) to session_user;
revoke execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) from public;
grant execute on routine note_job(text, timestamp with time zone, interval, bigint, text, integer, timestamp with time zone) to lyss_system;
revoke execute on routine outdated_provider_keys(text, integer, integer) from public;
grant execute on routine outdated_provider_keys(text, integer, integer) to lyss_system;
revoke execute on routine personal_rows(integer, jsonb, integer) from public;
grant execute on routine personal_rows(integer, jsonb, integer) to authenticated_users;
grant execute on routine personal_rows(integer, jsonb, integer) to lyss_system;
revoke execute on routine price_unpriced(text, bigint, integer) from public;
grant execute on routine price_unpriced(text, bigint, integer) to lyss_system;
revoke execute on routine provider_access_at(timestamp with time zone) from public;
revoke execute on routine provider_users(integer, timestamp with time zone, integer, integer) from public;
grant execute on routine provider_users(integer, timestamp with time zone, integer, integer) to authenticated_users;
grant execute on routine provider_users(integer, timestamp with time zone, integer, integer) to lyss_system;
revoke execute on routine purge_conversations(interval, integer) from public;
grant execute on routine purge_conversations(interval, integer) to lyss_system;
revoke execute on routine purge_if_due(jsonb) from public;
revoke execute on routine read_provider_key(integer) from public;
grant execute on routine read_provider_key(integer) to lyss_system;
revoke execute on routine record_change() from public;
grant execute on routine record_change() to session_user;
revoke execute on routine record_dropped_partition(text, text, bigint) from public;
grant execute on routine record_dropped_partition(text, text, bigint) to session_user;
revoke execute on routine record_reading(text, bigint) from public;
revoke execute on routine refresh_provider_usage_daily() from public;
grant execute on routine refresh_provider_usage_daily() to lyss_system;
revoke execute on routine refresh_usage() from public;
grant execute on routine refresh_usage() to lyss_system;
grant execute on routine refresh_usage() to session_user;
revoke execute on routine refuse_held(integer) from public;
revoke execute on routine release_job(text) from public;
grant execute on routine release_job(text) to lyss_system;
revoke execute on routine replace_provider_key(integer, text, text) from public;
grant execute on routine replace_provider_key(integer, text, text) to lyss_system;
revoke execute on routine replace_seal_key() from public;
grant execute on routine replace_seal_key() to session_user;
revoke execute on routine replay_erasures(jsonb) from public;
grant execute on routine replay_erasures(jsonb) to lyss_system;
revoke execute on routine require_no_hold(text) from public;
grant execute on routine require_no_hold(text) to lyss_system;
grant execute on routine require_no_hold(text) to session_user;
revoke execute on routine require_signature(text, text) from public;
revoke execute on routine require_usage_ids(uuid[]) from public;
grant execute on routine require_usage_ids(uuid[]) to authenticated_users;
grant execute on routine require_usage_ids(uuid[]) to lyss_system;
revoke execute on routine rerate(text, timestamp with time zone, timestamp with time zone, text, bigint, integer) from public;
grant execute on routine rerate(text, timestamp with time zone, timestamp with time zone, text, bigint, integer) to lyss_system;
revoke execute on routine reset_job(text, text) from public;
grant execute on routine reset_job(text, text) to lyss_system;
revoke execute on routine roll_up_usage(bigint, bigint[], bigint, bigint[], timestamp with time zone, timestamp with time zone) from public;
revoke execute on routine rolled_up() from public;
grant execute on routine rolled_up() to authenticated_users;
grant execute on routine rolled_up() to lyss_system;
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
revoke execute on routine seal_scope(text, text, text, text) from public;
grant execute on routine seal_scope(text, text, text, text) to authenticated_users;
grant execute on routine seal_scope(text, text, text, text) to lyss_system;
revoke execute on routine search_conversations(text, integer, timestamp with time zone, bigint) from public;
grant execute on routine search_conversations(text, integer, timestamp with time zone, bigint) to authenticated_users;
revoke execute on routine search_messages(text, integer, timestamp with time zone, bigint) from public;
grant execute on routine search_messages(text, integer, timestamp with time zone, bigint) to authenticated_users;
revoke execute on routine set_job(text, interval, interval) from public;
grant execute on routine set_job(text, interval, interval) to lyss_system;
revoke execute on routine set_legal_hold(integer, text) from public;
grant execute on routine set_legal_hold(integer, text) to lyss_system;
revoke execute on routine set_model_price(uuid, text, text, text, jsonb, timestamp with time zone) from public;
grant execute on routine set_model_price(uuid, text, text, text, jsonb, timestamp with time zone) to authenticated_users;
grant execute on routine set_model_price(uuid, text, text, text, jsonb, timestamp with time zone) to lyss_system;
revoke execute on routine stored_widths(regclass) from public;
revoke execute on routine tell_access_change() from public;
grant execute on routine tell_access_change() to session_user;
revoke execute on routine update_model_price(uuid, timestamp with time zone, text, jsonb) from public;
grant execute on routine update_model_price(uuid, timestamp with time zone, text, jsonb) to authenticated_users;
grant execute on routine update_model_price(uuid, timestamp with time zone, text, jsonb) to lyss_system;
revoke execute on routine usable_provider(integer, integer) from public;
revoke execute on routine usage_stamp() from public;
grant execute on routine usage_stamp() to authenticated_users;
grant execute on routine usage_stamp() to lyss_system;
revoke execute on routine verify_audit_log(bigint, text) from public;
grant execute on routine verify_audit_log(bigint, text) to authenticated_users;
grant execute on routine verify_audit_log(bigint, text) to lyss_system;
revoke execute on routine write_entry(text, text, text, jsonb, jsonb) from public;
reset role;

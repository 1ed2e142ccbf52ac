-- What the assistant remembers of a user. The vectors by which memories are found lie in a vector
-- database; here is the text that each was made of, and which texts still need one.
--
--   * The hash is generated, from the normal form of the text, so it cannot be anything else.
--   * The primary key has the user in it, not only the tenant: a conflict tells nothing to
--     whoever guesses the id of somebody else's memory, and associations stay within a user.
--   * A memory says one thing at a time; what it said before is in memory_versions.
--   * The hash of the text that a vector was made of is stored, so that a text without a vector,
--     or with one of an earlier text, waits to be embedded, and a worker that dies leaves what it
--     holds to another.
--   * There are no indexes on type or status alone: lists are of one user, and their indexes have
--     them in order.
--   * What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.

-- not blank: the normal form of a blank text is empty, and so its hash is that of ''
create domain user_memories_memory_hash as varchar(64)
  constraint user_memories_memory_hash_check check (value <> memory_hash(''));

create domain user_memories_embedding_id as varchar(255)
  constraint user_memories_embedding_id_check check (not_blank(value));

create domain user_memories_relevance_score as double precision
  constraint user_memories_relevance_score_check check (value between 0 and 1);

create domain user_memories_memory_type as varchar(50)
  constraint user_memories_memory_type_check check (value in ('conversation', 'preference', 'fact'));

create domain user_memories_memory_category as varchar(50)
  constraint user_memories_memory_category_check check (is_trimmed(value));

create domain user_memories_source_type as varchar(20)
  constraint user_memories_source_type_check check (value in ('chat', 'import', 'manual'));

create domain user_memories_status as varchar(20)
  constraint user_memories_status_check check (value in ('active', 'archived', 'superseded', 'deleted'));

create domain user_memories_importance_score as integer
  constraint user_memories_importance_score_check check (value between 1 and 100);

create domain user_memories_agent_id as varchar(255)
  constraint user_memories_agent_id_check check (not_blank(value));

create domain user_memories_run_id as varchar(255)
  constraint user_memories_run_id_check check (not_blank(value));

create domain user_memories_version as integer
  constraint user_memories_version_check check (value > 0);

create domain user_memories_embed_attempts as integer
  constraint user_memories_embed_attempts_check check (value >= 0);

create table user_memories (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  memory_text text not null,
  memory_hash user_memories_memory_hash not null generated always as (memory_hash(memory_text)) stored,
  embedding_id user_memories_embedding_id,
  relevance_score user_memories_relevance_score not null default 0,
  memory_type user_memories_memory_type not null default 'conversation',
  memory_category user_memories_memory_category,
  source_type user_memories_source_type not null default 'chat',
  source_id uuid,
  status user_memories_status not null default 'active',
  importance_score user_memories_importance_score not null default 50,
  agent_id user_memories_agent_id,
  run_id user_memories_run_id,
  valid_from timestamptz,
  expires_at timestamptz,
  version user_memories_version not null default 1,
  superseded_by uuid,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp,
  embedded_hash varchar(64),
  embed_at timestamptz default current_timestamp,
  embed_claim uuid,
  embed_attempts user_memories_embed_attempts not null default 0,
  embed_error text,
  constraint user_memories_tenant_id_user_id_id_pk primary key (tenant_id, user_id, id),
  -- serves: finding a memory by its text
  constraint user_memories_tenant_id_user_id_memory_hash_key unique (tenant_id, user_id, memory_hash),
  constraint user_memories_valid_from_expires_at_check check (valid_from < expires_at),
  constraint user_memories_status_superseded_by_check
    check ((status = 'superseded') = (superseded_by is not null)),
  constraint user_memories_embedding_id_embedded_hash_check
    check ((embedding_id is null) = (embedded_hash is null)),
  -- what takes a memory out of use for good publishes which vector has to go, and clears its id here
  constraint user_memories_status_embedding_id_check
    check (status in ('active', 'archived') or embedding_id is null),
  -- all memories that need a vector are due some time, and no others
  constraint user_memories_embed_at_status_embedded_hash_memory_hash_check
    check ((embed_at is not null) = (status = 'active' and embedded_hash is distinct from memory_hash)),
  constraint user_memories_embed_claim_embed_at_check
    check (embed_claim is null or embed_at is not null)
);

-- serves: finding the memories whose vectors are like a question; gives each vector to one memory
create unique index user_memories_embedding_id_key
  on user_memories (tenant_id, user_id, embedding_id) where embedding_id is not null;

-- serves: a user's memories, the most important first; and the few that are archived or deleted, in any
-- order: the primary key has the others newest first
create index idx_user_memories_status_importance_score_id
  on user_memories (tenant_id, user_id, status, importance_score, id);

-- serves: search_memories. It leaves the tenant out, as a user is in one tenant and the row says in
-- which. Without fastupdate, as that would collect new entries in a list that every search reads
-- through: embedding alone writes each memory twice, and a search would take thirty times as long.
create index idx_user_memories_search
  on user_memories using gin (user_id, search_vector(memory_text))
  with (fastupdate = off)
  where status = 'active';

-- serves: claim_memories, which takes those first that have waited longest; retry_memories
create index idx_user_memories_embed_at on user_memories (embed_at, id) where embed_at is not null;

-- serves: expire_memories
create index idx_user_memories_expires_at on user_memories (expires_at)
  where expires_at is not null and status in ('active', 'archived');

-- serves: purge_memories, for what a tenant keeps no longer
create index idx_user_memories_tenant_updated_at on user_memories (tenant_id, updated_at);

-- serves: purge_memories, for what was deleted
create index idx_user_memories_updated_at on user_memories (updated_at) where status = 'deleted';

alter table user_memories enable row level security;
alter table user_memories force row level security;

comment on table user_memories is 'What the assistant remembers of a user; each memory once.';
comment on column user_memories.tenant_id is 'The tenant.';
comment on column user_memories.id is 'Id, a UUID of version 7 that the application made.';
comment on column user_memories.user_id is 'The user it is about, who alone sees it.';
comment on column user_memories.memory_text is 'What is remembered; at most 10,000 characters.';
comment on column user_memories.memory_hash is
  'SHA-256 of the text in normal form; unique for the user.';
comment on column user_memories.embedding_id is
  'Id of its vector in the vector database; null before there is one.';
comment on column user_memories.relevance_score is 'How relevant it has proved, from 0 to 1.';
comment on column user_memories.memory_type is 'conversation, preference or fact.';
comment on column user_memories.memory_category is
  'What it belongs to, such as work or hobby; null for nothing said.';
comment on column user_memories.source_type is 'Where it came from: chat, import or manual.';
comment on column user_memories.source_id is
  'The conversation, or what else it came from; null for nothing said.';
comment on column user_memories.status is
  'active; archived: kept and not used; superseded: another memory says it better; deleted: on its way out, can be restored until it is purged.';
comment on column user_memories.importance_score is 'How important it is, from 1 to 100.';
comment on column user_memories.agent_id is
  'Which agent of the host has said it; null for nothing said.';
comment on column user_memories.run_id is
  'In which run of the agent, or session, it was said; null for nothing said.';
comment on column user_memories.valid_from is
  'Before that time it is not found; null for no such time.';
comment on column user_memories.expires_at is
  'From that time on it is not found; null for no such time.';
comment on column user_memories.version is 'How many texts it has had, this one included.';
comment on column user_memories.superseded_by is
  'The memory that says it better, which may be gone since; null unless superseded.';
comment on column user_memories.created_at is 'Time of creation.';
comment on column user_memories.updated_at is
  'Time of the last change to the memory, its vector aside; kept by a trigger.';
comment on column user_memories.embedded_hash is
  'The hash of the text that the vector was made of; null without a vector.';
comment on column user_memories.embed_at is
  'When a worker may claim it to be embedded: now, after a pause, or once a lease ends; infinity after the last attempt; null where the vector is that of the text, or none is needed.';
comment on column user_memories.embed_claim is
  'Claim of the worker that embeds it, and the id of the vector that it makes; null for none.';
comment on column user_memories.embed_attempts is 'How often embedding this text was begun.';
comment on column user_memories.embed_error is 'Why embedding failed, the last time.';

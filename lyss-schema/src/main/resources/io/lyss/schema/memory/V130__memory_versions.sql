-- What memories said before. A row is written when the text is changed, and never again.
--
-- What one column refuses is a domain, as that is prepared once a session; a table's check, at each statement that writes.
create domain memory_versions_version as integer
  constraint memory_versions_version_check check (value > 0);

create table memory_versions (
  tenant_id uuid not null,
  user_id uuid not null,
  memory_id uuid not null,
  version memory_versions_version not null,
  memory_text text not null,
  agent_id varchar(255),
  run_id varchar(255),
  replaced_at timestamptz not null default current_timestamp,
  constraint memory_versions_tenant_id_user_id_memory_id_version_pk
    primary key (tenant_id, user_id, memory_id, version),
  constraint memory_versions_tenant_id_user_id_memory_id_fk
    foreign key (tenant_id, user_id, memory_id)
    references user_memories (tenant_id, user_id, id) on delete cascade
);

alter table memory_versions enable row level security;
alter table memory_versions force row level security;

comment on table memory_versions is 'What memories said before.';
comment on column memory_versions.tenant_id is 'The tenant.';
comment on column memory_versions.user_id is 'The user of the memory, who alone sees it.';
comment on column memory_versions.memory_id is 'The memory.';
comment on column memory_versions.version is 'Number of the text: 1 for the first of its memory.';
comment on column memory_versions.memory_text is 'What it said.';
comment on column memory_versions.agent_id is 'Which agent had said it; null for nothing said.';
comment on column memory_versions.run_id is 'In which run it was said; null for nothing said.';
comment on column memory_versions.replaced_at is 'Until when it said this.';

-- Which memories of a user belong together.
--
--   * An association has no direction, so its ends stand in the order of their ids: it exists
--     once, whichever end is named first, and none is of a memory with itself.
--   * Both ends carry the user, so that only memories of one user are associated.
create table memory_associations (
  tenant_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  memory_id uuid not null,
  related_memory_id uuid not null,
  association_type varchar(50) not null default 'similar',
  strength double precision not null default 0.5,
  created_at timestamptz not null default current_timestamp,
  constraint memory_associations_tenant_id_user_id_id_pk primary key (tenant_id, user_id, id),
  constraint memory_associations_tenant_id_user_id_memory_id_fk
    foreign key (tenant_id, user_id, memory_id)
    references user_memories (tenant_id, user_id, id) on delete cascade,
  constraint memory_associations_tenant_id_user_id_related_memory_id_fk
    foreign key (tenant_id, user_id, related_memory_id)
    references user_memories (tenant_id, user_id, id) on delete cascade,
  constraint memory_associations_memory_id_related_memory_id_check
    check (memory_id < related_memory_id),
  constraint memory_associations_association_type_check
    check (association_type in ('similar', 'related', 'opposite')),
  -- 0 would be no association
  constraint memory_associations_strength_check check (strength > 0 and strength <= 1)
);

-- serves: the associations of a memory, from its one end. An index, as the name of a constraint over
-- these columns would be longer than PostgreSQL allows.
create unique index memory_associations_memory_id_related_memory_id_key
  on memory_associations (tenant_id, user_id, memory_id, related_memory_id);

-- serves: the associations of a memory, from its other end
create index idx_memory_associations_related_memory_id
  on memory_associations (tenant_id, user_id, related_memory_id);

alter table memory_associations enable row level security;
alter table memory_associations force row level security;

comment on table memory_associations is 'Which memories of a user belong together.';
comment on column memory_associations.tenant_id is 'The tenant.';
comment on column memory_associations.id is 'Id, a UUID of version 7 that the application made.';
comment on column memory_associations.user_id is 'The user of both memories.';
comment on column memory_associations.memory_id is 'The memory with the lower id.';
comment on column memory_associations.related_memory_id is 'The other memory.';
comment on column memory_associations.association_type is 'similar, related or opposite.';
comment on column memory_associations.strength is 'How strong it is: more than 0, up to 1.';
comment on column memory_associations.created_at is 'Time of creation.';

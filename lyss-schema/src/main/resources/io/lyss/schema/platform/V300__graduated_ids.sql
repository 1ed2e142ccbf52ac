-- Which id a row has in the service databases. It stays, so that links of the host's to former ids lead on. A message is
-- found by its conversation and its sequence, which are the same; a group is found by the provider that it was made for.
create table graduated_ids (
  kind varchar(20) not null,
  old_id bigint not null,
  new_id uuid not null,
  constraint graduated_ids_kind_old_id_pk primary key (kind, old_id),
  -- serves: the former id; an id that is new to two rows is refused
  constraint graduated_ids_new_id_key unique (new_id),
  constraint graduated_ids_kind_check
    check (kind in ('user', 'provider', 'group', 'distribution', 'conversation'))
);

alter table graduated_ids enable row level security;
alter table graduated_ids force row level security;

comment on table graduated_ids is 'Which id a row has in the service databases.';
comment on column graduated_ids.kind is
  'user; provider: a channel; group: of the users of a provider; distribution: a membership; conversation.';
comment on column graduated_ids.old_id is 'The id here; of a group, that of the provider.';
comment on column graduated_ids.new_id is 'The id there, a UUID of version 7.';

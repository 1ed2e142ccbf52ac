-- The channels that a restricted token may use.
create table user_token_channels (
  tenant_id uuid not null,
  token_id uuid not null,
  channel_id uuid not null,
  user_id uuid not null,
  constraint user_token_channels_tenant_id_token_id_channel_id_pk
    primary key (tenant_id, token_id, channel_id),
  constraint user_token_channels_tenant_id_token_id_user_id_fk
    foreign key (tenant_id, token_id, user_id) references user_tokens (tenant_id, id, user_id)
    on delete cascade,
  constraint user_token_channels_tenant_id_channel_id_fk foreign key (tenant_id, channel_id)
    references provider_channels (tenant_id, id) on delete cascade
);

-- serves: the foreign key, when a channel is deleted
create index idx_user_token_channels_channel on user_token_channels (tenant_id, channel_id);

alter table user_token_channels enable row level security;
alter table user_token_channels force row level security;

comment on table user_token_channels is 'The channels that a restricted token may use.';
comment on column user_token_channels.tenant_id is 'The tenant of both.';
comment on column user_token_channels.token_id is 'The token.';
comment on column user_token_channels.channel_id is 'The channel.';
comment on column user_token_channels.user_id is 'Owner of the token, for the policy.';

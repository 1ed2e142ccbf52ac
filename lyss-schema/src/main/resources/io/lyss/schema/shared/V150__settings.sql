-- Settings: those of the whole platform, and those that a tenant has set for itself, which take
-- precedence. The hosts' services read them for any user, so anybody in the tenant may read them: a
-- setting is no place for a secret.
create table settings (
  tenant_id uuid not null,
  key varchar(100) collate "C" not null,
  value jsonb not null,
  updated_by uuid,
  updated_at timestamptz not null default current_timestamp,
  -- serves: finding a setting; listing them by key
  constraint settings_tenant_id_key_pk primary key (tenant_id, key),
  constraint settings_key_check check (key ~ '^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$'),
  constraint settings_value_check check (octet_length(value::text) <= 65536)
);

alter table settings enable row level security;
alter table settings force row level security;

comment on table settings is
  'Settings of the platform and of tenants. Everybody in the tenant reads them: no secrets here.';
comment on column settings.tenant_id is 'The tenant; nil for the whole platform.';
comment on column settings.key is 'Name: lower-case words between dots, as in chat.default_model.';
comment on column settings.value is 'Any JSON, of 64 KiB at most; no secret.';
comment on column settings.updated_by is 'The user who set it last; null for system work.';
comment on column settings.updated_at is 'Time of the last change; kept by a trigger.';

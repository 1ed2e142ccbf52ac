-- Since when the prices of a model are what they are. A database that is handed the list of all
-- prices of a model knows by that time whether it has a later one.
create table model_price_lists (
  tenant_id uuid not null,
  provider_type varchar(50) not null,
  model varchar(200) not null,
  changed_at timestamptz not null,
  constraint model_price_lists_tenant_id_provider_type_model_pk
    primary key (tenant_id, provider_type, model)
);

alter table model_price_lists enable row level security;
alter table model_price_lists force row level security;

comment on table model_price_lists is 'When the prices of a model were changed.';
comment on column model_price_lists.tenant_id is
  'The tenant that they are for; nil for all that have none of their own.';
comment on column model_price_lists.provider_type is 'The kind of provider.';
comment on column model_price_lists.model is 'The model.';
comment on column model_price_lists.changed_at is
  'Time of the last change; later than that of each one before, whatever the clock says.';

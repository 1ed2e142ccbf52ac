-- Who must not be forgotten for now, as a lawsuit is going on: nothing that is about them is erased.
create table legal_holds (
  tenant_id uuid not null,
  subject_id uuid not null,
  reason text not null,
  held_by uuid,
  held_at timestamptz not null default current_timestamp,
  constraint legal_holds_tenant_id_subject_id_pk primary key (tenant_id, subject_id),
  constraint legal_holds_reason_check check (not_blank(reason))
);

alter table legal_holds enable row level security;
alter table legal_holds force row level security;

comment on table legal_holds is 'Users and tenants of whom nothing may be erased for now.';
comment on column legal_holds.tenant_id is 'The tenant.';
comment on column legal_holds.subject_id is 'The user, or the tenant itself for all of its users.';
comment on column legal_holds.reason is 'Why, such as the number of the case.';
comment on column legal_holds.held_by is 'The user of the scope that said so; null for none.';
comment on column legal_holds.held_at is 'Since when.';

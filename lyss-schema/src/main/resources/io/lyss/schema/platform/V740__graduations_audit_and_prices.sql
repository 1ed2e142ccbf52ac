-- A graduation also copies the audit log, up to the entry at which the organisation was closed, and prices, under the
-- kinds of providers that the host has decided on. In a graduation that was closed before, both are null: it copies
-- no entries.
alter table graduations
  add column audit_until bigint,
  add column provider_kinds jsonb,
  add constraint graduations_provider_kinds_check check (jsonb_typeof(provider_kinds) = 'object');

comment on column graduations.audit_until is
  'The last entry of the audit log that is copied; null while the organisation works.';
comment on column graduations.provider_kinds is
  'Which kinds of providers of the services each kind has become, as of the last pass: {"custom": ["deepseek", "zhipu"]}; null before one.';

-- Everybody who may use a provider sees its base URL, and the audit log has it: a login in it, as in
-- https://login:secret@host, would be no secret. If this fails, put the login into the channels' keys first.
alter table provider_types drop constraint provider_types_base_url_check;
alter table provider_types add constraint provider_types_base_url_check
  check (base_url collate "und-x-icu" ~ '^https?://[^\s]+$' and base_url !~ '^[^/?#]*//[^/?#]*@');

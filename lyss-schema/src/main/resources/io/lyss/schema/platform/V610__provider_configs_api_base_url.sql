-- Everybody to whom a provider is distributed sees its base URL, and the audit log has it: a login in it, as in
-- https://login:secret@host, would be no secret. If this fails, put the login into the providers' keys first.
alter table provider_configs drop constraint provider_configs_api_base_url_check;
alter table provider_configs add constraint provider_configs_api_base_url_check
  check (api_base_url collate "und-x-icu" ~ '^https?://[^\s]+$' and api_base_url !~ '^[^/?#]*//[^/?#]*@');

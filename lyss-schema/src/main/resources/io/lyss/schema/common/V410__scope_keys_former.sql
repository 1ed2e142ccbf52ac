-- The server's own key is replaced while scopes are sealed with it: so the one before stays for as long as transactions
-- last that had begun by then, and counts in no other.
alter table scope_keys
  add column former_pads bytea,
  add column former_until timestamptz,
  add constraint scope_keys_former_pads_check check (octet_length(former_pads) = 128),
  add constraint scope_keys_name_former_pads_former_until_check check (
    (name = '' or former_pads is null) and (former_pads is null) = (former_until is null));

comment on column scope_keys.former_pads is
  'Of the server''s own key that was replaced: the two pads of the one before; else null.';
comment on column scope_keys.former_until is
  'The one before counts in transactions that began up to then, and in no other; null where there is none.';

-- Despite its name it decrypts nothing: it compares a secret with a hash that encrypt_api_key has made.
--
-- PostgreSQL resolves the body now, once, so it needs no search_path. pgcrypto may be in any schema.
select set_config('lyss.search_path', current_setting('search_path'), true);
select set_config('search_path', current_setting('search_path') || ', ' || quote_ident(n.nspname), true)
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname = 'pgcrypto';

create or replace function decrypt_api_key(encrypted_key text, plain_key text) returns boolean
language sql immutable strict parallel safe
return encrypted_key = crypt(plain_key, encrypted_key);

comment on function decrypt_api_key(text, text) is
  'Whether a secret is the one that was hashed with encrypt_api_key.';

select set_config('search_path', current_setting('lyss.search_path'), true);

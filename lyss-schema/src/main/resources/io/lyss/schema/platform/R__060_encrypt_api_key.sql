-- Two functions of the design as given, under the meaning that their bodies have: bcrypt is a hash.
-- encrypt_api_key makes something that can be compared and never read again, decrypt_api_key
-- compares. They suit a secret that a caller presents, and not the keys of providers, which have to
-- be sent on: provider_configs.api_key holds ciphertext that the application makes.
--
-- Their bodies are resolved now, once, so they need no search_path. pgcrypto may be in any schema.
select set_config('lyss.search_path', current_setting('search_path'), true);
select set_config('search_path', current_setting('search_path') || ', ' || quote_ident(n.nspname), true)
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname = 'pgcrypto';

create or replace function encrypt_api_key(api_key text) returns text
language sql volatile strict parallel safe
return crypt(api_key, gen_salt('bf', 10));

comment on function encrypt_api_key(text) is
  'Salted bcrypt hash of a secret; the secret cannot be had back from it.';

create or replace function decrypt_api_key(encrypted_key text, plain_key text) returns boolean
language sql immutable strict parallel safe
return encrypted_key = crypt(plain_key, encrypted_key);

comment on function decrypt_api_key(text, text) is
  'Whether a secret is the one that was hashed with encrypt_api_key.';

select set_config('search_path', current_setting('lyss.search_path'), true);

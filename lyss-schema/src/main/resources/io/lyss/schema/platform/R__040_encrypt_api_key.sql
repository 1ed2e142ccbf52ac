-- Despite its name it makes a bcrypt hash: decrypt_api_key can compare the result, and nobody can read the
-- secret from it. It suits a secret that a caller presents, but not the keys of providers, which have to be
-- sent on: provider_configs.api_key holds ciphertext that the application makes.
--
-- PostgreSQL resolves the body now, once, so it needs no search_path. pgcrypto may be in any schema.
select set_config('lyss.search_path', current_setting('search_path'), true);
select set_config('search_path', current_setting('search_path') || ', ' || quote_ident(n.nspname), true)
from pg_catalog.pg_extension as e
join pg_catalog.pg_namespace as n on n.oid = e.extnamespace
where e.extname = 'pgcrypto';

create or replace function encrypt_api_key(api_key text) returns text
language sql volatile strict parallel safe
return crypt(api_key, gen_salt('bf', 10));

comment on function encrypt_api_key(text) is
  'Salted bcrypt hash of a secret; the secret cannot be recovered from it.';

select set_config('search_path', current_setting('lyss.search_path'), true);

-- Its name promises encryption; its body is bcrypt, a hash: the result can be compared, by
-- decrypt_api_key, and never read again. It suits a secret that a caller presents, and not the keys
-- of providers, which have to be sent on: provider_configs.api_key holds ciphertext that the
-- application makes.
--
-- The body is resolved now, once, so it needs no search_path. pgcrypto may be in any schema.
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

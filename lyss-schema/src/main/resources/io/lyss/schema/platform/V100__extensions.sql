-- "Trusted": the owner of a database may create it without being a superuser. Where a host has it
-- already, in whatever schema, it is used from there.

-- encrypt_api_key and decrypt_api_key: bcrypt.
create extension if not exists pgcrypto with schema public;

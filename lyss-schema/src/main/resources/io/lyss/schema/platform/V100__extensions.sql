-- Extensions. Both are "trusted": the owner of a database may create them without being a
-- superuser. Where a host has them already, in whatever schema, they are used from there.

-- encrypt_api_key and decrypt_api_key: bcrypt.
create extension if not exists pgcrypto with schema public;

-- Search: one GIN index over the owner (an integer) and the words of a text together.
create extension if not exists btree_gin with schema public;

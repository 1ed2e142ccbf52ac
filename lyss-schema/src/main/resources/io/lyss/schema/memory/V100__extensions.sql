-- "Trusted": the owner of a database may create it without being a superuser. Where a host has it
-- already, it is used from there.

-- Search: one GIN index over the owner (a UUID) and the words of a text together.
create extension if not exists btree_gin with schema public;

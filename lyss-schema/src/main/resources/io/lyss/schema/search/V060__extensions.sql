-- One GIN index over the owner and the words of a text together. "Trusted": the owner of a database
-- may create it without being a superuser. Where a host has it already, it is used from there.
create extension if not exists btree_gin with schema public;

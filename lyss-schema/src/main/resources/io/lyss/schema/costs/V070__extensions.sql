-- Extensions. "Trusted": the owner of a database may create it without being a superuser. Where a
-- host has it already, it is used from there.

-- The exclusion of prices that overlap: plain columns and a range of time in one GiST index.
create extension if not exists btree_gist with schema public;

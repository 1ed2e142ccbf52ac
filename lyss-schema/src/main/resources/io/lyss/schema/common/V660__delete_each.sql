-- It is given the table, to find rows that stay of deleted ones.
drop function if exists delete_each(jsonb[], regprocedure);

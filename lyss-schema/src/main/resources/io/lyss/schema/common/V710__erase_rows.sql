-- It is given the random part of the names, which is the same in each step of an erasure.
drop function if exists erase_rows(text, text, integer);

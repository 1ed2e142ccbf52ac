-- It returns the memories themselves from now on, and not their ids.
drop function if exists memory_neighbours(uuid, uuid, integer, double precision, integer);

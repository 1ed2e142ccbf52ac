-- It returns the memory from now on, and not whether there was one.
drop function if exists delete_memory(uuid, uuid);

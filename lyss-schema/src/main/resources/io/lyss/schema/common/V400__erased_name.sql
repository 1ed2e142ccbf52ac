-- It is told the random part of a name from now on.
drop function if exists erased_name(text);

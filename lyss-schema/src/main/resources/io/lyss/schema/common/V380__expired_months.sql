-- It returns the bounds of a partition, too, from now on.
drop function if exists expired_months(regclass, integer);

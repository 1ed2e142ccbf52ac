-- It is told for which seals one of a dropped month stands, from now on.
drop function if exists add_seal(uuid, date, bigint, bigint, bigint, bytea);

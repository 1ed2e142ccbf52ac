-- It is told which slots a request has waited for from now on. make_room() adds none any more (split_slot).
drop function if exists hold_quota(uuid, quota_limit[]);
drop function if exists make_room(uuid, quota_limit[], bigint[]);

insert into user_memories (tenant_id, id, user_id, memory_text)
select pg_temp.uuid_of(1), pg_temp.uuid_of(o.u * 1000000::bigint + numbers.n), pg_temp.uuid_of(o.u), s.content || numbers.n
from owner as o, generate_series(1, o.conversations * 10) as numbers (n)
join said as s on s.n = numbers.n * 31 % 10000
where numbers.n <= 20000;

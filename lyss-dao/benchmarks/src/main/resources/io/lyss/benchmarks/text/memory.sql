-- Ids are UUIDs of version 7, as applications make them, of times that are spread over the months.
insert into user_memories (tenant_id, id, user_id, memory_text)
select
  pg_temp.uuid_of(1),
  (
    lpad(to_hex((extract(epoch from
      pg_temp.began(numbers.n, o.conversations * o.messages)) * 1000)::bigint), 12, '0')
    || '7000' || '8' || lpad(to_hex(o.u * 1000000::bigint + numbers.n), 15, '0')
  )::uuid,
  pg_temp.uuid_of(o.u),
  s.content || numbers.n
from owner as o, generate_series(1, o.conversations * o.messages) as numbers (n)
join said as s on s.n = numbers.n * 31 % 10000;

-- The foreign keys of some schemas.
select con.conrelid::bigint, con.conname::text,
  (
    select array_agg(quote_ident(attname) order by n)
    from unnest(con.conkey) with ordinality as k (num, n)
    join pg_attribute on attrelid = con.conrelid and attnum = num
  ),
  con.confrelid::bigint,
  (
    select array_agg(quote_ident(attname) order by n)
    from unnest(con.confkey) with ordinality as k (num, n)
    join pg_attribute on attrelid = con.confrelid and attnum = num
  )
from pg_constraint as con
join pg_class as c on c.oid = con.conrelid
where c.relnamespace = any (?::regnamespace[]) and con.contype = 'f' and con.conparentid = 0
order by 1, 2

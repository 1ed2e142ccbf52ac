-- A tenant's rows refer to rows of no tenant, such as the kinds of providers. These are returned with all
-- columns that identify them, so that an id can be checked to mean the same on the server that the tenant moves
-- to.
create or replace function tenant_needs(p_tenant_id uuid)
returns table (table_name text, needed jsonb)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_reference record;
begin
  for v_reference in
    select
      c.conrelid::regclass as child,
      p.relname as parent,
      (
        select string_agg(format('c.%I = p.%I', a.attname, b.attname), ' and ')
        from unnest(c.conkey, c.confkey) as k (child, parent)
        join pg_attribute as a on a.attrelid = c.conrelid and a.attnum = k.child
        join pg_attribute as b on b.attrelid = c.confrelid and b.attnum = k.parent
      ) as matches,
      (
        select string_agg(distinct format('%L, p.%1$I', a.attname), ', ')
        from pg_index as i
        cross join unnest(i.indkey::smallint[]) as k (attnum)
        join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = k.attnum
        where i.indrelid = c.confrelid and i.indisunique and i.indpred is null
      ) as keys
    from pg_constraint as c
    join pg_class as p on p.oid = c.confrelid
    where c.contype = 'f' and c.conparentid = 0 and c.connamespace = to_regnamespace('${schema}')
      and p.relname <> 'tenants'
      and not exists (
        select from pg_attribute as a where a.attrelid = p.oid and a.attname = 'tenant_id')
    order by c.conname
  loop
    return query execute format(
      'select distinct %1$L, jsonb_build_object(%2$s)
       from %3$s as c join %1$I as p on %4$s
       where c.tenant_id = $1
       order by 2',
      v_reference.parent, v_reference.keys, v_reference.child, v_reference.matches)
    using p_tenant_id;
  end loop;
end
$$;

comment on function tenant_needs(uuid) is
  'The rows of no tenant to which a tenant''s rows refer, with the columns that identify them.';

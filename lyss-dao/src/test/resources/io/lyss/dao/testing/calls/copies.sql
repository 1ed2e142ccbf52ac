-- Fills a database with copies of what is in it, over three years of months. Of three copies one is
-- of other tenants, one of other users of the same tenants, and one more of the same users.
-- Settings: curve.schema; curve.rows, how many rows there are to be in all; curve.kept, a list of
-- tables of which there is one row, or one of each kind.
set client_min_messages = error;
-- neither triggers nor foreign keys: a copy hangs together as its original does
set session_replication_role = replica;
set synchronous_commit = off;
select set_config('search_path', current_setting('curve.schema'), false);

select create_monthly_partition(
  p.partrelid::regclass, (date_trunc('month', now()) - make_interval(months => n))::date)
from pg_partitioned_table as p
join pg_class as c on c.oid = p.partrelid
cross join generate_series(1, 36) as n
where c.relnamespace = current_setting('curve.schema')::regnamespace;

create temporary table copied as
select c.oid as tab, c.relname::text as name
from pg_class as c
where c.relnamespace = current_setting('curve.schema')::regnamespace
  and c.relkind in ('r', 'p') and not c.relispartition
  and c.relname <> all (string_to_array(current_setting('curve.kept'), ','));

-- What a column holds decides what becomes of it in a copy.
create temporary table copied_columns as
select
  c.name as tab, a.attname::text as name, a.attnum,
  case
    when a.attname = 'tenant_id' or c.name = 'tenants' and a.attname = 'id' then 'tenant'
    when a.attname ~ '^(user_id|owner_id|created_by|group_id|holder_id)$'
      or c.name in ('users', 'user_groups') and a.attname = 'id' then 'user'
    else ''
  end as whose,
  case
    when base.oid = 'uuid'::regtype then 'uuid'
    when base.oid in ('timestamptz'::regtype, 'date'::regtype) then 'time'
    when base.oid in ('int4'::regtype, 'int8'::regtype) and (a.attidentity <> '' or key.copied)
      then 'number'
    when base.typcategory = 'S' and key.tab is null and exists (
      select from pg_index as i
      where i.indrelid = c.tab and i.indisunique
        and a.attnum = any (i.indkey[0:i.indnkeyatts - 1])) then 'name'
  end as kind,
  base.oid::regtype as type
from copied as c
join pg_attribute as a on a.attrelid = c.tab
join pg_type as t on t.oid = a.atttypid
join pg_type as base on base.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
left join lateral (
  select true as tab, bool_or(f.confrelid in (select r.tab from copied as r)) as copied
  from pg_constraint as f
  where f.conrelid = c.tab and f.contype = 'f' and a.attnum = any (f.conkey)
  having count(*) > 0
) as key on true
where a.attnum > 0 and not a.attisdropped and a.attgenerated = '';

-- Ids of other kinds of copies begin where those of this end.
create temporary table stride as select 1::bigint as of_numbers, 0::bigint as rows;

do $$
declare
  each record;
  counted bigint;
  largest bigint;
begin
  for each in select c.name from copied as c loop
    execute format('create temporary table %I as table %I', 'original_' || each.name, each.name);
    execute format('select count(*) from %I', 'original_' || each.name) into counted;
    update stride set rows = rows + counted;
  end loop;
  for each in select c.tab, c.name from copied_columns as c where c.kind = 'number' loop
    execute format('select coalesce(max(%I), 0) + 1 from %I', each.name, each.tab) into largest;
    update stride set of_numbers = greatest(of_numbers, largest);
  end loop;
end
$$;

do $$
declare
  copies constant bigint :=
    (select greatest(0, current_setting('curve.rows')::bigint / greatest(s.rows, 1) - 1) from stride as s);
  strides constant bigint := (select s.of_numbers from stride as s);
  each record;
begin
  for each in
    select
      c.tab, string_agg(format('%I', c.name), ', ' order by c.attnum) as names,
      string_agg(
        case c.kind
          when 'uuid' then format(
            case c.whose
              when 'tenant' then 'case when n %% 3 <> 0 then %1$I else %2$s end'
              when 'user' then 'case when n %% 3 = 2 then %1$I else %2$s end'
              else '%2$s'
            end,
            c.name,
            -- its time stays, so that ids of one time lie side by side, as they do
            format(
              'overlay(md5(%1$I::text || n) placing left(replace(%1$I::text, ''-'', ''''), 12)'
                || ' from 1)::uuid',
              c.name))
          when 'number' then format(
            case c.whose
              when 'user' then 'case when n %% 3 = 2 then %1$I else %1$I + n * %2$s end'
              else '%1$I + n * %2$s'
            end,
            c.name, strides)
          when 'time' then format(
            'case when %1$I < now() then (%1$I - make_interval(months => (n %% 36)::integer))::%2$s'
              || ' else %1$I end',
            c.name, c.type)
          when 'name' then format(
            'case when %1$I ~ ''^[0-9a-f]{64}$'''
              || ' then encode(sha256((%1$I || n)::bytea), ''hex'') else n || ''-'' || %1$I end',
            c.name)
          else format('%I', c.name)
        end,
        ', ' order by c.attnum) as copy
    from copied_columns as c
    group by c.tab
  loop
    execute format(
      'insert into %1$I (%2$s) overriding system value
       select %3$s from %4$I cross join generate_series(1, %5$s) as n
       on conflict do nothing',
      each.tab, each.names, each.copy, 'original_' || each.tab, copies);
  end loop;
end
$$;

-- What is entered from now on has other numbers than the copies.
do $$
declare
  each record;
begin
  for each in
    select c.tab, c.name from copied_columns as c
    where pg_get_serial_sequence(c.tab, c.name) is not null
  loop
    execute format(
      'select setval(pg_get_serial_sequence(%L, %L), (select coalesce(max(%I), 0) + 1 from %I))',
      each.tab, each.name, each.name, each.tab);
  end loop;
end
$$;

-- Makes a table like its parent and protected like it: read directly, it shows no row. The caller attaches it.
-- Where it will be filled before, it gets the foreign keys and indexes of the parent, and a month gets its
-- bounds as a constraint. PostgreSQL then accepts all of these without reading the rows. (It could not check
-- the foreign keys: it would do so under the owner's policies, which show no row.) A default partition has no
-- such constraint, and PostgreSQL reads it when it is attached.
-- The settings make PostgreSQL read the bounds as it wrote them, whatever those of the session.
--
-- Where Citus distributes the table, it is made as a partition at once: attaching it makes PostgreSQL look for rows
-- that refer to nothing, by a query that Citus refuses as long as the table is on the coordinator alone.
--
-- Until it is attached lyss_definer fills it, and nobody else has a policy there (end_filling).
create or replace function make_partition(
  p_table regclass, p_name text, p_comment text, p_from timestamptz, p_to timestamptz, p_filled boolean
)
returns regclass
language plpgsql volatile
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, MDY'
set timezone = 'UTC'
as $$
declare
  v_table record;
  v_partition constant text := format('%I.%I', '${schema}', p_name);
  v_part record;
begin
  select * into v_table from ${schema}.monthly_table(p_table);
  if ${schema}.is_distributed(p_table) then
    execute format(
      'create table %s partition of %s for values from (%L) to (%L)', v_partition, p_table, p_from, p_to);
  else
    execute format(
      'create table %s (
        like %s including defaults including constraints including storage including compression %s) %s',
      v_partition, p_table, case when p_filled then 'including indexes' end,
      -- where a DBA has said that new months lie
      (
        select format('tablespace %I', s.spcname) from pg_class as c
        join pg_tablespace as s on s.oid = c.reltablespace
        where c.oid = p_table));
  end if;
  execute format('revoke all on %s from public', v_partition);
  -- as default privileges of the owner may have granted
  for v_part in
    select distinct a.grantee::regrole
    from pg_class as c
    cross join aclexplode(c.relacl) as a
    where c.oid = to_regclass(v_partition) and a.grantee <> c.relowner
  loop
    execute format('revoke all on %s from %s', v_partition, v_part.grantee);
  end loop;
  -- A DBA may have said so, for a reader of changes that has to see the whole row as it was.
  if (select c.relreplident from pg_class as c where c.oid = p_table) = 'f' then
    execute format('alter table %s replica identity full', v_partition);
  end if;
  -- The partition inherits row triggers from the parent, but no triggers on truncate.
  for v_part in
    select tgname, tgfoid::regproc as function
    from pg_trigger
    where tgrelid = p_table and not tgisinternal and tgtype::integer & 32 <> 0
  loop
    execute format(
      'create trigger %I before truncate on %s for each statement execute function %s(%L)',
      v_part.tgname, v_partition, v_part.function, v_table.name);
  end loop;
  if p_filled then
    for v_part in
      select conname, pg_get_constraintdef(oid) as definition
      from pg_constraint
      where conrelid = p_table and contype = 'f' and conparentid = 0
    loop
      execute format(
        'alter table %s add constraint %I %s', v_partition, v_part.conname, v_part.definition);
    end loop;
    if p_from is not null then
      execute format(
        'alter table %s add constraint month_check
           check (%I is not null and %2$I >= %3$L and %2$I < %4$L)',
        v_partition, v_table.key, p_from, p_to);
    end if;
    execute format('grant select, insert, delete on %s to lyss_definer', v_partition);
    execute format(
      'create policy filling on %s to lyss_definer using (true) with check (true)', v_partition);
  end if;
  execute format(
    'alter table %s enable row level security, force row level security', v_partition);
  execute format('comment on table %s is %L', v_partition, p_comment);
  return to_regclass(v_partition);
end
$$;

revoke execute on function make_partition(regclass, text, text, timestamptz, timestamptz, boolean)
  from public;

comment on function make_partition(regclass, text, text, timestamptz, timestamptz, boolean) is
  'Internal: Makes a table that can be attached as a partition, or, where Citus distributes it, a partition; returns it.';

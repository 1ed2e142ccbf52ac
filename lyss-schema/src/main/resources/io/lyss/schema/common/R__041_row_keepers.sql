-- The triggers of a host that could keep a row from being deleted, or changed, by answering with another row or
-- none: PostgreSQL then goes on as if there was nothing to do.
create or replace function row_keepers(p_table regclass, p_event text) returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select string_agg(distinct format('%I of %s', t.tgname, p_table), ', ')
  from pg_trigger as t
  join pg_proc as f on f.oid = t.tgfoid
  where (t.tgrelid = p_table or t.tgrelid in (select i.inhrelid from pg_inherits as i where i.inhparent = p_table))
    and t.tgenabled in ('O', 'A')
    and f.pronamespace <> to_regnamespace('${schema}')
    -- before, for each row
    and t.tgtype::integer & 3 = 3
    and t.tgtype::integer & case p_event when 'delete' then 8 else 16 end <> 0
$$;

comment on function row_keepers(regclass, text) is
  'Internal: The triggers of a host that could keep rows of a table from a delete or an update; null for none.';

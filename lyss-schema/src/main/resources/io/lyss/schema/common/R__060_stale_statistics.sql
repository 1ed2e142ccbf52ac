-- Tables whose statistics may still contain values of erased persons. PostgreSQL keeps a sample of each
-- column's values for its planner until the table is analyzed again. Autovacuum does that once a tenth of the
-- rows have changed, which may be never. Tables by month are left out: a job analyzes them.
--
-- Tables analyzed less than a day after the erasure count, too: the sample may have been read before it.
create or replace function stale_statistics() returns table (table_name text)
language plpgsql stable
set search_path = ${schema}, pg_temp
as $$
declare
  v_erased_at constant timestamptz := (select max(e.erased_at) from erasures as e);
begin
  return query
  select distinct t.table_name
  from personal_tables() as t
  join pg_class as c on c.oid = to_regclass(quote_ident(t.table_name)) and c.relkind = 'r'
  left join pg_stat_all_tables as s on s.relid = c.oid
  where t.erasure in ('delete', 'anonymise')
    and v_erased_at > coalesce(greatest(s.last_analyze, s.last_autoanalyze), '-infinity') - interval '1 day';
end
$$;

revoke execute on function stale_statistics() from public;
grant execute on function stale_statistics() to lyss_system;

comment on function stale_statistics() is
  'Internal: Tables whose statistics may contain values of persons who were erased since.';

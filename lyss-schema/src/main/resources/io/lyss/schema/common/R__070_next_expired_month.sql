-- For the job of retention. It reads with its owner's rights, as the drop that follows does: Citus drops nothing in a
-- transaction in which two roles have read from a node.
create or replace function next_expired_month(
  p_table regclass, p_keep_months integer, out to_time timestamptz, out kept text
)
language plpgsql volatile security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform ${schema}.refuse_unsealed();
  perform ${schema}.read_on_one_connection(p_table);
  select
    min(e.to_time) filter (where e.legal_hold is null),
    string_agg(e.partition || ' is ' || e.legal_hold, '; ' order by e.from_time)
      filter (where e.legal_hold !~ '^legal hold on ')
  into to_time, kept
  from ${schema}.expired_months(p_table, p_keep_months) as e;
end
$$;

revoke execute on function next_expired_month(regclass, integer) from public;
grant execute on function next_expired_month(regclass, integer) to lyss_system;

comment on function next_expired_month(regclass, integer) is
  'Internal: The end of the oldest expired month that can be dropped, and which cannot, because something of the host depends on them.';

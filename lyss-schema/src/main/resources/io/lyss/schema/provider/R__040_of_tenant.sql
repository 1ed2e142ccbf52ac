-- For files that make a function which reads a view of a tenant: the text of the view, as a table to select from, in which
-- each of its tables is limited by the parameter p_tenant_id. PostgreSQL reads the same rows in the same way. Citus asks
-- all nodes where it finds the tenant in one of the tables only, and the node of the tenant where it finds it in each.
create or replace function of_tenant(p_view regclass) returns text
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select '(' || regexp_replace(rtrim(pg_get_viewdef(p_view), ';'), '= \w\.tenant_id\y', '= p_tenant_id', 'g') || ')'
$$;

revoke execute on function of_tenant(regclass) from public;
grant execute on function of_tenant(regclass) to lyss_definer;

comment on function of_tenant(regclass) is
  'Internal: The text of a view, in which each table is limited by a parameter p_tenant_id.';

-- What separates rows only by chance, or only today: which check, what is wrong, and what to do.
with relation as (
  select c.*, c.oid::regclass::text as name
  from pg_class as c
  where c.relnamespace = any (?::regnamespace[]) and c.relname <> 'lyss_schema_history'
), role as (
  select oid, rolname from pg_roles where rolname in ('authenticated_users', 'lyss_system')
  union all
  select 0, 'public'
), granted as (
  select r.oid, string_agg(distinct role.rolname, ' and ') as roles,
    bool_or(role.rolname <> 'lyss_system') as to_users
  from relation as r
  cross join lateral (
    select r.relacl
    union all
    select attacl from pg_attribute where attrelid = r.oid and attnum > 0
  ) as acl (items)
  cross join lateral aclexplode(acl.items) as item
  join role on role.oid = item.grantee
  group by r.oid
), tenanted as (
  select r.oid, a.attnum
  from relation as r
  join pg_attribute as a on a.attrelid = r.oid and a.attname = 'tenant_id' and not a.attisdropped
  where r.relkind in ('r', 'p') and not r.relispartition
)
select 'row security',
  format('%s is granted to %s, and its row-level security is %s.', r.name, g.roles,
    case when not r.relrowsecurity then 'not enabled' else 'not forced: its owner is not held' end),
  format('alter table %s enable row level security, force row level security', r.name)
from relation as r
join granted as g using (oid)
where r.relkind in ('r', 'p') and not (r.relrowsecurity and r.relforcerowsecurity)

union all
select 'partition',
  format('The partition %s is granted to %s: reached directly, its own policies judge.', r.name, g.roles),
  format('revoke all on %s from %s', r.name, replace(g.roles, ' and ', ', '))
from relation as r
join granted as g using (oid)
where r.relispartition and r.relkind in ('r', 'p')

union all
select 'view', format('The view %s is granted to %s and reads as its owner, past the policies.', r.name, g.roles),
  format('alter view %s set (security_invoker = true)', r.name)
from relation as r
join granted as g using (oid)
where r.relkind = 'v' and g.to_users
  and not coalesce(
    (select bool_or(option_value::boolean) from pg_options_to_table(r.reloptions)
      where option_name = 'security_invoker'),
    false)
  -- a materialized view has no policies; the probes check what is shown of it
  and not exists (
    select from pg_rewrite as rule
    join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = rule.oid
      and d.refclassid = 'pg_class'::regclass and d.refobjid <> r.oid
    join pg_class as source on source.oid = d.refobjid
    where rule.ev_class = r.oid and source.relkind = 'm'
  )

union all
select 'materialized view', format('The materialized view %s is granted to %s, and has no policies.', r.name, g.roles),
  format('revoke all on %s, and grant a view or function that filters', r.name)
from relation as r
join granted as g using (oid)
where r.relkind = 'm' and g.to_users

union all
select 'sequence', format('The sequence %s is granted to %s: its values tell how much others do.', r.name, g.roles),
  format('revoke all on sequence %s, and make ids by UUID, or by an identity column', r.name)
from relation as r
join granted as g using (oid)
where r.relkind = 'S' and g.to_users

union all
select 'definer function',
  format('%s runs as %s with the search_path of its caller, who may put tables of their own first.',
    p.oid::regprocedure, pg_get_userbyid(p.proowner)),
  format('alter function %s set search_path = <its schemas>, pg_temp', p.oid::regprocedure)
from pg_proc as p
where p.pronamespace = any (?::regnamespace[]) and p.prosecdef
  and not exists (
    select from unnest(p.proconfig) as setting
    where setting ~ '^search_path=.*pg_temp"?$' or setting in ('search_path=""', 'search_path=')
  )
  and (has_function_privilege('public', p.oid, 'execute')
    or exists (select from role where role.oid <> 0 and has_function_privilege(role.oid, p.oid, 'execute')))

union all
select 'unique index',
  format('The unique index %s of %s is of all tenants together: who adds a row learns of the others''.',
    i.indexrelid::regclass, i.indrelid::regclass),
  'Put tenant_id first into its columns.'
from pg_index as i
join tenanted as t on t.oid = i.indrelid
-- system work may read all tenants
join granted as g on g.oid = t.oid and g.to_users
where i.indisunique and t.attnum <> all (i.indkey::smallint[])

union all
select 'foreign key',
  format('The foreign key %s of %s does not compare tenants: a row may refer to another tenant''s.',
    con.conname, con.conrelid::regclass),
  'Make it of (tenant_id, ...), and refer to a key of (tenant_id, ...).'
from pg_constraint as con
join tenanted as t on t.oid = con.conrelid
join tenanted as target on target.oid = con.confrelid
where con.contype = 'f' and t.attnum <> all (con.conkey)

order by 1, 2

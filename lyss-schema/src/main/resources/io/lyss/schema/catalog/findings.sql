-- What is wrong around the schema ${schema}, apart from differences in it: logins, memberships, paths,
-- partitions. Which check, what is wrong, and what to do. Every login may read what this reads.
with target as (
  select oid, nspowner from pg_namespace where nspname = '${schema}'
), scope as (
  select oid, rolname from pg_roles
  where rolname in ('authenticated_users', 'lyss_system', 'lyss_definer')
), member as (
  select m.member as oid, m.roleid, m.inherit_option, m.set_option
  from pg_auth_members as m
  join pg_roles as r on r.oid = m.roleid
  where r.rolname in ('authenticated_users', 'lyss_system', 'lyss_definer')
), login as (
  select r.oid, r.rolname, r.rolsuper, r.rolbypassrls
  from pg_roles as r
  -- on the nodes of Citus these roles log in, and nobody else as one of them
  where r.oid not in (select oid from scope)
  and (r.oid in (select nspowner from target)
  or r.rolname = session_user
  -- roles belong to the server: a role that may not connect to this database, such as another database's owner,
  -- does no harm here
  or has_database_privilege(r.oid, current_database(), 'connect')
  and (
    -- a role that cannot log in, such as the one that moves tenants, has no session
    r.rolcanlogin and r.oid in (select oid from member where inherit_option or set_option)
    -- through another role; a superuser may become any, and is reported where it is used
    or r.rolcanlogin and not r.rolsuper and exists (
      select from scope where pg_has_role(r.oid, scope.oid, 'usage') or pg_has_role(r.oid, scope.oid, 'set'))
  ))
), beyond as (
  -- roles of the server whose members no right in a schema restricts
  select r.oid, r.rolname, power
  from (
    values
      ('pg_read_server_files', 'reads each file of the server, those of all tables and keys among them'),
      ('pg_write_server_files', 'writes files of the server'),
      ('pg_execute_server_program', 'runs programs on the server')
  ) as known (name, power)
  join pg_roles as r on r.rolname = known.name
), path as (
  select l.oid, l.rolname, btrim(entry, ' "') as entry
  from login as l
  cross join lateral (
    select coalesce(
      (
        select substring(setting from '^search_path=(.*)$')
        from pg_db_role_setting as s
        cross join unnest(s.setconfig) as setting
        where setting like 'search_path=%'
          and s.setrole in (0, l.oid)
          and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
        order by s.setrole = 0, s.setdatabase = 0
        limit 1
      ),
      (select boot_val from pg_settings where name = 'search_path')) as value
  ) as setting
  cross join unnest(string_to_array(setting.value, ',')) as entry
), month as (
  select c.oid, c.relname,
    c.relname || to_char(at, '_YYYY_MM') as partition
  from pg_class as c
  join target on target.oid = c.relnamespace
  join pg_partitioned_table as p on p.partrelid = c.oid
  cross join (
    values (now() at time zone 'UTC'), (now() at time zone 'UTC' + interval '1 month')
  ) as months (at)
)
select 'superuser', format('The login %I is a superuser: no policy holds it.', rolname),
  format('Let a login work with LYSS that is none: alter role %I nosuperuser.', rolname)
from login where rolsuper

union all
select 'bypassrls', format('The login %I has BYPASSRLS: no policy holds it.', rolname),
  format('alter role %I nobypassrls', rolname)
from login where rolbypassrls and not rolsuper

union all
select 'inherits', format('The login %I has the rights of %I in every statement.', l.rolname, scope.rolname),
  case
    when exists (select from member as m where m.oid = l.oid and m.roleid = scope.oid)
      then format('grant %I to %I with inherit false, set true', scope.rolname, l.rolname)
    else format('Revoke the role by which %I has them, and: grant %I to %1$I with inherit false, set true',
      l.rolname, scope.rolname)
  end
from login as l
cross join scope
where not l.rolsuper and pg_has_role(l.oid, scope.oid, 'usage')
  -- an upgrade reaches the nodes of Citus over the connection of one role
  and not (scope.rolname = 'lyss_definer' and l.oid in (select nspowner from target)
    and exists (select from pg_extension where extname = 'citus'))

union all
select 'definer', format('The login %I may connect and become lyss_definer, and it does not own the schema.', l.rolname),
  format('revoke lyss_definer from %I', l.rolname)
from login as l
join scope on scope.rolname = 'lyss_definer'
where not l.rolsuper and pg_has_role(l.oid, scope.oid, 'set')
  and l.oid not in (select nspowner from target)

union all
select 'owner', format('The login %I may become %I, which %s.', l.rolname, r.rolname,
    case
      when r.rolsuper then 'is a superuser'
      when r.rolbypassrls then 'has BYPASSRLS'
      else 'owns the schema'
    end),
  format('revoke %I from %I', r.rolname, l.rolname)
from login as l
join pg_roles as r on r.oid <> l.oid and pg_has_role(l.oid, r.oid, 'set')
where not l.rolsuper and l.oid not in (select nspowner from target)
  and (r.rolsuper or r.rolbypassrls or r.oid in (select nspowner from target))

union all
select 'admin', format('The login %I may make anybody a member of %I, itself, too.', l.rolname, scope.rolname),
  format('revoke admin option for %I from %I', scope.rolname, l.rolname)
from login as l
join scope on pg_has_role(l.oid, scope.oid, 'member with admin option')
where not l.rolsuper and l.oid not in (select nspowner from target)

union all
select 'server', format('The login %I %s.', l.rolname, b.power),
  format('revoke %I from %I, or the role by which it has that', b.rolname, l.rolname)
from login as l
join beyond as b on pg_has_role(l.oid, b.oid, 'usage') or pg_has_role(l.oid, b.oid, 'set')
where not l.rolsuper

union all
select 'replication', format('The login %I may copy the whole server, and decode each change: no policy holds it.', r.rolname),
  format('alter role %I noreplication', r.rolname)
from login as l
join pg_roles as r on r.oid = l.oid
where r.rolreplication and not r.rolsuper

union all
select 'triggers',
  format('The login %I may set session_replication_role, and then no trigger notices what it does: none writes the audit log.',
    l.rolname),
  format('revoke set on parameter session_replication_role from the role by which %I has it', l.rolname)
from login as l
-- a login that moves tenants bypasses the policies; this finds it
where not l.rolsuper and not l.rolbypassrls and has_parameter_privilege(l.oid, 'session_replication_role', 'set')

union all
select distinct 'view', format('The view %s reads %s with the rights of %I, whom no policy holds.',
    v.oid::regclass, t.relname, r.rolname),
  case v.relkind
    when 'v' then format('alter view %s set (security_invoker = true)', v.oid::regclass)
    else format('drop materialized view %s: it keeps rows of all', v.oid::regclass)
  end
from pg_class as v
join pg_rewrite as rule on rule.ev_class = v.oid
join pg_depend as d on d.classid = 'pg_rewrite'::regclass and d.objid = rule.oid
  and d.refclassid = 'pg_class'::regclass
join pg_class as t on t.oid = d.refobjid and t.relkind in ('r', 'p')
join target on target.oid = t.relnamespace
join pg_roles as r on r.oid = v.relowner and (r.rolsuper or r.rolbypassrls)
where v.relkind in ('v', 'm') and v.relnamespace <> target.oid
  and not coalesce(v.reloptions && '{security_invoker=true,security_invoker=on,security_invoker=1}', false)

union all
select 'function',
  format('The function %s works on ${schema} with the rights of %I, whom no policy holds, and %s may call it.',
    p.oid::regprocedure, r.rolname, callers.names),
  format('alter routine %s security invoker, or give it an owner whom policies hold', p.oid::regprocedure)
from pg_proc as p
join pg_roles as r on r.oid = p.proowner and (r.rolsuper or r.rolbypassrls or r.rolname = 'lyss_definer')
cross join lateral (
  select string_agg(distinct quote_ident(c.rolname), ' and ') as names
  from (
    select oid, rolname from scope where rolname <> 'lyss_definer'
    union all
    select oid, rolname from login where not rolsuper and not rolbypassrls
  ) as c
  where has_function_privilege(c.oid, p.oid, 'execute') and has_schema_privilege(c.oid, p.pronamespace, 'usage')
) as callers
where p.prosecdef and callers.names is not null
  -- a schema of LYSS's own, whose functions are compared with its files
  and not exists (
    select from pg_class as c where c.relnamespace = p.pronamespace and c.relname = 'lyss_schema_history')
  and not exists (
    select from pg_depend as d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
  and (
    p.prosrc ~ '\m${schema}\M' or p.proconfig::text ~ '\m${schema}\M'
    or exists (
      select from pg_depend as d
      join pg_class as t on t.oid = d.refobjid
      join target on target.oid = t.relnamespace
      where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_class'::regclass)
  )

union all
select 'search_path',
  format('Anybody may create in the schema %I, which is on the search_path of the login %I.', n.nspname, p.rolname),
  format('revoke create on schema %I from public', n.nspname)
from path as p
join pg_namespace as n on n.nspname = p.entry
where has_schema_privilege('public', n.oid, 'create')

union all
select 'search_path',
  format('%I may create in the schema %I, which is on the search_path of the login %I.', r.rolname, n.nspname, p.rolname),
  format('revoke create on schema %I from %I', n.nspname, r.rolname)
from path as p
join pg_namespace as n on n.nspname = p.entry
cross join aclexplode(n.nspacl) as a
join pg_roles as r on r.oid = a.grantee
where a.privilege_type = 'CREATE' and not r.rolsuper
  and r.oid not in (n.nspowner, p.oid) and r.oid not in (select nspowner from target)

union all
select 'temporary', 'lyss_definer may make no temporary tables, so provider_usage_daily cannot be refreshed.',
  format('grant temporary on database %I to lyss_definer', current_database())
from pg_class as c
join target on target.oid = c.relnamespace
where c.relname = 'mv_provider_usage_daily'
  and not has_database_privilege(
    (select oid from pg_roles where rolname = 'lyss_definer'), current_database(), 'temporary')

union all
select 'refresh', 'provider_usage_daily was never filled, as after a restore.',
  'select ${schema}.refresh_provider_usage_daily(), as system work'
from pg_class as c
join target on target.oid = c.relnamespace
where c.relkind = 'm' and not c.relispopulated

union all
select 'month missing', format('%I has no partition %I.', relname, partition),
  'Make it: select ${schema}.create_monthly_partitions(), as the owner'
from month
where not exists (
  select from pg_inherits as i
  join pg_class as c on c.oid = i.inhrelid
  where i.inhparent = month.oid and c.relname = month.partition
)

order by 1, 2

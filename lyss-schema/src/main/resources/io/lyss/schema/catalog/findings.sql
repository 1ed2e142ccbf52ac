-- What is wrong around the schema ${schema}, beside what differs in it: logins, memberships, paths, partitions.
-- Which check, what is wrong, and what to do. Every login may read what this looks at.
with target as (
  select oid, nspowner from pg_namespace where nspname = '${schema}'
), member as (
  select m.member as oid, m.roleid, m.inherit_option, m.set_option, m.admin_option
  from pg_auth_members as m
  join pg_roles as r on r.oid = m.roleid
  where r.rolname in ('authenticated_users', 'lyss_system', 'lyss_definer')
), login as (
  select r.oid, r.rolname, r.rolsuper, r.rolbypassrls
  from pg_roles as r
  where r.oid in (
    select nspowner from target
    union
    select oid from member where inherit_option or set_option
  ) or r.rolname = session_user
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
  select c.oid, c.relname, p.partdefid,
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
select 'inherits', format('The login %I has the rights of %I in every statement.', l.rolname, r.rolname),
  format('grant %I to %I with inherit false, set true', r.rolname, l.rolname)
from member as m
join login as l on l.oid = m.oid
join pg_roles as r on r.oid = m.roleid
where m.inherit_option

union all
select 'definer', format('The login %I may become lyss_definer, and it does not own the schema.', l.rolname),
  format('revoke lyss_definer from %I', l.rolname)
from member as m
join login as l on l.oid = m.oid
join pg_roles as r on r.oid = m.roleid and r.rolname = 'lyss_definer'
where m.set_option and m.oid not in (select nspowner from target)

union all
select 'search_path',
  format('Anybody may create in the schema %I, which is on the search_path of the login %I.', n.nspname, p.rolname),
  format('revoke create on schema %I from public', n.nspname)
from path as p
join pg_namespace as n on n.nspname = p.entry
where has_schema_privilege('public', n.oid, 'create')

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
select 'default partition', format('The default partition of %I holds rows: nobody had made their month.', relname),
  'Make the partitions of the months: select ${schema}.create_monthly_partitions(), as the owner'
from month
where partdefid <> 0 and pg_relation_size(partdefid) > 0
group by relname

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

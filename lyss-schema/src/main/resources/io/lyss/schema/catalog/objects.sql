-- The objects of a schema of LYSS, one a row: kind, name, definition, and, apart because it is long, the body
-- of a function. Names are qualified, so the result does not depend on the reader's search_path.
--
-- Partitions of months are left out, because each database has others, unless one is not protected as it should
-- be. What they inherit from their parents is left out, too; so are objects that PostgreSQL makes for a
-- constraint, and storage settings, which a DBA decides. While move_default_rows works, the tables that it
-- fills, and its trigger, are left out as well.
with target as (
  select oid, nspname, nspowner from pg_namespace where nspname = '${schema}'
), relation as (
  select c.*, c.relispartition and c.relname ~ '_\d{4}_\d{2}$' as is_month
  from pg_class as c
  join target on target.oid = c.relnamespace
  where c.relispartition
    or to_regclass(format(
      '%I.%I', target.nspname,
      coalesce(substring(c.relname, '^(.*)_(\d{4}_\d{2}|default_next)$'), '') || '_default_next'))
      is null
), owned (kind, oid, subject, owner, acl) as (
  select 'S', oid, 'schema ${schema}', nspowner, coalesce(nspacl, acldefault('n', nspowner))
  from pg_namespace where nspname = '${schema}'
  union all
  select 'r', oid, relname::text, relowner,
    coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
  from relation where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  union all
  select 'f', p.oid, p.proname || '(' || oidvectortypes(p.proargtypes) || ')', p.proowner,
    coalesce(p.proacl, acldefault('f', p.proowner))
  from pg_proc as p
  join target on target.oid = p.pronamespace
  where not exists (
    select from pg_depend where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e'
  )
  union all
  select 't', t.oid, 'type ' || t.typname, t.typowner, coalesce(t.typacl, acldefault('T', t.typowner))
  from pg_type as t
  join target on target.oid = t.typnamespace
  left join pg_class as c on c.oid = t.typrelid
  where t.typtype in ('e', 'd') or t.typtype = 'c' and c.relkind = 'c'
), role (oid, name) as (
  select r.oid,
    case when r.oid = target.nspowner then 'the owner of the schema' else quote_ident(r.rolname) end
  from pg_roles as r
  cross join target
  union all
  select 0, 'public'
), owner_of (kind, oid, owner) as (
  select o.kind, o.oid, 'owned by ' || r.name
  from owned as o
  join role as r on r.oid = o.owner
), granted (oid, subject, grantee, privilege, columns) as (
  select o.oid, o.subject, a.grantee, a.privilege_type || case when a.is_grantable then '*' else '' end,
    null::text
  from owned as o
  cross join aclexplode(o.acl) as a
  where a.grantee <> o.owner
  union all
  select o.oid, o.subject, a.grantee, a.privilege_type || case when a.is_grantable then '*' else '' end,
    string_agg(quote_ident(c.attname), ', ' order by c.attname collate "C")
  from owned as o
  join pg_attribute as c on c.attrelid = o.oid and o.kind = 'r' and not c.attisdropped
  cross join aclexplode(c.attacl) as a
  where a.grantee <> o.owner
  group by 1, 2, 3, 4
), grants (oid, subject, grantee, privileges) as (
  select g.oid, g.subject, r.name,
    string_agg(
      lower(g.privilege collate "C") || coalesce(' (' || g.columns || ')', ''), ', '
      order by g.privilege collate "C", g.columns collate "C" nulls first)
  from granted as g
  join role as r on r.oid = g.grantee
  group by 1, 2, 3
), object (kind, name, definition, body) as (
  select 'role', rolname::text,
    concat_ws(', ',
      case when rolsuper then 'superuser' end,
      case when rolbypassrls then 'bypassrls' end,
      -- with Citus, they log in to its nodes
      case when rolcanlogin and not exists (select from pg_extension where extname = 'citus')
        then 'login' else 'nologin' end,
      case when rolcreaterole then 'createrole' end,
      case when rolcreatedb then 'createdb' end,
      case when rolreplication then 'replication' end,
      (
        select 'member of ' || string_agg(quote_ident(of.rolname), ', ' order by of.rolname)
        from pg_auth_members as m
        join pg_roles as of on of.oid = m.roleid
        where m.member = r.oid
      )),
    null::text
  from pg_roles as r
  where rolname in ('authenticated_users', 'lyss_system', 'lyss_definer')

  union all
  select 'extension', extname::text, 'installed', null
  from pg_extension where extname <> 'plpgsql'

  union all
  select 'type', t.typname::text,
    concat_ws(', ', o.owner,
      'enum (' || (
        select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
        from pg_enum where enumtypid = t.oid
      ) || ')',
      'composite (' || (
        select string_agg(
          quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum)
        from pg_attribute where attrelid = t.typrelid and attnum > 0 and not attisdropped
      ) || ')',
      case when t.typtype = 'd' then 'domain of ' || format_type(t.typbasetype, t.typtypmod) end,
      case when t.typnotnull then 'not null' end,
      'default ' || t.typdefault,
      (
        select string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' order by conname)
        from pg_constraint where contypid = t.oid and contype = 'c'
      )),
    null
  from pg_type as t
  join owner_of as o on o.kind = 't' and o.oid = t.oid

  union all
  select
    case r.relkind
      when 'r' then 'table' when 'p' then 'table' when 'v' then 'view' when 'm' then 'materialized view'
      when 'S' then 'sequence' else 'foreign table'
    end,
    r.relname::text,
    concat_ws(', ', o.owner,
      case when r.relkind in ('r', 'p') then
        'row security ' || case
          when not r.relrowsecurity then 'off'
          when r.relforcerowsecurity then 'forced'
          else 'not forced'
        end
      end,
      case when r.relkind in ('v', 'm') then array_to_string(r.reloptions, ', ') end,
      case r.relpersistence when 'u' then 'unlogged' end,
      -- of one without a primary key, which could not be published otherwise; of others a DBA decides
      case
        when r.relkind in ('r', 'p') and r.relreplident = 'f'
          and not exists (select from pg_index where indrelid = r.oid and indisprimary)
        then 'replica identity full'
      end,
      'partitioned by ' || pg_get_partkeydef(r.oid),
      'partition of ' || (select inhparent::regclass from pg_inherits where inhrelid = r.oid)
        || ' ' || pg_get_expr(r.relpartbound, r.oid),
      case when r.relkind in ('v', 'm') then 'as' || chr(10) || pg_get_viewdef(r.oid, true) end),
    null
  from relation as r
  join owner_of as o on o.kind = 'r' and o.oid = r.oid
  where r.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and not r.is_month

  union all
  select 'partition', r.relname::text,
    concat_ws(', ',
      case
        when not r.relrowsecurity then 'row security off'
        when not r.relforcerowsecurity then 'row security not forced'
      end,
      case when r.relowner <> parent.relowner then 'owner differs from that of the table' end,
      (
        select 'granted to ' || string_agg(distinct g.grantee, ', ') from grants as g where g.oid = r.oid
      ),
      (
        select 'policies ' || string_agg(quote_ident(polname), ', ') from pg_policy where polrelid = r.oid
      )),
    null
  from relation as r
  join pg_inherits as i on i.inhrelid = r.oid
  join pg_class as parent on parent.oid = i.inhparent
  where r.is_month and r.relkind in ('r', 'p')
    and (
      not (r.relrowsecurity and r.relforcerowsecurity)
      or r.relowner <> parent.relowner
      or exists (select from grants as g where g.oid = r.oid)
      or exists (select from pg_policy where polrelid = r.oid)
    )

  union all
  select 'column', r.relname || '.' || quote_ident(a.attname),
    concat_ws(' ',
      format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> t.typcollation then
        'collate ' || (select quote_ident(collname) from pg_collation where oid = a.attcollation)
      end,
      case when a.attnotnull then 'not null' end,
      case a.attidentity when 'a' then 'generated always as identity'
        when 'd' then 'generated by default as identity' end,
      case a.attgenerated when '' then 'default ' || pg_get_expr(d.adbin, d.adrelid)
        when 's' then 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
        else 'generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') virtual' end),
    null
  from relation as r
  join pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  join pg_type as t on t.oid = a.atttypid
  left join pg_attrdef as d on d.adrelid = r.oid and d.adnum = a.attnum
  where r.relkind in ('r', 'p', 'f') and not r.relispartition

  union all
  select 'constraint', r.relname || '.' || quote_ident(c.conname),
    concat_ws(', ',
      pg_get_constraintdef(c.oid),
      case when exists (select from pg_trigger where tgconstraint = c.oid and tgenabled = 'D') then
        'its triggers disabled'
      end),
    null
  from pg_constraint as c
  join relation as r on r.oid = c.conrelid
  where c.contype <> 'n' -- the column itself says whether it is not null
    and c.conparentid = 0 and not r.is_month
    and (not r.relispartition or c.conislocal)

  union all
  select 'index', r.relname || '.' || quote_ident(c.relname),
    concat_ws(', ',
      pg_get_indexdef(i.indexrelid),
      case when not i.indisvalid then 'invalid' end),
    null
  from pg_index as i
  join relation as r on r.oid = i.indrelid
  join pg_class as c on c.oid = i.indexrelid
  where not r.is_month and not c.relispartition
    and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))

  union all
  select 'policy', r.relname || '.' || quote_ident(p.polname),
    concat_ws(' ',
      case when not p.polpermissive then 'restrictive' end,
      'for ' || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
        when 'd' then 'delete' else 'all' end,
      'to ' || coalesce(
        (
          select string_agg(quote_ident(rolname), ', ' order by rolname)
          from pg_roles where oid = any (p.polroles)
        ),
        'public'),
      'using (' || pg_get_expr(p.polqual, p.polrelid) || ')',
      'with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')'),
    null
  from pg_policy as p
  join relation as r on r.oid = p.polrelid
  where not r.is_month

  union all
  select 'trigger', r.relname || '.' || quote_ident(t.tgname),
    concat_ws(', ',
      pg_get_triggerdef(t.oid),
      case t.tgenabled when 'D' then 'disabled' when 'R' then 'replica only' when 'A' then 'always' end),
    null
  from pg_trigger as t
  join relation as r on r.oid = t.tgrelid
  where not t.tgisinternal and t.tgparentid = 0 and not r.is_month
    and not (r.relispartition and t.tgname = 'copy_to_month')

  union all
  select 'rule', r.relname || '.' || quote_ident(w.rulename), pg_get_ruledef(w.oid), null
  from pg_rewrite as w
  join relation as r on r.oid = w.ev_class
  where w.rulename <> '_RETURN'

  union all
  select
    case p.prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end,
    p.proname || '(' || oidvectortypes(p.proargtypes) || ')',
    concat_ws(', ', o.owner,
      'language ' || l.lanname,
      case p.provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end,
      case when p.prosecdef then 'security definer' end,
      case when p.proisstrict then 'strict' end,
      case when p.proleakproof then 'leakproof' end,
      case p.proparallel when 's' then 'parallel safe' when 'r' then 'parallel restricted' end,
      'parameters (' || pg_get_function_arguments(p.oid) || ')',
      'returns ' || pg_get_function_result(p.oid),
      'set ' || array_to_string(p.proconfig, ', set '),
      case
        when p.proname = 'scope_holds'
          -- whether scopes have to be signed is the owner's choice: either is right
          then replace(pg_get_function_sqlbody(p.oid), 'RETURN ${schema}.seal_holds()', 'RETURN true')
        when p.prokind <> 'a' then pg_get_function_sqlbody(p.oid)
      end),
    case when p.prosqlbody is null then p.prosrc end
  from pg_proc as p
  join pg_language as l on l.oid = p.prolang
  join owner_of as o on o.kind = 'f' and o.oid = p.oid

  union all
  select 'grant', g.subject || ' to ' || g.grantee, g.privileges, null
  from grants as g
  where not exists (select from relation as r where r.oid = g.oid and r.is_month)
)
select kind, name, definition, body
from object
order by kind collate "C", name collate "C"

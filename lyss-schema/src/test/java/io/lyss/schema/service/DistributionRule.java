package io.lyss.schema.service;

import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;

/**
 * Rules that keep a service database ready to be distributed over several servers by tenant, as
 * Citus does; each rule lists the objects that break it. Some would fail there without an error.
 */
enum DistributionRule {
  TABLES_HAVE_A_TENANT(
      """
      select relname from relation
      where relname not in (table reference) and not exists (
        select from pg_attribute
        where attrelid = relation.oid and attname = 'tenant_id' and attnotnull
          and atttypid = 'uuid'::regtype
      )
      """),

  KEYS_BEGIN_WITH_THE_TENANT(
      """
      select c.relname
      from pg_index as i
      join relation as r on r.oid = i.indrelid and r.relname not in (table reference)
      join pg_class as c on c.oid = i.indexrelid
      where (i.indisunique or i.indisexclusion)
        and pg_get_indexdef(i.indexrelid, 1, true) <> 'tenant_id'
      """),

  FOREIGN_KEYS_BEGIN_WITH_THE_TENANT(
      """
      select c.conname
      from pg_constraint as c
      join relation as r on r.oid = c.conrelid
      join pg_class as f on f.oid = c.confrelid
      where c.contype = 'f' and f.relname not in (table reference)
        and (
          (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1])
            <> 'tenant_id'
          or (select attname from pg_attribute where attrelid = f.oid and attnum = c.confkey[1])
            <> 'tenant_id'
        )
      """),

  FOREIGN_KEYS_SET_NOTHING(
      """
      select conname from pg_constraint
      where conrelid in (select oid from relation) and contype = 'f'
        and (confdeltype not in ('a', 'r', 'c') or confupdtype <> 'a')
      """),

  POLICIES_ARE_PERMISSIVE_AND_ALONE(
      """
      select polname from pg_policy where polrelid in (select oid from relation)
        and (not polpermissive or polcmd = '*' or cardinality(polroles) <> 1)
      union all
      select min(polname) from pg_policy where polrelid in (select oid from relation)
      group by polrelid, polcmd, polroles having count(*) > 1
      """),

  POLICIES_HAVE_NO_SUBQUERY(
      """
      select polname from pg_policy
      where polrelid in (select oid from relation)
        and concat(polqual::text, polwithcheck::text) like '%SUBLINK%'
      """),

  /** Citus cannot write such a policy down for its nodes; {@code f() <> ''} says the same. */
  POLICIES_ASK_NO_FUNCTION_FOR_NULL(
      """
      select polname from pg_policy
      where polrelid in (select oid from relation)
        and concat(polqual::text, polwithcheck::text) ~ '\\{NULLTEST :arg \\{(?!VAR)'
      """),

  // A function of ours is one expression, which the planner inlines, and reads no table.
  POLICIES_CALL_NOTHING_THAT_READS_A_TABLE(
      """
      select polname
      from pg_policy
      cross join lateral regexp_matches(
        concat(polqual::text, polwithcheck::text), ':funcid (\\d+)', 'g') as m
      join function as f on f.oid = m[1]::oid
      where polrelid in (select oid from relation)
        -- what is immutable and takes nothing is a constant once the query is planned
        and ((f.prosqlbody is null or f.proconfig is not null) and not (f.provolatile = 'i' and f.pronargs = 0)
          or f.prosecdef or f.provolatile = 'v'
          or f.prosqlbody::text like '%SUBLINK%' or f.prosqlbody::text like '%:rtekind 0%')
      """),

  /** Or where the database is not distributed. */
  SETTINGS_ARE_SET_LOCALLY(
      """
      select proname from function
      where prosrc ~* 'set_config\\s*\\(' and prosrc !~ 'citus\\.propagate_set_commands|not \\S*is_on_citus\\(\\)'
        -- there are no keys there, and nothing to seal
        and proname <> 'seal_as_owner'
        -- and plans are made here
        and prosrc !~ 'set_config\\(''plan_cache_mode'
      """),

  /**
   * In one place, as Citus notes settings for its nodes in a function called by a function; it
   * opens connections to them as the current role, so that is not set there.
   */
  SCOPES_ARE_BOUND_BY_ONE_FUNCTION(
      """
      select proname from function
      where prosrc ~* '\\yset\\s+((local|session)\\s+(role\\y|app\\.)|app\\.)' and proname <> 'bind_setting'
        -- pg_cron calls it, and nobody has tried that with Citus
        and proname <> 'run_due_jobs'
      """),

  /**
   * Inlined into a statement after Citus has looked at that, such a function reads the
   * coordinator's empty table, and nobody notices.
   */
  FUNCTIONS_IN_SQL_READ_NO_TABLE(
      """
      select proname from function
      where prolang = (select oid from pg_language where lanname = 'sql')
        and (
          exists (
            select from pg_depend as d
            where d.classid = 'pg_proc'::regclass and d.objid = function.oid
              and d.refclassid = 'pg_class'::regclass and d.refobjid in (select oid from readable)
          )
          or prosrc ~* (
            select '\\y(from|join|into|update)\\s+(\\w+\\.)?(' || string_agg(relname, '|') || ')\\y'
            from readable
          )
        )
      """),

  /**
   * What the text of an SQL function depends on, Citus makes on its nodes: a view of the catalog,
   * too, which the owner of a schema may not make there.
   */
  FUNCTIONS_IN_SQL_READ_NO_VIEW_OF_THE_CATALOG(
      """
      select distinct f.proname
      from function as f
      join pg_depend as d
        on d.classid = 'pg_proc'::regclass and d.objid = f.oid and d.refclassid = 'pg_class'::regclass
      join pg_class as c on c.oid = d.refobjid
      where c.relkind = 'v'
        and c.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      """),

  /**
   * An insert reaches its node with every column that has a default, so its role has to be granted
   * all of these. Nobody but {@code lyss_definer} may say times and counts: its functions insert.
   */
  INSERTS_ARE_GRANTED_WITH_DEFAULTS(
      """
      select r.relname || ' by ' || g.role
      from relation as r
      cross join (values ('authenticated_users'), ('lyss_system'), ('lyss_definer')) as g (role)
      where has_any_column_privilege(g.role, r.oid, 'insert')
        and exists (
          select from pg_attribute as a
          where a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
            and (a.atthasdef or a.attidentity <> '') and a.attgenerated = ''
            and not has_column_privilege(g.role, r.oid, a.attnum, 'insert'))
        -- what stays on the coordinator
        and r.relname not in ('erasures', 'outbox_events', 'outbox_keys', 'outbox_turns', 'scope_keys')
        -- create_tenant() adds them, as it publishes that; past it an insert is refused there
        and r.relname || ' by ' || g.role <> 'tenants by lyss_system'
      """),

  IDENTITIES_ARE_BIGINT(
      """
      select r.relname || '.' || a.attname
      from relation as r
      join pg_attribute as a on a.attrelid = r.oid
      where a.attidentity <> '' and a.atttypid <> 'bigint'::regtype
      """),

  UPDATES_AND_RETURNING_ARE_NOT_VOLATILE(
      """
      select proname from function
      where prosrc ~* '\\y(update|returning)\\y[^;]*\\y(wall_time|clock_timestamp|timeofday|random|gen_random_uuid|nextval)\\s*\\('
        -- what an erasure puts in the place of personal data
        or proname ~ 'personal_data$' and prosrc ~* '\\y(random|gen_random_uuid)\\s*\\('
      """),

  UPSERTS_ASSIGN_FROM_WHAT_WAS_OFFERED(
      """
      select proname from function
      cross join lateral regexp_matches(prosrc, 'do update([^;]*);', 'gi') as m
      where m[1] !~* '=\\s*(coalesce|greatest|least)?\\s*\\(?.*excluded\\.'
      """),

  /** Neither a time nor the scope: what is not immutable there is computed before. */
  UPDATES_CHOOSE_BETWEEN_VALUES(
      """
      select proname from function
      where prosrc ~* '\\yupdate\\s[^;]*\\y(case|coalesce)\\y[^;]*\\y(current_(timestamp|date|setting|user_id|tenant_id|system_reason)\\y|(now|statement_time)\\s*\\()'
        -- jobs stay on the coordinator
        and proname not in ('erase_rows', 'set_job')
      """),

  /**
   * An element of an array is put in a variable before: at one that is assigned, the server
   * crashes.
   */
  UPDATES_ASSIGN_NO_ELEMENTS(
      """
      select proname from function
      where prosrc ~* '\\yupdate\\s+\\w+\\s+as\\s+\\w+\\s+set\\s((?!\\ywhere\\y)[^;])*=\\s*[\\w.]+\\['
      """),

  /** That is not immutable, as it asks for the time zone. A variable is. */
  TIMES_ARE_COMPUTED_BEFOREHAND(
      """
      select proname from function
      where prosrc ~* '\\y(update\\s+\\w+\\s[^;]*|do\\s+update\\s)\\yset\\s[^;]*?([-+]\\s*(interval\\y|make_interval|p_lease)|\\yinterval\\y[^;]*[-+])'
        -- what stays on the coordinator
        and proname not in ('claim_events', 'complete_event', 'fail_event', 'renew_claim')
      """),

  /** Where the tenant is not known as a query is planned, each node is asked. */
  TENANTS_ARE_COMPARED_WITH_VARIABLES(
      """
      select proname from function
      where prolang <> (select oid from pg_language where lanname = 'sql')
        and prosrc ~* '\\ytenant_id\\s*(=|operator\\(pg_catalog\\.=\\))\\s*(\\w+\\.)?current_tenant_id\\('
      """),

  /** The scope is asked for beforehand. */
  DELETES_ASK_NOTHING(
      """
      select proname from function
      where prosrc ~* '\\ydelete\\s+from\\s[^;]*\\y(current_user_is_tenant_admin|current_tenant_is_active|current_user_role|require_\\w+)\\s*\\('
        or prosrc ~* '\\y(delete\\s+from|update)\\s[^;]*\\ycan_\\w+_channel\\s*\\('
      """),

  /** A node asks for it with another role. */
  SCOPES_ARE_REQUIRED_APART_FROM_TABLES(
      """
      select proname from function
      where prosrc ~* '\\y(if|elsif|where|return|:=)\\s[^;]*\\yrequire_\\w+\\([^;]*\\yexists\\s*\\(\\s*select\\y(?!\\s+from\\s+pg_)'
      """),

  /** A locked row belongs to a known tenant. */
  ROWS_ARE_LOCKED_BY_TENANT(
      """
      select proname from function
      cross join lateral regexp_matches(prosrc,
        '(select\\s(?:(?!\\yselect\\y)[^;])*?\\yfor\\s+(?:no\\s+key\\s+)?update\\y)', 'gi') as m
      -- a column of another table is not known
      where m[1] !~* '\\y(tenant_id|t\\.id)\\s*=\\s*((p|v)_\\w+|new\\.|\\w+\\y(?!\\.))'
        -- the outbox stays on the coordinator
        and m[1] !~* 'from\\s+(outbox_|consumed_|given_up|erasures|audit_|jobs|scope_keys|usage_watermark)'
        and proname <> 'raise_outbox_floor'
      """),

  /** A row has another type where it lies. */
  ROWS_ARE_PASSED_IN_VARIABLES(
      """
      with part as materialized (
        select f.proname, f.prosrc, r.reltype, m[2] as alias
        from function as f
        cross join lateral
          regexp_matches(f.prosrc, '\\yfrom\\s+(?:\\w+\\.)?(\\w+)\\s+as\\s+(\\w+)\\y', 'gi') as m
        join relation as r on r.relname = m[1]
      )
      select p.proname
      from part as p
      join function as g
        on p.reltype = any (g.proargtypes)
          and strpos(p.prosrc, g.proname || '(' || p.alias || ')') > 0
      -- entries are not sealed there
      where p.proname not in ('add_seal', 'add_seals', 'broken_seal', 'close_audit_logs', 'forget_seals')
      """),

  /** A subquery without columns reaches a node as something else. */
  SUBQUERIES_HAVE_COLUMNS(
      """
      select proname from function
      where prosrc ~* '\\yfrom\\s*\\(\\s*select\\s+from\\y'
        -- of a table that is put in there, all shards are asked
        or prosrc ~* '\\yexists\\s*\\(\\s*select\\s+from\\s+%'
      """),

  /** {@code case x when -1} reaches a node as something else. */
  NEGATIVES_ARE_COMPARED(
      "select proname from function where prosrc ~* '\\ycase\\s[^;]{1,60}?\\swhen\\s+-'"),

  /** What {@code case x when y} compares is worked out beforehand, and compared once more. */
  WRITES_HAVE_CASES_OF_CONDITIONS(
      """
      select proname from function
      where prosrc ~* '\\y(insert\\s+into|update)\\s[^;]*\\ycase\\s+(?!\\s|when\\y)'
      """),

  /** A plan that is kept is of one table, and in no expression: of others Citus makes none. */
  KEPT_PLANS_ASK_ONE_TABLE(
      """
      select proname from function
      cross join (select string_agg(relname, '|') as names from relation) as t
      where 'plan_cache_mode=force_generic_plan' = any (proconfig)
        and (
          prosrc ~* ('(:=|\\y(if|elsif|return(?!\\s+query)|while)\\y)[^;]*\\(\\s*select\\y[^;]*\\yfrom\\s+(' || t.names || ')\\y')
          or prosrc ~* ('\\yfrom\\s+\\(\\s*select\\y[^;]*\\yfrom\\s+(' || t.names || ')\\y')
          or prosrc ~* ('\\yfrom\\s+(' || t.names || ')\\y[^;]*\\yjoin\\s+(' || t.names || ')\\y'))
        -- nothing is kept there
        and prosrc !~ 'is_on_citus\\(\\)[^;]*force_custom_plan'
      """),

  RETURNING_ASKS_NOTHING(
      "select proname from function where prosrc ~* '\\yreturning\\y[^;)]*\\(\\s*select\\y'"),

  /** Citus copies what is selected, and refuses that under row-level security. */
  INSERTS_TAKE_VALUES(
      """
      select proname from function
      where prosrc ~* '\\yinsert\\s+into\\s[^;()]*\\([^;)]*\\)\\s*select\\y'
        -- go another way there
        and proname not in ('adjust_usage', 'append_messages')
        -- into what stays on the coordinator
        and proname <> 'replay_erasures'
        -- it copies neither where there may be a conflict nor from a node to itself
        and proname not in ('add_local_days', 'begin_tenant_watermarks', 'record_usage', 'remember_memories', 'repair_quota', 'roll_up_usage')
      """),

  /** Of rows that were selected, Citus counts those that were there already, too. */
  INSERTED_ROWS_ARE_VALUES_WHERE_THEY_ARE_COUNTED(
      """
      select proname from function
      where prosrc ~* '\\yinsert\\s+into\\s[^;()]*\\([^;)]*\\)\\s*select\\y[^;]*\\yon\\s+conflict\\y[^;]*;\\s*(get\\s+diagnostics|(if|return)\\s+[^;]{0,20}found)\\y'
        -- into what stays on the coordinator
        and proname <> 'replay_erasures'
      """),

  /**
   * A node is logged in to as the role, and "set role" is not passed on: scope_role() knows both.
   */
  TRIGGERS_ASK_FOR_THE_ROLE_OF_THE_SCOPE(
      """
      select proname from function
      where prorettype = 'trigger'::regtype and prosrc ~ 'current_setting\\(''role'
      union all
      select tgname from pg_trigger
      where tgrelid in (select oid from relation) and pg_get_triggerdef(oid) ~ 'current_setting\\(''role'
      """),

  /**
   * Citus asks all nodes for such a view: of_tenant() has its text with the tenant in each query.
   */
  FUNCTIONS_READ_NO_VIEW_WITH_A_QUERY_FOR_EACH_ROW(
      """
      with querying as materialized (
        select relname from readable
        where relkind = 'v'
          and pg_get_viewdef(oid) ~ '(LATERAL|ARRAY)\\s*\\( *SELECT'
          and pg_get_viewdef(oid) ~ '\\.tenant_id = \\w+\\.tenant_id'
      )
      select f.proname
      from querying as v
      join function as f on f.prosrc ~ ('\\y(from|join)\\s+(\\w+\\.)?' || v.relname || '\\y')
      """),

  /**
   * In the query of a table it is called where the rows lie. There it can ask no other table, and
   * is in no scope. Citus refuses some of that, and does the rest.
   */
  FUNCTIONS_ARE_CALLED_APART_FROM_TABLES(
      """
      with tables as (
        select format('(\\w+\\.)?(%s)\\y', string_agg(relname, '|')) as named from relation where relname not in (table reference)
      ), calling as materialized (
        -- what calls any function so: a pattern that names none is compiled once and not for each pair
        select f.proname, f.prosrc from tables as t join function as f
          on f.prosrc ~* ('\\yperform\\s+(\\w+\\.)?\\w+\\([^;]*\\yfrom\\s+' || t.named)
          or f.prosrc ~* ('\\y(from|join)\\s+' || t.named || '[^;]*\\ylateral\\s+(\\w+\\.)?\\w+\\(')
      ), reading as materialized (
        select g.proname from tables as t join function as g
          on g.prolang = (select oid from pg_language where lanname = 'plpgsql')
          and g.prosrc ~* ('\\y(from|join|into|update)\\s+' || t.named)
      )
      select f.proname
      from tables as t
      cross join calling as f
      join reading as g on strpos(f.prosrc, g.proname || '(') > 0
      where (f.prosrc ~* ('\\yperform\\s+(\\w+\\.)?' || g.proname || '\\([^;]*\\yfrom\\s+' || t.named)
        or f.prosrc ~* ('\\y(from|join)\\s+' || t.named || '[^;]*\\ylateral\\s+(\\w+\\.)?' || g.proname || '\\('))
        -- of what stays on the coordinator, and of entries, which are not sealed there
        and f.proname not in ('close_audit_logs', 'divert_event')
      """),

  /**
   * PL/pgSQL gives the variable that is assigned to the query, too, which does not name it. A node
   * knows our types by other numbers, so it is told none, and refuses a parameter whose type it
   * cannot see. What is selected into the variable is not given to the query.
   */
  QUERIES_ARE_ASSIGNED_TO_NO_TYPE_OF_OURS(
      """
      with types as (
        select string_agg(typname, '|') as names from pg_type
        where typnamespace = '${schema}'::regnamespace and typtype in ('c', 'd', 'e')
      ), tables as (
        select string_agg(relname, '|') as names from relation
      )
      select f.proname
      from types as y
      cross join tables as t
      cross join function as f
      cross join lateral
        regexp_matches(f.prosrc, '\\y(\\w+)\\s+(?:\\w+\\.)?(?:' || y.names || ')\\y(?:\\[\\])?\\s*(?:;|:=)', 'gi') as m
      where f.prolang = (select oid from pg_language where lanname = 'plpgsql')
        and f.prosrc ~* ('\\y' || m[1] || '\\s*:=[^;]*\\y(from|join)\\s+(\\w+\\.)?(' || t.names || ')\\y')
      """),

  NOTHING_IS_MERGED("select proname from function where prosrc ~* '\\ymerge\\s+into\\y'"),

  TRIGGERS_TOUCH_NEW_ONLY(
      """
      select proname from function
      where prorettype = 'trigger'::regtype
        -- but for what it says
        and regexp_replace(prosrc, '''[^'']*''', '', 'g')
          ~* '\\y(insert|update|delete|select|perform|execute)\\y\\s'
        -- on a default partition, while its rows are moved
        and proname <> 'copy_to_month'
        -- these read, publish and record what is their row's tenant's, which lies on one node
        and proname not in (
          'keep_held', 'tell_soft_limit', 'record_change', 'tell_tenant_change', 'deactivate_erased')
      """);

  private static final String COMMON =
      """
      with relation as (
        select * from pg_class
        where relnamespace = '${schema}'::regnamespace and relkind in ('r', 'p')
          and not relispartition and relname <> 'lyss_schema_history' -- which is Flyway's
      ), reference (relname) as (
        -- small, written by system work, the same on every server
        values ('tenants'), ('provider_types'), ('permissions'), ('usage_watermark'), ('audit_watermark'),
          ('jobs'), ('scope_keys')
      ), readable as (
        select oid, relname, relkind from pg_class
        where relnamespace = '${schema}'::regnamespace and relkind in ('r', 'p', 'v', 'm')
      ), function as (
        select * from pg_proc where pronamespace = '${schema}'::regnamespace
      )
      select distinct broken_by from (${rule}) as rule (broken_by) order by 1
      """;

  private final String sql;

  DistributionRule(String sql) {
    this.sql = sql;
  }

  /** The objects that break the rule, sorted. */
  List<String> brokenBy(ThrowawayDatabase database, String schema) {
    return TestDatabases.rows(
        database, COMMON.replace("${rule}", sql).replace("${schema}", schema));
  }
}

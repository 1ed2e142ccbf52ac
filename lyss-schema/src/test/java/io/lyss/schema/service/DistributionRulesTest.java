package io.lyss.schema.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.TestDatabases;
import io.lyss.throwaway.ThrowawayDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DistributionRulesTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PLATFORM")
  void everyServiceDatabaseKeepsTheRules(LyssDatabase database) {
    try (ThrowawayDatabase migrated = TestDatabases.migrated(database)) {
      for (DistributionRule rule : DistributionRule.values()) {
        assertThat(rule.brokenBy(migrated, database.defaultSchema())).as("%s", rule).isEmpty();
      }
    }
  }

  private static final ThrowawayDatabase broken = TestDatabases.migrated(LyssDatabase.USER);

  @BeforeAll
  static void breakAll() {
    broken.execute(BROKEN);
  }

  @AfterAll
  static void drop() {
    broken.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyRuleNoticesWhatBreaksIt(DistributionRule rule) {
    assertThat(rule.brokenBy(broken, "lyss_user"))
        .containsExactlyElementsOf(
            switch (rule) {
              case TABLES_HAVE_A_TENANT -> List.of("bad");
              case KEYS_BEGIN_WITH_THE_TENANT -> List.of("bad_pk", "worse_pk");
              case FOREIGN_KEYS_BEGIN_WITH_THE_TENANT -> List.of("worse_bad_fk");
              case FOREIGN_KEYS_SET_NOTHING -> List.of("worse_bad_fk");
              case POLICIES_ARE_PERMISSIVE_AND_ALONE ->
                  List.of("bad_all", "bad_restrictive", "worse_first");
              case POLICIES_HAVE_NO_SUBQUERY -> List.of("bad_subquery");
              case POLICIES_ASK_NO_FUNCTION_FOR_NULL -> List.of("bad_null", "bad_subquery");
              case POLICIES_CALL_NOTHING_THAT_READS_A_TABLE -> List.of("bad_reading");
              case SETTINGS_ARE_SET_LOCALLY -> List.of("bad_setting");
              case SCOPES_ARE_BOUND_BY_ONE_FUNCTION -> List.of("bad_binding", "worse_binding");
              case FUNCTIONS_IN_SQL_READ_NO_TABLE -> List.of("bad_text", "reading");
              case FUNCTIONS_IN_SQL_READ_NO_VIEW_OF_THE_CATALOG -> List.of("bad_catalog");
              case INSERTS_ARE_GRANTED_WITH_DEFAULTS ->
                  List.of("bad by authenticated_users", "bad by lyss_definer");
              case IDENTITIES_ARE_BIGINT -> List.of("bad.number");
              case UPDATES_AND_RETURNING_ARE_NOT_VOLATILE ->
                  List.of("bad_personal_data", "bad_update", "worse_update");
              case UPSERTS_ASSIGN_FROM_WHAT_WAS_OFFERED -> List.of("bad_upsert");
              case UPDATES_CHOOSE_BETWEEN_VALUES -> List.of("bad_choice");
              case UPDATES_ASSIGN_NO_ELEMENTS -> List.of("bad_element");
              case TIMES_ARE_COMPUTED_BEFOREHAND -> List.of("bad_time", "worse_time");
              case TENANTS_ARE_COMPARED_WITH_VARIABLES -> List.of("bad_tenant");
              case DELETES_ASK_NOTHING -> List.of("bad_delete", "worse_delete");
              case SCOPES_ARE_REQUIRED_APART_FROM_TABLES -> List.of("bad_requirement");
              case ROWS_ARE_LOCKED_BY_TENANT -> List.of("bad_lock", "worse_lock");
              case ROWS_ARE_PASSED_IN_VARIABLES -> List.of("bad_row");
              case SUBQUERIES_HAVE_COLUMNS -> List.of("bad_subselect", "worse_subselect");
              case NEGATIVES_ARE_COMPARED -> List.of("bad_negative");
              case WRITES_HAVE_CASES_OF_CONDITIONS -> List.of("bad_case");
              case KEPT_PLANS_ASK_ONE_TABLE -> List.of("bad_kept", "worse_kept");
              case RETURNING_ASKS_NOTHING -> List.of("bad_returning");
              case INSERTS_TAKE_VALUES -> List.of("bad_count", "bad_insert");
              case INSERTED_ROWS_ARE_VALUES_WHERE_THEY_ARE_COUNTED -> List.of("bad_count");
              case TRIGGERS_ASK_FOR_THE_ROLE_OF_THE_SCOPE -> List.of("bad_role", "worse_role");
              case FUNCTIONS_READ_NO_VIEW_WITH_A_QUERY_FOR_EACH_ROW -> List.of("bad_sum");
              case FUNCTIONS_ARE_CALLED_APART_FROM_TABLES -> List.of("bad_call", "worse_call");
              case QUERIES_ARE_ASSIGNED_TO_NO_TYPE_OF_OURS -> List.of("bad_assignment");
              case NOTHING_IS_MERGED -> List.of("bad_merge");
              case TRIGGERS_TOUCH_NEW_ONLY -> List.of("bad_trigger");
            });
  }

  private static final String BROKEN =
      """
      set search_path = lyss_user;
      create table bad (
        id uuid constraint bad_pk primary key,
        number integer generated always as identity
      );
      grant insert (id) on bad to authenticated_users, lyss_definer;
      grant insert on bad to lyss_system;
      create table worse (
        id uuid,
        tenant_id uuid not null,
        bad_id uuid constraint worse_bad_fk references bad (id) on delete set null,
        constraint worse_pk primary key (id, tenant_id)
      );
      create function reading() returns boolean language sql stable
      return exists (select from bad);
      create policy bad_all on bad to authenticated_users using (true);
      create policy bad_restrictive on bad as restrictive for update to lyss_system using (true);
      create policy worse_first on worse for select to lyss_system using (true);
      create policy worse_second on worse for select to lyss_system using (true);
      create policy bad_subquery on bad for select to lyss_system
        using ((select current_tenant_id()) is not null);
      create policy bad_null on bad for update to authenticated_users
        using (current_tenant_id() is not null);
      create policy bad_reading on bad for select to authenticated_users using (reading());
      create function bad_setting() returns void language plpgsql as $$
      begin perform set_config('app.current_tenant_id', '', true); end $$;
      create function bad_binding() returns void language plpgsql as $$
      begin set local role lyss_system; end $$;
      create function worse_binding() returns void language plpgsql as $$
      begin execute format('set local app.current_tenant_id = %L', ''); end $$;
      create function bad_text() returns bigint language sql as 'select count(*) from users';
      create function bad_catalog() returns bigint language sql stable return (select count(*) from pg_roles);
      create function bad_choice() returns void language plpgsql as $$
      begin update users set last_login_at = case when true then current_timestamp end; end $$;
      create function bad_case() returns void language plpgsql as $$
      begin update users set role = case role when 'super_admin' then 'end_user' end; end $$;
      create function bad_tenant() returns bigint language plpgsql as $$
      begin return (select count(*) from users as u where u.tenant_id = current_tenant_id()); end $$;
      create function bad_time() returns void language plpgsql as $$
      begin update tenants as t set changed_at = t.changed_at + interval '1 microsecond'; end $$;
      create function worse_time() returns void language plpgsql as $$
      begin
        insert into tenants (id) values (null)
        on conflict (id) do update set changed_at = excluded.changed_at - interval '1 day';
      end $$;
      create function bad_delete() returns void language plpgsql as $$
      begin delete from users as u where u.tenant_id is null and current_tenant_is_active(); end $$;
      create function worse_delete() returns void language plpgsql as $$
      begin
        update users as u set status = 'inactive' where u.tenant_id is null and can_change_channel(u.role, u.id, null);
      end $$;
      create function bad_personal_data() returns jsonb language sql as
        'select jsonb_build_object(''email'', ''gen_random_uuid()'')';
      create function bad_requirement() returns boolean language plpgsql as $$
      begin return require_tenant() is null or exists (select from users); end $$;
      create view summed as
        select u.tenant_id, s.holds from users as u
        cross join lateral (
          select count(*) as holds from legal_holds as h where h.tenant_id = u.tenant_id and h.subject_id = u.id
        ) as s;
      create function bad_sum(p_tenant_id uuid) returns bigint language plpgsql as $$
      begin return (select sum(s.holds) from summed as s where s.tenant_id = p_tenant_id); end $$;
      create function called(p_tenants uuid[]) returns setof uuid language plpgsql as $$
      begin return query select u.id from users as u where u.tenant_id = p_tenants[1]; end $$;
      create function bad_call(p_tenant_id uuid) returns void language plpgsql as $$
      begin
        perform called(array(select g.tenant_id from user_groups as g where g.tenant_id = p_tenant_id));
      end $$;
      create function worse_call(p_tenant_id uuid) returns bigint language plpgsql as $$
      begin
        return (
          select count(*) from user_groups as g cross join lateral called(array[g.tenant_id]) as c
          where g.tenant_id = p_tenant_id);
      end $$;
      create function bad_lock() returns void language plpgsql as $$
      declare v_id uuid;
      begin select u.id into v_id from users as u where u.role = 'end_user' for update skip locked; end $$;
      create function worse_lock() returns void language plpgsql as $$
      begin
        delete from users where id in (
          select u.id from users as u
          where not exists (select from legal_holds as h where h.tenant_id = u.tenant_id) for update skip locked);
      end $$;
      create function bad_row() returns jsonb language plpgsql as $$
      begin return (select tenant_state(t) from tenants as t where t.id is null); end $$;
      create function bad_subselect() returns bigint language plpgsql as $$
      begin return (select count(*) from (select from users limit 3) as u); end $$;
      create function worse_subselect() returns void language plpgsql as $$
      begin execute format('select exists (select from %s)', 'users'); end $$;
      create function bad_negative() returns integer language plpgsql as $$
      begin return case 1 when -1 then 2 end; end $$;
      create function bad_kept() returns bigint language plpgsql set plan_cache_mode = force_generic_plan as $$
      declare v_last bigint := coalesce((select count(*) from users as u where u.tenant_id is null), 0);
      begin return v_last; end $$;
      create function worse_kept() returns void language plpgsql set plan_cache_mode = force_generic_plan as $$
      begin perform from users as u join user_groups as g on g.tenant_id = u.tenant_id; end $$;
      create function bad_returning() returns uuid[] language plpgsql as $$
      begin return (with u as (update users set id = id returning array(select id)) table u); end $$;
      create function bad_insert() returns void language plpgsql as $$
      begin insert into tenants (id) select tenant_id from users; end $$;
      create function bad_count() returns boolean language plpgsql as $$
      begin
        insert into tenants (id) select tenant_id from users on conflict do nothing;
        return found;
      end $$;
      create function bad_update() returns void language plpgsql as $$
      begin update users set last_login_at = clock_timestamp(); end $$;
      create function worse_update() returns void language plpgsql as $$
      begin update users set last_login_at = wall_time(); end $$;
      create function bad_element(p_names text[]) returns void language plpgsql as $$
      begin update users as u set role = 'member', username = p_names[1] where u.username = 'a'; end $$;
      create function bad_upsert() returns void language plpgsql as $$
      begin
        insert into tenants (id) values (null) on conflict (id) do update set name = 'new';
      end $$;
      create function bad_assignment(p_tenant_id uuid) returns void language plpgsql as $$
      declare v_users users[];
      begin v_users := array(select u from users as u where u.tenant_id = p_tenant_id); end $$;
      create function bad_merge() returns void language plpgsql as $$
      begin merge into users using tenants on false when matched then delete; end $$;
      create function bad_role() returns trigger language plpgsql as $$
      begin if current_setting('role') = 'lyss_system' then return null; end if; return new; end $$;
      create trigger worse_role before update on bad
        for each row when (current_setting('role') = 'lyss_system') execute function update_updated_at_column();
      create function bad_trigger() returns trigger language plpgsql as $$
      begin delete from users; return new; end $$;
      """;
}

package io.lyss.schema;

import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What something else than a migration has changed is named by validate. */
class DriftTest {

  @Test
  void everyChangeIsNamedAndNothingElse() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      database.execute(
          """
          set search_path = lyss_user;
          drop policy users_system_update on users;
          alter policy tenants_select on tenants using (true);
          create policy sneaky on users for select to public using (true);
          alter table user_groups no force row level security;
          alter table user_group_members disable row level security;
          alter table outbox_keys disable trigger all;
          alter table users alter column full_name set not null;
          alter table users alter column status set default 'invited';
          alter table users add column note text;
          alter table tenants drop constraint tenants_name_check;
          alter table tenants add constraint tenants_name_check check (true);
          drop index idx_users_status;
          create unique index users_full_name on users (full_name);
          grant select on users to public;
          grant insert (password_hash) on users to authenticated_users;
          revoke select on tenants from lyss_system;
          grant execute on function lock_user(uuid, uuid) to public;
          alter function create_user owner to postgres;
          alter function set_user_role security invoker reset search_path;
          create or replace function statement_time() returns timestamptz
            language sql stable parallel safe return now();
          create or replace function refuse_change() returns trigger
            language plpgsql set search_path = lyss_user, pg_temp
            as $$ begin return new; end $$;
          create function create_user(text) returns text language sql as $$ select 'old' $$;
          alter view table_health reset (security_invoker);
          drop trigger update_users_updated_at on users;
          alter table tenants disable trigger update_tenants_updated_at;
          create rule quiet as on delete to tenants do instead nothing;
          create table beside (id integer);
          create type mood as enum ('fine');
          create sequence counter;
          """);
      LyssMigrationException failure = failureOf(LyssDatabase.USER, database);
      assertThat(failure.getMessage().lines().filter(line -> line.matches("  \\S.*")))
          .containsExactlyInAnyOrder(
              "  missing: policy users.users_system_update",
              "  changed: policy tenants.tenants_select",
              "  not of LYSS: policy users.sneaky: for select to public using (true)",
              "  changed: table user_groups",
              "  changed: table user_group_members",
              "  changed: constraint outbox_keys.outbox_keys_tenant_id_key_fk",
              "  changed: column users.full_name",
              "  changed: column users.status",
              "  not of LYSS: column users.note: text",
              "  changed: constraint tenants.tenants_name_check",
              "  missing: index users.idx_users_status",
              "  not of LYSS: index users.users_full_name: CREATE UNIQUE INDEX users_full_name"
                  + " ON lyss_user.users USING btree (full_name)",
              "  not of LYSS: grant users to public: select",
              "  changed: grant users to authenticated_users",
              "  changed: grant tenants to lyss_system",
              "  not of LYSS: grant lock_user(uuid, uuid) to public: execute",
              "  changed: function create_user(uuid, uuid, text, text, text, text, text, text)",
              "  changed: function set_user_role(uuid, uuid, text)",
              "  changed: function statement_time()",
              "  changed: function refuse_change(): its body",
              "  not of LYSS: function create_user(text): owned by the owner of the schema,"
                  + " language sql, volatile, parameters (text), returns text",
              "  not of LYSS: grant create_user(text) to public: execute",
              "  changed: view table_health",
              "  missing: trigger users.update_users_updated_at",
              "  changed: trigger tenants.update_tenants_updated_at",
              "  not of LYSS: rule tenants.quiet: CREATE RULE quiet AS",
              "  not of LYSS: table beside: owned by the owner of the schema, row security off",
              "  not of LYSS: column beside.id: integer",
              "  not of LYSS: type mood: owned by the owner of the schema, enum ('fine')",
              "  not of LYSS: grant type mood to public: usage",
              "  not of LYSS: sequence counter: owned by the owner of the schema");
      assertThat(failure)
          .hasMessageContaining(
              """
                changed: policy tenants.tenants_select
                    expected: for select to authenticated_users using ((id = lyss_user.current_tenant_id()))
                    found:    for select to authenticated_users using (true)
              """)
          .hasMessageContaining("\n      found:    ... the owner of the schema, ...\n")
          .satisfies(
              message ->
                  assertThat(removals(message))
                      .containsExactlyInAnyOrder(
                          "drop policy sneaky on lyss_user.users",
                          "alter table lyss_user.users drop column note",
                          "drop index lyss_user.users_full_name",
                          "revoke select on lyss_user.users from public",
                          "revoke execute on routine lyss_user.lock_user(uuid, uuid) from public",
                          "drop function lyss_user.create_user(text)",
                          "drop rule quiet on lyss_user.tenants",
                          "alter table lyss_user.beside set schema ...",
                          "alter type lyss_user.mood set schema ...",
                          "alter sequence lyss_user.counter set schema ..."))
          .hasMessageContaining("its triggers disabled");
    }
  }

  /** What an earlier version has left behind, and what a host has put beside. */
  private static final String LEFT_OVER =
      """
      set search_path = lyss_user;
      create function create_user(text) returns text language sql as $$ select 'old' $$;
      create procedure tidy(text) language sql as $$ select 1 $$;
      create view former as select id from users;
      create materialized view "Former" as select id from users;
      create trigger former before insert on users for each row
        execute function refuse_change('users');
      create policy former on users for select to authenticated_users using (false);
      create table mine (id integer primary key, name text check (name <> ''), unique (name));
      alter table mine enable row level security;
      create policy mine_all on mine using (true);
      grant select on mine to public;
      create index users_speed on users (created_at);
      """;

  @Test
  void eachObjectThatNoFileDefinesIsNamedWithTheStatementThatRemovesIt() throws Exception {
    try (OwnedDatabase database = OwnedDatabase.empty(LyssDatabase.USER);
        Connection owner = database.owner();
        Statement statement = owner.createStatement()) {
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.USER, database.ownerDataSource());
      statement.execute(LEFT_OVER);

      List<String> removals = removals(failureOf(migrator));
      assertThat(removals)
          .containsExactlyInAnyOrder(
              "drop function lyss_user.create_user(text)",
              "drop procedure lyss_user.tidy(text)",
              "drop view lyss_user.former",
              "drop materialized view lyss_user.\"Former\"",
              "drop trigger former on lyss_user.users",
              "drop policy former on lyss_user.users",
              "alter table lyss_user.mine set schema ...");
      Diagnosis diagnosis = LyssDoctor.of(LyssDatabase.USER, database.ownerDataSource()).examine();
      assertThat(diagnosis.findings()).isEqualTo(migrator.differences()).isNotEmpty();
      // they do not hinder a migration, which leaves alone what may be somebody's
      assertThat(migrator.script()).endsWith("-- Nothing is pending.\n");
      assertThat(migrator.migrate().applied()).isEmpty();
      assertThat(migrator.info()).noneMatch(MigrationStatus::pending);
      assertThat(migrator.differences()).hasSize(diagnosis.findings().size());

      try (Connection superuser = database.superuser();
          Statement creation = superuser.createStatement()) {
        creation.execute("create schema host authorization lyss_test_owner");
      }
      for (String removal : removals) {
        statement.execute(removal.replace("...", "host"));
      }
      migrator.validate();
      assertThat(migrator.differences()).isEmpty();
    }
  }

  @Test
  void aMonthThatIsNotProtectedIsNamed() {
    try (ThrowawayDatabase database = migrated()) {
      String month =
          rows(database, "select 'messages_' || to_char(now() at time zone 'UTC', 'YYYY_MM')")
              .get(0);
      database.execute(
          "alter table lyss_platform.%1$s no force row level security;".formatted(month)
              + "grant select on lyss_platform.%1$s to lyss_system".formatted(month));
      assertThat(failureOf(LyssDatabase.PLATFORM, database))
          .hasMessageContaining(
              "  not of LYSS: partition "
                  + month
                  + ": row security not forced, granted to lyss_system\n");
    }
  }

  /** Roles belong to the server, which other tests use as well. */
  @Test
  void aRoleThatMayMoreIsNamed() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      database.execute(
          "alter role lyss_system bypassrls; grant pg_read_all_data to authenticated_users");
      try {
        assertThat(failureOf(LyssDatabase.USER, database))
            .hasMessageContaining("changed: role lyss_system")
            .hasMessageContaining("found:    bypassrls, nologin")
            .hasMessageContaining("changed: role authenticated_users")
            .hasMessageContaining("found:    nologin, member of pg_read_all_data");
      } finally {
        database.execute(
            "alter role lyss_system nobypassrls; revoke pg_read_all_data from authenticated_users");
      }
    }
  }

  @Test
  void objectsThatAHostAddsAreNoDifference() {
    try (ThrowawayDatabase database = migrated(LyssDatabase.USER)) {
      database.execute(
          """
          create schema mine create table mine.users (id integer);
          create extension pgcrypto schema mine;
          create index for_speed on lyss_user.users (last_login_at);
          alter table lyss_user.users set (fillfactor = 90);
          comment on table lyss_user.users is 'mine';
          """);
      assertThatCode(() -> migrator(LyssDatabase.USER, database).validate())
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "USER"})
  @OneIn(2)
  void theLoginOfTheApplicationMayCompare(LyssDatabase kind) throws Exception {
    try (OwnedDatabase database = OwnedDatabase.empty(kind)) {
      LyssMigrator migrator = LyssMigrator.of(kind, database.appDataSource());
      migrator.validate();
      assertThat(migrator.info()).noneMatch(MigrationStatus::pending);
    }
  }

  @Test
  void theErrorOfALoginWithoutARoleNamesTheGrant() {
    try (ThrowawayDatabase database = migrated()) {
      database.execute("create role lyss_drift_login login password 'x'");
      try {
        LyssMigrator migrator =
            LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource("lyss_drift_login", "x"));
        assertThatThrownBy(migrator::validate)
            .isInstanceOf(LyssMigrationException.class)
            .hasMessageContaining("lyss_drift_login may not read the history")
            .hasMessageContaining("grant lyss_system to lyss_drift_login");
      } finally {
        database.execute("drop role lyss_drift_login");
      }
    }
  }

  private static LyssMigrationException failureOf(LyssDatabase kind, ThrowawayDatabase database) {
    return failureOf(migrator(kind, database));
  }

  private static LyssMigrationException failureOf(LyssMigrator migrator) {
    return catchThrowableOfType(LyssMigrationException.class, migrator::validate);
  }

  private static List<String> removals(Throwable failure) {
    return failure
        .getMessage()
        .lines()
        .filter(line -> line.contains("As its owner: "))
        .map(line -> line.substring(line.indexOf("As its owner: ") + "As its owner: ".length()))
        .toList();
  }

  private static LyssMigrator migrator(LyssDatabase kind, ThrowawayDatabase database) {
    return LyssMigrator.of(kind, database.dataSource());
  }
}

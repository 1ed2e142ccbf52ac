package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.history;
import static io.lyss.schema.TestDatabases.migrated;
import static io.lyss.schema.TestDatabases.platform;
import static io.lyss.schema.TestDatabases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import io.lyss.throwaway.Whole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Which schema a migration fills, and what it leaves alone. */
@OneIn(3)
class SchemasTest {

  /** Each database is the same, whatever else is in the PostgreSQL database. */
  @Test
  @Whole("severalSchemasOfOneKindLiveSideBySide is of one kind")
  void allDatabasesLiveSideBySide() {
    try (ThrowawayDatabase together = empty()) {
      for (LyssDatabase kind : LyssDatabase.values()) {
        LyssMigrator.of(kind, together.dataSource()).migrate();
      }
      for (LyssDatabase kind : LyssDatabase.values()) {
        try (ThrowawayDatabase alone = migrated(kind)) {
          assertThat(Catalog.of(together, kind.defaultSchema()))
              .isEqualTo(Catalog.of(alone, kind.defaultSchema()));
        }
      }
    }
  }

  @Test
  void severalSchemasOfOneKindLiveSideBySide() {
    try (ThrowawayDatabase database = migrated()) {
      List<String> usual = Catalog.of(database, "lyss_platform");
      LyssMigrator other = platform(database).schema("tenant_7");
      assertThat(other.migrate().applied()).isEqualTo(history(database, "lyss_platform"));
      assertThat(Catalog.of(database, "tenant_7")).isEqualTo(usual);
      assertThat(Catalog.of(database, "lyss_platform")).isEqualTo(usual);
      other.validate();
      platform(database).validate();

      String user = " (username, email, hashed_password) values ('a', 'a@b', '!')";
      database.execute("insert into tenant_7.users" + user);
      assertThat(rows(database, "select count(*) from lyss_platform.users")).containsExactly("0");
    }
  }

  @Test
  void aSchemaMayHaveTheLongestName() {
    try (ThrowawayDatabase database = empty()) {
      String name = "a".repeat(63);
      platform(database).schema(name).migrate();
      platform(database).schema(name).validate();
    }
  }

  @Test
  void objectsOfTheHostAreNotTouched() {
    try (ThrowawayDatabase database = empty()) {
      database.execute(
          """
          create table public.flyway_schema_history (installed_rank integer primary key, script text);
          insert into public.flyway_schema_history values (1, 'V1__mine.sql');
          create table public.users (id integer primary key, name text);
          insert into public.users values (1, 'mine');
          create function public.current_user_id() returns integer return 42;
          create view public.provider_access as select 1 as mine;
          """);
      List<String> before = Catalog.of(database, "public");
      platform(database).migrate();
      platform(database).migrate();
      platform(database).validate();
      // the functions of the extensions are added to public
      assertThat(Catalog.of(database, "public")).containsAll(before);
      assertThat(
              rows(
                  database,
                  "select relname from pg_class where relnamespace = 'public'::regnamespace"
                      + " and relkind = 'r' order by 1"))
          .containsExactly("flyway_schema_history", "users");
      assertThat(rows(database, "select * from public.flyway_schema_history"))
          .containsExactly("1|V1__mine.sql");
      assertThat(rows(database, "select * from public.users")).containsExactly("1|mine");
      assertThat(rows(database, "select lyss_platform.current_user_id()")).containsExactly("0");
    }
  }

  @Test
  void extensionsAreUsedFromWhereTheHostHasThem() {
    try (ThrowawayDatabase database = empty()) {
      database.execute(
          """
          create schema extensions;
          create extension pgcrypto with schema extensions;
          create extension btree_gin with schema extensions;
          create extension btree_gist with schema extensions;
          """);
      platform(database).migrate();
      assertThat(
              rows(
                  database,
                  "select lyss_platform.decrypt_api_key(lyss_platform.encrypt_api_key('a'), 'a')"))
          .containsExactly("t");
      assertThat(
              rows(
                  database,
                  "select distinct extnamespace::regnamespace from pg_extension"
                      + " where extname <> 'plpgsql'"))
          .containsExactly("extensions");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Tenant",
        "7up",
        "a-b",
        "a b",
        "a;drop schema public",
        "a\"b",
        "pg_mine",
        "träger",
        "information_schema",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void malformedAndReservedNamesAreRefused(String name) {
    // before it connects to anything
    LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, new PGSimpleDataSource());
    assertThatThrownBy(() -> migrator.schema(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The schema \"" + name + "\" cannot be used");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "table", "default", "authorization"})
  void wordsOfSqlAreRefused(String name) {
    try (ThrowawayDatabase database = empty()) {
      LyssMigrator migrator = platform(database).schema(name);
      assertThatThrownBy(migrator::migrate)
          .isInstanceOf(LyssMigrationException.class)
          .hasMessageContaining('"' + name + "\" cannot be used: its name is a word of SQL");
      assertThat(rows(database, "select count(*) from pg_namespace where nspname = '" + name + "'"))
          .containsExactly("0");
      assertThatThrownBy(migrator::script).hasMessageContaining("is a word of SQL");
    }
  }
}

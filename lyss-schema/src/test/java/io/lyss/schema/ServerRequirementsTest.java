package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.ThrowawayDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class ServerRequirementsTest {

  /** The roles of the server are there. */
  @BeforeAll
  static void migrateOnce() {
    TestDatabases.migrated().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SQL_ASCII", "LATIN1"})
  void aDatabaseThatIsNotInUtf8IsRefused(String encoding) {
    try (ThrowawayDatabase database = empty()) {
      String other = database.name() + "_" + encoding.toLowerCase(java.util.Locale.ROOT);
      database.execute(
          "create database "
              + other
              + " encoding '"
              + encoding
              + "' locale 'C' template template0");
      try {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl().replace(database.name(), other));
        dataSource.setUser(database.adminUser());
        dataSource.setPassword(database.adminPassword());
        LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, dataSource);
        String message =
            "LYSS needs a database in UTF8; this one is in "
                + encoding
                + ". Create one with: create database ... encoding 'UTF8' template template0";
        assertThatThrownBy(migrator::migrate)
            .isInstanceOf(LyssMigrationException.class)
            .hasMessage(message);
        assertThatThrownBy(migrator::script).hasMessage(message);
      } finally {
        database.execute("drop database " + other);
      }
    }
  }

  @Test
  void aDatabaseThatIsReadOnlyIsRefused() {
    try (ThrowawayDatabase database = empty()) {
      database.execute(
          "alter database " + database.name() + " set default_transaction_read_only = on");
      assertThatThrownBy(TestDatabases.platform(database)::migrate)
          .hasMessageContaining("default_transaction_read_only is on (set by: database)");
    }
  }

  @Test
  void aDatabaseWithoutTheSchemaPublicIsRefused() {
    try (ThrowawayDatabase database = empty()) {
      database.execute("drop schema public");
      assertThatThrownBy(TestDatabases.platform(database)::migrate)
          .hasMessageContaining("needs the extension btree_gin")
          .hasMessageContaining("create it in the schema public, which is not there")
          .hasMessageContaining("create extension btree_gin with schema ..., and grant usage");
    }
  }

  @Test
  void theErrorNamesAnExtensionThatTheLoginMayNotUseAndOneConnectionIsEnough() {
    try (ThrowawayDatabase database = empty()) {
      database.execute(
          """
          create role lyss_small login password 'x' connection limit 1;
          grant create on database %s to lyss_small;
          grant authenticated_users, lyss_system, lyss_definer to lyss_small
            with inherit false, set true;
          create schema extensions;
          create extension pgcrypto schema extensions;
          """
              .formatted(database.name()));
      try {
        LyssMigrator migrator =
            LyssMigrator.of(LyssDatabase.PLATFORM, database.dataSource("lyss_small", "x"));
        assertThatThrownBy(migrator::migrate)
            .hasMessageContaining("pgcrypto lies in the schema extensions")
            .hasMessageContaining("grant usage on schema extensions to lyss_small");
        database.execute("grant usage on schema extensions to public");
        // a connection that its client has closed counts until its process has ended
        database.execute(
            """
            do $$
            begin
              while exists (select from pg_stat_activity where usename = 'lyss_small') loop
                perform pg_sleep(0.01), pg_stat_clear_snapshot();
              end loop;
            end
            $$
            """);
        assertThat(migrator.migrate().applied()).isNotEmpty();
        database.execute("alter role lyss_small connection limit 0");
        assertThatThrownBy(migrator::migrate)
            .hasMessageContaining("too many connections for role")
            .hasMessageContaining("raise the connection limit");
      } finally {
        database.execute(
            "drop schema if exists lyss_platform cascade; drop owned by lyss_small cascade; drop role lyss_small");
      }
    }
  }
}

package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.ThrowawayDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class ServerRequirementsTest {

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
}

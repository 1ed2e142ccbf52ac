package io.lyss.throwaway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrowawayPostgresTest {

  @Test
  void aDatabaseIsACopyOfItsTemplateAndGoesWhenClosed() throws SQLException {
    try (ThrowawayPostgres postgres = ThrowawayPostgres.start()) {
      ThrowawayDatabase first =
          postgres.database("t", db -> db.execute("create table t as select 1 as n"));
      first.execute("insert into t values (2)");
      try (ThrowawayDatabase second =
          postgres.database("t", db -> db.execute("this is prepared only once"))) {
        assertThat(count(first, "t")).isEqualTo(2);
        assertThat(count(second, "t")).isEqualTo(1);
        try (ThrowawayDatabase third =
            postgres.database(
                "t and more",
                () -> postgres.database("t", db -> db.execute("this is prepared only once")),
                db -> db.execute("insert into t values (3)"))) {
          assertThat(count(third, "t")).isEqualTo(2);
        }
        first.close();
        assertThat(count(second, "pg_database where datname = '" + first.name() + "'")).isZero();
      }
    }
  }

  /** As a server in a container does, and every real one. */
  @Test
  void theEmbeddedServerAsksForPasswords() throws SQLException {
    try (ThrowawayPostgres postgres = ThrowawayPostgres.embedded(null);
        ThrowawayDatabase database = postgres.database()) {
      database.execute("create role somebody login password 'right'");
      database.dataSource("somebody", "right").getConnection().close();
      for (String login : List.of("somebody", database.adminUser())) {
        assertThatThrownBy(() -> database.dataSource(login, "wrong").getConnection())
            .hasMessageContaining("password authentication failed");
      }
    }
  }

  @Test
  void aUrlThatIsNotPostgresIsRefused() {
    assertThatThrownBy(() -> new GivenServer("jdbc:mysql://h/db", "u", "p"))
        .hasMessageContaining("jdbc:postgresql://");
  }

  @Test
  void aGivenUrlKeepsItsParameters() {
    assertThat(new GivenServer("jdbc:postgresql://h:1/db?ssl=true", "u", "p").jdbcUrl("x"))
        .isEqualTo("jdbc:postgresql://h:1/x?ssl=true");
  }

  @Test
  void aFolderThatCannotBeUsedIsNamed() {
    String folder = System.getProperty("java.io.tmpdir");
    System.setProperty("java.io.tmpdir", folder + "/not-there");
    try {
      assertThatThrownBy(() -> ThrowawayPostgres.embedded(null)).hasMessageContaining("not-there");
    } finally {
      System.setProperty("java.io.tmpdir", folder);
    }
  }

  @Test
  void thePasswordIsNotShown() {
    assertThat(new GivenServer("jdbc:postgresql://h/db", "u", "s3cret").toString())
        .doesNotContain("s3cret");
  }

  private static int count(ThrowawayDatabase database, String from) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        ResultSet result =
            connection.createStatement().executeQuery("select count(*) from " + from)) {
      result.next();
      return result.getInt(1);
    }
  }
}

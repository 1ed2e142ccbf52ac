package io.lyss.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.Provider;
import io.lyss.schema.LyssDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A host's test of the platform database. */
@LyssTest(LyssDatabase.PLATFORM)
class LyssTestTest {

  private final LyssTestDatabase database;

  LyssTestTest(LyssTestDatabase database) {
    this.database = database;
  }

  @AfterEach
  void resetClock() {
    database.clock().reset();
  }

  @Test
  void fixturesTakeALineEach(Platform platform) {
    TestUser ann = database.organisation().user("ann");
    TestUser bob = database.organisation().user("bob");
    Provider mine = ann.personalProvider("Mine");
    Provider ours = database.organisation().provider("Ours", bob);
    assertThat(ann.conversation(mine, "Weather").title()).isEqualTo("Weather");
    assertThat(platform.asUser(ann.id()).providers().canUserAccessProvider(ann.id(), mine.id()))
        .isTrue();
    assertThat(bob.session().providers().canUserAccessProvider(bob.id(), ours.id())).isTrue();
    assertThatExceptionOfType(NotFoundException.class)
        .isThrownBy(() -> bob.session().providers().get(mine.id()));
    assertThat(database.organisation().user("ann").id()).isEqualTo(ann.id());
    assertThat(database.organisation().provider("Ours", ann).id()).isEqualTo(ours.id());
    assertThat(ann.session().providers().canUserAccessProvider(ann.id(), ours.id())).isTrue();
    assertThat(bob.session().providers().canUserAccessProvider(bob.id(), ours.id())).isTrue();
  }

  @Test
  void theLoginsAreThoseOfProduction(Platform platform) throws Exception {
    assertThat(Platform.over(database.jobsDataSource()).asSystem("a job").jobs().list())
        .isNotEmpty();
    assertThatExceptionOfType(ScopeDeniedException.class)
        .as("what a request of a user may send")
        .isThrownBy(() -> platform.asSystem("a request").jobs().list());
    assertThatExceptionOfType(SQLException.class)
        .as("what forgets its scope")
        .isThrownBy(
            () ->
                query(database.dataSource().getConnection(), "select id from lyss_platform.users"))
        .withMessageContaining("permission denied");
    assertThat(
            query(
                database.superuserDataSource().getConnection(),
                """
                select rolname || ' ' || rolsuper || ' ' || rolcreaterole from pg_roles
                where rolname = '%s' or rolname = '%s' or rolname = '%s'
                order by 1
                """
                    .formatted(
                        database.owner().username(),
                        database.application().username(),
                        database.jobs().username())))
        .hasSize(3)
        .allMatch(row -> row.endsWith(" false false"));
    assertThat(
            query(
                database.superuserDataSource().getConnection(),
                """
                select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'lyss_platform'
                """))
        .containsExactly(database.owner().username());
  }

  @Test
  void aHostMayHaveASchemaOfItsOwnBeside() throws Exception {
    try (Connection owner = database.ownerDataSource().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute("create schema shop create table orders (id int)");
    }
  }

  @Test
  void theClockIsMoved() {
    assertThat(hourOfStatements()).isEqualTo("0");
    database.clock().move(Duration.ofHours(30));
    assertThat(hourOfStatements()).isEqualTo("30");
    database.clock().reset();
    assertThat(hourOfStatements()).isEqualTo("0");
  }

  private String hourOfStatements() {
    try {
      return query(
              database.superuserDataSource().getConnection(),
              "select round(extract(epoch from lyss_platform.statement_time() - now()) / 3600)")
          .get(0);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> query(Connection connection, String sql) throws SQLException {
    List<String> answer = new ArrayList<>();
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answer.add(rows.getString(1));
      }
    }
    return answer;
  }

  @Test
  void theErrorNamesADatabaseThatIsNotThere() {
    assertThatIllegalStateException()
        .isThrownBy(() -> database.tenant("acme").user("ann").chat())
        .withMessageContaining("needs the database CHAT");
  }

  @Nested
  class Inside {
    @Test
    void theDatabaseIsThatOfTheClassAround(LyssTestDatabase same) {
      assertThat(same).isSameAs(database);
    }
  }
}

package io.lyss.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.schema.LyssDatabase;
import io.lyss.schema.isolation.LyssIsolation;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** A host's own table beside those of LYSS is attacked with them. */
@LyssTest(LyssDatabase.PLATFORM)
class IsolationTest {

  @Test
  void aTableOfTheHostIsAttacked(LyssTestDatabase database) throws SQLException {
    database.organisation().user("ann");
    database.organisation().user("bob");
    execute(
        database,
        """
        create schema shop;
        grant usage on schema shop to authenticated_users;
        create table shop.carts (user_id integer primary key, item text not null);
        alter table shop.carts enable row level security, force row level security;
        create policy own on shop.carts to authenticated_users
          using (user_id = lyss_platform.current_user_id());
        grant select, insert, update, delete on shop.carts to authenticated_users;
        insert into shop.carts select id, username from lyss_platform.users
        """);
    LyssIsolation isolation = database.isolation(LyssDatabase.PLATFORM).also("shop").onlyHosts();
    assertThat(isolation.probe().findings()).isEmpty();

    execute(database, "alter policy own on shop.carts using (true)");
    assertThat(isolation.probe().findings())
        .anySatisfy(
            finding ->
                assertThat(finding.what())
                    .contains("shop.carts, select, as a user", "tells of another user"));
    assertThatThrownBy(() -> database.isolation(LyssDatabase.CHAT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CHAT");
  }

  private static void execute(LyssTestDatabase database, String sql) throws SQLException {
    try (Connection connection = database.superuserDataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

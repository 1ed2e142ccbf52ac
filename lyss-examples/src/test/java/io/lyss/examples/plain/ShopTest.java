package io.lyss.examples.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.Provider;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import io.lyss.test.TestUser;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A host's own rows and LYSS's in one transaction, on a pool of one connection. */
@LyssTest(LyssDatabase.PLATFORM)
class ShopTest {

  private final LyssTestDatabase database;

  ShopTest(LyssTestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  static void giveTheHostATable(LyssTestDatabase database) throws SQLException {
    try (Connection owner = database.ownerDataSource().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          """
          create schema shop;
          create table shop.orders (
            conversation bigint primary key,
            subject text check (subject <> 'nothing')
          );
          grant usage on schema shop to %1$s;
          grant all on shop.orders to %1$s;
          """
              .formatted(database.application().username()));
    }
  }

  private HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.application().username());
    pool.setPassword(database.application().password());
    pool.setMaximumPoolSize(1);
    return pool;
  }

  private List<String> orders(String subject) throws SQLException {
    List<String> orders = new ArrayList<>();
    try (Connection connection = database.superuserDataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select conversation from shop.orders where subject = '" + subject + "'")) {
      while (rows.next()) {
        orders.add(rows.getString(1));
      }
    }
    return orders;
  }

  private static List<Conversation> talks(TestUser user) {
    return user.session().conversations().list(PageRequest.first(100)).items();
  }

  @Test
  void anOrderAndItsConversationAreThereTogether() throws SQLException {
    TestUser ann = database.organisation().user("ann");
    Provider provider = ann.personalProvider("Mine");
    try (HikariDataSource pool = pool()) {
      Conversation advice = new Shop(pool).order(ann.id(), provider.id(), "shoes");
      assertThat(orders("shoes")).containsExactly(Long.toString(advice.id()));
      assertThat(talks(ann)).containsExactly(advice);
    }
  }

  @Test
  void aFailureStoresNeitherRowAndTheConnectionCanBeUsedAgain() throws SQLException {
    TestUser bob = database.organisation().user("bob");
    Provider provider = bob.personalProvider("Mine");
    int others = database.organisation().user("eve").personalProvider("Hers").id();
    try (HikariDataSource pool = pool()) {
      Shop shop = new Shop(pool);
      assertThatExceptionOfType(SQLException.class)
          .as("the host's table refuses it")
          .isThrownBy(() -> shop.order(bob.id(), provider.id(), "nothing"));
      assertThatExceptionOfType(ScopeDeniedException.class)
          .as("LYSS refuses it")
          .isThrownBy(() -> shop.order(bob.id(), others, "hats"));
      assertThat(orders("nothing")).isEmpty();
      assertThat(orders("hats")).isEmpty();
      assertThat(talks(bob)).isEmpty();
      assertThat(shop.order(bob.id(), provider.id(), "hats").title()).isEqualTo("hats");
    }
  }

  @Test
  void ordersAtOnceTakeTurnsOnOneConnection() throws SQLException {
    TestUser carl = database.organisation().user("carl");
    Provider provider = carl.personalProvider("Mine");
    try (HikariDataSource pool = pool()) {
      Shop shop = new Shop(pool);
      List<CompletableFuture<Conversation>> all =
          IntStream.range(0, 10)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> {
                            try {
                              return shop.order(carl.id(), provider.id(), "ten");
                            } catch (SQLException e) {
                              throw new IllegalStateException(e);
                            }
                          }))
              .toList();
      all.forEach(CompletableFuture::join);
      assertThat(orders("ten")).hasSize(10);
      assertThat(talks(carl)).hasSize(10);
    }
  }
}

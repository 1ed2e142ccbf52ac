package io.lyss.examples.plain;

import io.lyss.dao.platform.Conversation;
import io.lyss.dao.platform.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Sells advice: an order and the conversation about it are stored together or not at all. */
public final class Shop {

  private final DataSource dataSource;
  private final Platform platform;

  /**
   * @param dataSource a pool of the application's login
   */
  public Shop(DataSource dataSource) {
    this.dataSource = dataSource;
    this.platform = Platform.over(dataSource);
  }

  /** Places an order of a user, and opens the conversation. */
  public Conversation order(int userId, int providerId, String subject) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Conversation advice =
            platform.asUser(userId).joining(connection).conversations().open(providerId, subject);
        insert(connection, advice.id(), subject);
        connection.commit();
        return advice;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void insert(Connection connection, long conversation, String subject)
      throws SQLException {
    try (PreparedStatement order =
        connection.prepareStatement(
            "insert into shop.orders (conversation, subject) values (?, ?)")) {
      order.setLong(1, conversation);
      order.setString(2, subject);
      order.executeUpdate();
    }
  }
}

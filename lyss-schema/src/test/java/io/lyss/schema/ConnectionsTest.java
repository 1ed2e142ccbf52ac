package io.lyss.schema;

import static io.lyss.schema.TestDatabases.empty;
import static io.lyss.schema.TestDatabases.migrated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.throwaway.OneIn;
import io.lyss.throwaway.ThrowawayDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A small pool is enough and gets all its connections back. */
@OneIn(2)
class ConnectionsTest {

  private static final int MOST_AT_START = 15;

  @Test
  void aMigrationUsesAtMostTwoConnectionsAndKeepsNone() {
    try (ThrowawayDatabase database = empty()) {
      Counting dataSource = new Counting(database);
      LyssMigrator migrator = LyssMigrator.of(LyssDatabase.PLATFORM, dataSource);
      migrator.script();
      assertThatThrownBy(migrator::validate).isInstanceOf(LyssMigrationException.class);
      assertThatThrownBy(
              () ->
                  migrator
                      .progress(
                          file -> {
                            throw new IllegalStateException("stop");
                          })
                      .migrate())
          .isInstanceOf(RuntimeException.class);
      migrator.migrate();
      migrator.migrate();
      migrator.info();
      migrator.validate();

      assertThat(dataSource.most.get()).isLessThanOrEqualTo(2);
      assertThat(dataSource.open.get()).isZero();
    }
  }

  /** Most starts: the history says that all is there, so no file is read a second time. */
  @Test
  void aStartWithNothingToDoAsksLittle() {
    try (ThrowawayDatabase database = migrated()) {
      Counting dataSource = new Counting(database);
      assertThat(LyssMigrator.of(LyssDatabase.PLATFORM, dataSource).migrate().applied()).isEmpty();
      assertThat(dataSource.statements.get()).isPositive().isLessThanOrEqualTo(MOST_AT_START);
    }
  }

  private static final class Counting extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger statements = new AtomicInteger();

    Counting(ThrowawayDatabase database) {
      setUrl(database.jdbcUrl());
      setUser(database.adminUser());
      setPassword(database.adminPassword());
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = super.getConnection();
      most.accumulateAndGet(open.incrementAndGet(), Math::max);
      return (Connection)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("close") && !connection.isClosed()) {
                  open.decrementAndGet();
                }
                if (method.getName().matches("(create|prepare)Statement")) {
                  statements.incrementAndGet();
                }
                try {
                  return method.invoke(connection, arguments);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}

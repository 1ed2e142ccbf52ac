package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.CONVERSATIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.HostDataSource;
import io.lyss.dao.testing.Bound;
import io.lyss.dao.testing.Expect;
import io.lyss.dao.testing.Proxied;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** With a data source that returns the connection of the host's transaction, calls join it. */
class HostTransactionTest extends PlatformTest {

  private final User user = platform.user();
  private final int provider = platform.personal(user).id();
  private final List<HikariDataSource> pools = new ArrayList<>();
  private final AtomicInteger orders = new AtomicInteger();

  @BeforeAll
  void giveTheHostATable() {
    platform
        .database()
        .execute(
            "create table orders_of_host (id integer); grant all on orders_of_host to "
                + TestPlatform.APP);
  }

  /** A host: its data source, and its way to run a transaction. */
  private record Host(
      String name, HikariDataSource pool, DataSource dataSource, Platform platform) {

    Host(String name, HikariDataSource pool, DataSource dataSource) {
      this(name, pool, dataSource, Platform.over(dataSource));
    }

    TransactionTemplate transactions() {
      return new TransactionTemplate(new DataSourceTransactionManager(pool));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Each has a pool of one connection, so that a call on a second one would wait for ever. */
  List<Host> hosts() {
    List<Host> hosts = new ArrayList<>();
    for (boolean autoCommit : new boolean[] {true, false}) {
      HikariConfig config = platform.config(1);
      config.setAutoCommit(autoCommit);
      config.setConnectionTimeout(2_000);
      HikariDataSource pool = new HikariDataSource(config);
      pools.add(pool);
      String mode = autoCommit ? "auto-commit" : "no auto-commit";
      hosts.add(new Host("Spring, " + mode, pool, new TransactionAwareDataSourceProxy(pool)));
      hosts.add(new Host("its own, " + mode, pool, new OfHost(pool)));
    }
    // Its transactions show only in that its connections are otherwise in auto-commit mode.
    HikariDataSource pool = pools.get(0);
    Host plain = new Host("plain", pool, new Disguised(pool));
    session(plain).users().get(user.id());
    hosts.add(plain);
    return hosts;
  }

  @AfterAll
  void closePools() {
    pools.forEach(HikariDataSource::close);
  }

  private static final class OfHost extends DelegatingDataSource implements HostDataSource {
    OfHost(DataSource pool) {
      super(new TransactionAwareDataSourceProxy(pool));
    }

    @Override
    public boolean isInTransaction(Connection connection) {
      return TransactionSynchronizationManager.isActualTransactionActive();
    }
  }

  /** Connections without Spring's interface. */
  private static final class Disguised extends DelegatingDataSource {
    Disguised(DataSource pool) {
      super(new TransactionAwareDataSourceProxy(pool));
    }

    @Override
    public Connection getConnection() throws SQLException {
      return Proxied.of(Connection.class, super.getConnection(), (name, call) -> call.run());
    }
  }

  private PlatformSession session(Host host) {
    return host.platform().asUser(user.id());
  }

  private int order(Host host) {
    int id = orders.incrementAndGet();
    new JdbcTemplate(host.dataSource()).update("insert into orders_of_host values (?)", id);
    return id;
  }

  private boolean isThere(long conversation) {
    return platform.as(user).conversations().find(conversation).isPresent();
  }

  private boolean isOrdered(int id) {
    return !platform.query("select 1 from orders_of_host where id = " + id).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void callsAreCommittedAndRolledBackWithTheHost(Host host) {
    PlatformSession me = session(host);
    for (boolean callsFirst : new boolean[] {true, false}) {
      for (boolean commits : new boolean[] {true, false}) {
        int[] order = new int[1];
        long[] opened = new long[3];
        host.transactions()
            .executeWithoutResult(
                status -> {
                  order[0] = callsFirst ? 0 : order(host);
                  opened[0] = me.conversations().open(provider, "call").id();
                  me.useTransaction(
                      part -> opened[1] = part.conversations().open(provider, "part").id());
                  opened[2] =
                      me.<Long, RuntimeException>withJooq(
                          jooq ->
                              jooq.insertInto(CONVERSATIONS)
                                  .set(CONVERSATIONS.USER_ID, user.id())
                                  .set(CONVERSATIONS.PROVIDER_ID, provider)
                                  .set(CONVERSATIONS.TITLE, "jooq")
                                  .returning(CONVERSATIONS.ID)
                                  .fetchSingle(CONVERSATIONS.ID));
                  order[0] = callsFirst ? order(host) : order[0];
                  assertThat(isThere(opened[0])).isFalse();
                  if (!commits) {
                    status.setRollbackOnly();
                  }
                });
        assertThat(isOrdered(order[0])).as("the host's row").isEqualTo(commits);
        for (long each : opened) {
          assertThat(isThere(each)).as("calls first: %s", callsFirst).isEqualTo(commits);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void withoutATransactionOfTheHostEachCallIsOneOfItsOwn(Host host) {
    PlatformSession me = session(host);
    assertThat(isThere(me.conversations().open(provider, "call").id())).isTrue();
    long[] opened = new long[1];
    me.useTransaction(part -> opened[0] = part.conversations().open(provider, "part").id());
    assertThat(isThere(opened[0])).isTrue();
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void aPartIsUndoneAloneAndTheHostFindsWhatItHasBound(Host host) {
    PlatformSession me = session(host);
    Bound bound = new Bound("lyss_system", Map.of("app.system_reason", "the host's"));
    int[] order = new int[1];
    long[] opened = new long[1];
    host.transactions()
        .executeWithoutResult(
            status -> {
              order[0] = order(host);
              bind(host, bound);
              Expect.refused(
                  "conversations_title_check",
                  () -> me.useTransaction(part -> part.conversations().open(provider, "")));
              opened[0] = me.conversations().open(provider, "x").id();
              assertThat(bound(host)).isEqualTo(bound);
            });
    assertThat(isOrdered(order[0])).isTrue();
    assertThat(isThere(opened[0])).isTrue();
  }

  private static void bind(Host host, Bound bound) {
    new JdbcTemplate(host.dataSource())
        .execute(
            (ConnectionCallback<Boolean>)
                connection -> {
                  bound.bind(connection, true);
                  return true;
                });
  }

  private static Bound bound(Host host) {
    return new JdbcTemplate(host.dataSource()).execute((ConnectionCallback<Bound>) Bound::to);
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void theTimeOutOfTheHostsTransactionHolds(Host host) {
    PlatformSession me = session(host);
    assertThatExceptionOfType(TransactionTimedOutException.class)
        .isThrownBy(
            () ->
                host.transactions()
                    .executeWithoutResult(
                        status -> {
                          ((ConnectionHolder)
                                  TransactionSynchronizationManager.getResource(host.pool()))
                              .setTimeoutInMillis(-1);
                          me.users().get(user.id());
                        }));
  }

  /** Nothing announces the transaction; only the statement that the host has run shows it. */
  @Test
  void aTransactionInWhichTheHostHasDoneSomethingIsJoined() throws SQLException {
    try (Connection connection = platform.pool().getConnection()) {
      connection.setAutoCommit(false);
      PlatformSession me = Platform.over(always(connection)).asUser(user.id());
      try (var statement = connection.createStatement()) {
        statement.execute("select * from orders_of_host");
      }
      long opened = me.conversations().open(provider, "x").id();
      assertThat(isThere(opened)).isFalse();
      connection.rollback();
      assertThat(me.conversations().find(opened)).isEmpty();
    }
  }

  /** A pool without auto-commit leaves a transaction begun when it tests whether one is alive. */
  @Test
  void aTransactionInWhichAPoolHasTestedAConnectionIsNobodys() throws SQLException {
    try (Connection connection = platform.pool().getConnection()) {
      connection.setAutoCommit(false);
      PlatformSession me = Platform.over(always(connection)).asUser(user.id());
      for (int i = 0; i < 3; i++) {
        try (var test = connection.createStatement()) {
          test.execute("select 1");
        }
        assertThat(isThere(me.conversations().open(provider, "x").id())).isTrue();
      }
    }
  }

  private static DataSource always(Connection connection) {
    return new SingleConnectionDataSource(connection, true);
  }
}

package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Route;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A host that names a replica. Here the replica is no standby, so each read that is sent there is
 * made on the primary instead, and reported so.
 */
@LyssTest(LyssDatabase.PLATFORM)
class ReplicaHostTest {

  private final List<FinishedCall> heard = new ArrayList<>();
  private final LyssTestDatabase database;
  private final int ann;

  ReplicaHostTest(LyssTestDatabase database) {
    this.database = database;
    this.ann = database.organisation().user("ann").id();
  }

  /** A pool that counts who asks for a connection. */
  private static final class Counting extends DelegatingDataSource {
    private final AtomicInteger asked = new AtomicInteger();

    private Counting(DataSource pool) {
      super(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
      asked.incrementAndGet();
      return super.getConnection();
    }
  }

  private Counting pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.application().username());
    pool.setPassword(database.application().password());
    pool.setMaximumPoolSize(1);
    return new Counting(pool);
  }

  private ApplicationContextRunner host() {
    return new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean("app", Counting.class, this::pool, bean -> bean.setPrimary(true))
        .withBean("replica", Counting.class, this::pool)
        .withBean(CallListener.class, () -> CallListener.atEnd(heard::add))
        .withPropertyValues(
            "lyss.databases.platform.at-start=nothing",
            "lyss.databases.platform.replica-data-source=replica");
  }

  private List<Route> routes() {
    List<Route> routes = heard.stream().map(FinishedCall::route).toList();
    heard.clear();
    return routes;
  }

  @Test
  void aReadGoesToTheReplicaOnceThePrimaryHasReportedItsPosition() {
    host()
        .run(
            context -> {
              PlatformSession me = context.getBean(Platform.class).asUser(ann);
              AtomicInteger primary = context.getBean("app", Counting.class).asked;
              AtomicInteger replica = context.getBean("replica", Counting.class).asked;
              me.users().get(ann);
              assertThat(primary).hasValue(1);
              assertThat(replica).hasValue(0);
              me.users().get(ann);
              assertThat(replica).hasValue(1);
              assertThat(primary).as("asked for the answer alone").hasValue(2);
              assertThat(routes()).containsExactly(Route.PRIMARY, Route.FALLBACK);
            });
  }

  @Test
  void aReadInATransactionOfTheHostBelongsThere() {
    host()
        .run(
            context -> {
              PlatformSession me = context.getBean(Platform.class).asUser(ann);
              me.users().get(ann);
              new TransactionTemplate(
                      new DataSourceTransactionManager(context.getBean(DataSource.class)))
                  .executeWithoutResult(transaction -> me.users().get(ann));
              assertThat(routes()).containsExactly(Route.PRIMARY, Route.PRIMARY);
              assertThat(context.getBean("replica", Counting.class).asked).hasValue(0);
            });
  }

  @Test
  void howStaleAReplicaMayBeIsASetting() {
    host()
        .withPropertyValues("lyss.databases.platform.max-staleness=1ns")
        .run(
            context -> {
              PlatformSession me = context.getBean(Platform.class).asUser(ann);
              me.users().get(ann);
              me.users().get(ann);
              assertThat(routes())
                  .as("what the primary told is older than that")
                  .containsExactly(Route.PRIMARY, Route.PRIMARY);
            });
  }
}

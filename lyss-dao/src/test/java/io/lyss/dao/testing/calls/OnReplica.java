package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.Replicated;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What reads is answered by a replica, where nothing can be written; what writes never goes there.
 * The server stands in for its own standby here: it refuses writes alike.
 */
public final class OnReplica<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  private final Bench<S, W> bench;
  private final HikariDataSource readOnly;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger onPrimary = new AtomicInteger();
  private final DataSource both;

  OnReplica(Bench<S, W> bench) {
    this.bench = bench;
    // It would say that this is no standby.
    bench
        .database()
        .database()
        .execute(
            """
            create or replace function %s.require_replayed(p_position pg_lsn, p_transactions xid8[])
            returns void language plpgsql as 'begin end'
            """
                .formatted(bench.schema()));
    HikariConfig config = bench.database().config(1);
    config.setConnectionInitSql("set default_transaction_read_only = on");
    readOnly = new HikariDataSource(config);
    both = new Replicated(counting(bench.database().pool(), onPrimary), counting(readOnly, asked));
  }

  /** The same, counting how often it is asked for a connection. */
  private static DataSource counting(DataSource dataSource, AtomicInteger times) {
    return (DataSource)
        Proxy.newProxyInstance(
            OnReplica.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              times.incrementAndGet();
              return method.invoke(dataSource, arguments);
            });
  }

  @Override
  public String name() {
    return "is answered by a replica if it reads, and by the primary if it writes";
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    for (Caller caller : line.firstAndLastCaller()) {
      W world = bench.world(caller);
      @Nullable Object[] arguments = line.arguments(world);
      Object expected = line.writes() ? null : line.call(world, bench.database().pool(), arguments);
      S session = world.session(both, caller);
      // the primary reports its position
      session.personalColumns();
      asked.set(0);
      onPrimary.set(0);
      Object answer = line.call(world, session, both, arguments);
      boolean reads = !line.writes() && caller != Caller.ADMINISTRATOR;
      assertThat(asked.get()).as("%s asked as %s", line, caller).isEqualTo(reads ? 1 : 0);
      if (reads && line.answersExactly()) {
        // an answer with the end of a minute may have been given in another one
        if (!Objects.equals(answer, expected)) {
          assertThat(answer).isEqualTo(line.call(world, bench.database().pool(), arguments));
        }
      }
      if (reads) {
        // a look whether the host is in a transaction, as this is no pool that is known for none
        assertThat(onPrimary.get()).as("connections of the primary").isEqualTo(1);
        assertThat(session.freshness().isAny()).as("it wrote").isTrue();
      }
    }
  }

  @Override
  public void close() {
    readOnly.close();
  }
}

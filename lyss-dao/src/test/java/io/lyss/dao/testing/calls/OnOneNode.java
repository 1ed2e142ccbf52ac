package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * On Citus what a tenant calls asks one group of shards, in which all lies that is the tenant's:
 * neither its statement asks others, nor do those that functions send for it. So each node serves
 * its own tenants, and more nodes serve more.
 */
public final class OnOneNode<S extends Session<?, S>, W extends World<S>>
    implements Property<S, W> {

  /** A table's name has its shard's number there. */
  private static final Pattern SHARD = Pattern.compile("_(\\d{6,})\\b");

  /** Built-in roles and prices for all are the platform's tenant's, and asked for beside. */
  private static final UUID EVERYBODY = new UUID(0, 0);

  private final Bench<S, W> bench;
  private final HikariDataSource pool;
  private final Explained told;

  /**
   * @param bench on a cluster, and of its own, because its logins receive what is sent to nodes
   */
  OnOneNode(Bench<S, W> bench) {
    this.bench = bench;
    bench
        .database()
        .database()
        .execute(
            "alter role %s in database %s set citus.log_remote_commands = on"
                .formatted(TestDatabase.APP, bench.database().database().name()));
    pool = bench.database().pool(1);
    told = new Explained(pool, "issuing ");
  }

  @Override
  public String name() {
    return "asks one group of shards";
  }

  /** System work may ask for all tenants. */
  @Override
  public boolean concerns(Line<S, W> line) {
    return line.caller() == Caller.USER || line.caller() == Caller.ADMIN;
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    W world = bench.world(line.caller());
    Object[] arguments = line.arguments(world);
    told.told().clear();
    line.call(world, told.dataSource(), arguments);
    assertThat(groups(told.told())).as("%s sends %s", line, told.told()).hasSizeLessThan(2);
  }

  /** The groups of shards that are named, but for tables that each node has as a whole. */
  private List<String> groups(List<String> commands) {
    String shards =
        commands.stream()
            .flatMap(command -> SHARD.matcher(command).results())
            .map(shard -> shard.group(1))
            .distinct()
            .collect(Collectors.joining(","));
    return bench
        .database()
        .query(
            """
            select distinct s.shardminvalue from pg_dist_shard as s
            join pg_dist_partition as p on p.logicalrelid = s.logicalrelid
            where p.partmethod = 'h' and s.shardid = any ('{%s}'::bigint[])
              and s.shardminvalue <> (
                select e.shardminvalue from pg_dist_shard as e
                where e.shardid = get_shard_id_for_distribution_column('%s.audit_logs', '%s'::uuid))
            """
                .formatted(shards, bench.schema(), EVERYBODY));
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    bench.close();
  }
}

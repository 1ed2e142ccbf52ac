package io.lyss.benchmarks.cluster;

import io.lyss.benchmarks.figures.Server;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Tenants that lie on the nodes of a cluster in turn; a plain server is one node. */
final class Spread {

  private static final String NODES =
      """
      select string_agg(distinct nodename || ':' || nodeport, ' ') from citus_shards
      where table_name = 'lyss_chat.conversations'::regclass
      """;

  /** Where the rows of a tenant lie: those of both databases. */
  private static final String LIES =
      """
      select string_agg(distinct s.nodename || ':' || s.nodeport, ' ')
      from unnest(array['lyss_chat.conversations', 'lyss_provider.budgets']) as t (name)
      join citus_shards as s
        on s.shardid = get_shard_id_for_distribution_column(t.name::regclass, '%s'::uuid)
      """;

  private final Server server;

  Spread(Server server) {
    this.server = server;
  }

  List<UUID> tenants(int count) throws SQLException {
    List<String> nodes =
        server.isCluster()
            ? List.of(server.read(server.ownDatabase(), NODES).split(" "))
            : List.of();
    List<UUID> tenants = new ArrayList<>();
    while (tenants.size() < count) {
      UUID tenant = UUID.randomUUID();
      if (nodes.isEmpty()
          || nodes
              .get(tenants.size() % nodes.size())
              .equals(server.read(server.ownDatabase(), LIES.formatted(tenant)))) {
        tenants.add(tenant);
      }
    }
    return tenants;
  }
}

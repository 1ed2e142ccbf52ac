package io.lyss.benchmarks.money;

import io.lyss.benchmarks.Figures;
import io.lyss.benchmarks.figures.Raw;
import io.lyss.benchmarks.figures.Run;
import io.lyss.benchmarks.figures.Volume;
import io.lyss.dao.Scope;
import io.lyss.dao.provider.ChannelRequest;
import io.lyss.dao.provider.ProviderService;
import io.lyss.schema.LyssDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Group money: choosing a channel, reservations, recording usage, and its sums. */
public final class MoneyFigures {

  /** How many channels a tenant has, by the number of the tenant. */
  private static final Map<Integer, Integer> CHANNELS =
      new TreeMap<>(Map.of(1, 1, 2, 200, 3, 2000));

  private static final Map<Integer, Double> REACH = Map.of(1, 2.5, 2, 3.0, 3, 8.0);
  private static final String AS_USER =
      "select lyss_provider.bind_tenant_scope('authenticated_users', ?, ?, '{}', 'user', '');";
  private static final String BY_KEY =
      "select name from lyss_provider.provider_channels where tenant_id = ? and id = ?";

  private final Run run;

  private MoneyFigures(Run run) {
    this.run = run;
  }

  public static void measure(Run run) throws SQLException, InterruptedException {
    if (!run.asks("money")) {
      return;
    }
    Volume provider =
        Volume.of(
            run.server(),
            LyssDatabase.PROVIDER,
            "money",
            "usage_records",
            "set figures.scale = "
                + Figures.SCALE
                + ";"
                + Volume.resources(MoneyFigures.class, "provider.sql"));
    new MoneyFigures(run).selections(provider);
    try (Reservations reservations = new Reservations(provider)) {
      reservations.measure(run);
    }
    Batches.measure(run, provider);
    new Sums(run).measure(provider);
  }

  private void selections(Volume provider) throws SQLException {
    for (Map.Entry<Integer, Integer> tenant : CHANNELS.entrySet()) {
      String user = Volume.uuid(1).toString();
      String id = Volume.uuid(tenant.getKey()).toString();
      UUID channel = Volume.uuid(tenant.getKey() * 10_000L + 1);
      run.ratio(
          REACH.getOrDefault(tenant.getKey(), 1.0),
          "channel selection of " + tenant.getValue() + ", against a channel by its key",
          provider.application(
              db -> {
                ProviderService service = ProviderService.over(db);
                return n ->
                    service
                        .asUser(Scope.TenantUser.of(Volume.uuid(tenant.getKey()), Volume.uuid(1)))
                        .routing()
                        .select(ChannelRequest.of("figures"));
              }),
          provider.application(
              db ->
                  Raw.query(
                      db,
                      AS_USER + BY_KEY,
                      n -> List.of(id, user, Volume.uuid(tenant.getKey()), channel))));
    }
  }
}

package io.lyss.schema;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a graduation would do, as of now.
 *
 * @param rows how many rows of each kind are copied
 * @param gaps for people to read: what has no counterpart in the services, or another form there,
 *     and how often it occurs
 * @param refusals why it cannot be done; empty if it can
 */
public record GraduationPlan(
    SortedMap<String, Long> rows, SortedMap<String, Long> gaps, List<String> refusals) {

  public GraduationPlan {
    rows = Collections.unmodifiableSortedMap(new TreeMap<>(rows));
    gaps = Collections.unmodifiableSortedMap(new TreeMap<>(gaps));
    refusals = List.copyOf(refusals);
  }

  static GraduationPlan of(GraduationSettings settings, GraduationConnections connections)
      throws SQLException {
    GraduatingTenant tenant = settings.tenant();
    GraduationSource source = connections.source();
    source.begin("repeatable read, read only");
    SortedMap<String, Long> rows = source.counts("graduation_plan");
    SortedMap<String, Long> gaps = source.counts("graduation_gaps");
    List<GraduatingProvider> providers = source.providers(tenant.id());
    List<String> refusals = new ArrayList<>();
    GraduationSource.State state = source.state();
    source.rollback();
    if (state == null) {
      for (LyssDatabase service : GraduationConnections.SERVICES) {
        connections
            .target(service)
            .tablesWithRows()
            .forEach(
                table ->
                    refusals.add(
                        "the table %s of %s has rows of the tenant %s"
                            .formatted(table, service, tenant.id())));
      }
    } else if (!state.tenant().equals(tenant.id())) {
      refusals.add("the organisation becomes the tenant " + state.tenant());
    } else if (state.state().equals("finished")) {
      refusals.add("the organisation has become the tenant " + state.tenant());
    }
    long active = rows.get("users") - rows.get("known_users");
    if (active > tenant.maxUsers()) {
      refusals.add(
          "%d users are active, and the tenant may have %d".formatted(active, tenant.maxUsers()));
    }
    try {
      Map<UUID, GraduatedChannel> decided =
          settings.decide(providers, connections.target(LyssDatabase.PROVIDER).providerTypes());
      addPrices(rows, gaps, source, tenant.id(), decided);
    } catch (LyssMigrationException e) {
      refusals.add(e.getMessage());
    }
    return new GraduationPlan(rows, gaps, refusals);
  }

  private static void addPrices(
      SortedMap<String, Long> rows,
      SortedMap<String, Long> gaps,
      GraduationSource source,
      UUID tenant,
      Map<UUID, GraduatedChannel> decided)
      throws SQLException {
    source.begin("repeatable read, read only");
    String kinds =
        source.kinds(
            tenant,
            provider ->
                decided.containsKey(provider.channel())
                    ? decided.get(provider.channel()).type()
                    : null);
    GraduationSource.Prices prices = source.prices(tenant, kinds);
    source.rollback();
    rows.put(GraduationKind.PRICES.label(), prices.copied());
    rows.put(GraduationKind.PRICE_LISTS.label(), prices.models());
    if (prices.left() > 0) {
      gaps.put(
          "prices of a model of two kinds of providers that become one: those of one kind stay here",
          prices.left());
    }
  }
}

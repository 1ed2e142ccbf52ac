package io.lyss.dao.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Repriced;
import io.lyss.dao.Repricing;
import io.lyss.dao.RequestOutcome;
import io.lyss.dao.TokenCounts;
import io.lyss.dao.UsageBucket;
import io.lyss.dao.UsageWindow;
import io.lyss.dao.testing.Seed;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.throwaway.QuickRun;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens, sums are those of a recount: requests that are recorded late, or twice, or in
 * transactions that commit after a refresh or never, priced late and anew, of months that were
 * dropped, and by the days of time zones that the tenant has, had, and never had.
 */
class UsageRollUpTest extends ProviderServiceTest {

  private static final int STEPS = QuickRun.some(120);
  private static final List<String> ZONES =
      List.of(
          "UTC", "Asia/Kathmandu", "Atlantic/Azores", "Australia/Lord_Howe", "America/St_Johns");
  private static final List<String> MODELS = List.of("m", "n", "o");

  private final Seed seed = new Seed();
  private final Random random = seed.random();
  private final UUID tenant = Ids.next();
  private final List<UUID> users = List.of(Ids.next(), Ids.next(), Ids.next());
  private final List<Channel> channels =
      List.of(
          providers.channel(tenant, providers.newChannel("m")),
          providers.channel(tenant, providers.newChannel("m")));
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final UsageRecount expected = new UsageRecount();
  private long kept;

  /** A transaction that has written and not yet committed. */
  private record Open(Connection connection, List<NewUsage> written) {}

  @BeforeAll
  void prices() {
    providers
        .database()
        .execute(
            """
            set search_path = lyss_provider;
            create table test_prices (model text primary key, id uuid, currency char(3), price numeric);
            grant select on test_prices to lyss_definer;
            create or replace function price_span(
              p_tenant_id uuid, p_provider_type text, p_model text, p_at timestamptz, p_last timestamptz,
              out price_id uuid, out currency char(3), out unit_prices jsonb, out until timestamptz
            )
            language plpgsql stable
            as $$
            begin
              select p.id, p.currency,
                jsonb_build_object('input', p.price * 1000000, 'input.cached', 0, 'output', 0)
              into price_id, currency, unit_prices
              from lyss_provider.test_prices as p where p.model = p_model;
              until := 'infinity';
            end
            $$;
            """);
    for (int month = 1; month <= 5; month++) {
      providers
          .database()
          .execute(
              "select lyss_provider.create_monthly_partition('lyss_provider.usage_records', '%s')"
                  .formatted(monthsAgo(month).toLocalDate()));
    }
  }

  private ZonedDateTime monthsAgo(int months) {
    return now.atZone(ZoneOffset.UTC).minusMonths(months).withDayOfMonth(1);
  }

  private UsageDao dao() {
    return providers.system().usage(tenant);
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private NewUsage request() {
    // most are of now, the others of any time that is not closed yet
    Instant at =
        random.nextInt(3) > 0
            ? now.minusMillis(random.nextInt(3_600_000))
            : now.minus(Duration.ofMinutes(random.nextInt(60 * 24 * 100)));
    if (at.isBefore(expected.closedBefore)) {
      at = now;
    }
    NewUsage usage =
        NewUsage.of(
                any(users),
                any(channels).id(),
                any(MODELS),
                TokenCounts.of(1 + random.nextInt(9), random.nextInt(9))
                    .with("input.cached", random.nextInt(5)))
            .withId(Ids.at(at))
            .withOutcome(any(List.of(RequestOutcome.values())));
    return random.nextInt(4) == 0
        ? usage.withCost(any(List.of("USD", "EUR")), new BigDecimal("0.00000000000001"))
        : usage;
  }

  private List<NewUsage> batch() {
    List<NewUsage> batch = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      batch.add(request());
    }
    if (!expected.counted.isEmpty()) {
      NewUsage again = any(new ArrayList<>(expected.counted.values())).usage();
      if (!new UsageRecount.Counted(again, Optional.empty(), Optional.empty(), false)
          .at()
          .isBefore(expected.closedBefore)) {
        batch.add(again);
      }
    }
    batch.add(batch.get(0));
    return batch;
  }

  private void setPrice() {
    String model = any(MODELS);
    UsageRecount.Price price =
        new UsageRecount.Price(
            any(List.of("USD", "EUR")), new BigDecimal(random.nextInt(1000)).movePointLeft(7));
    expected.prices.put(model, price);
    providers
        .database()
        .execute(
            """
            insert into lyss_provider.test_prices values ('%s', gen_random_uuid(), '%s', %s)
            on conflict (model) do update
            set id = excluded.id, currency = excluded.currency, price = excluded.price
            """
                .formatted(model, price.currency(), price.ofToken().toPlainString()));
  }

  @Test
  void sumsAreThoseOfARecount() throws SQLException {
    List<Open> open = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      String what = step(open);
      if (step % 3 == 0 || what.equals("drop")) {
        compare(seed + ", step " + step + ": " + what);
      }
    }
    for (Open each : open) {
      each.connection().close();
    }
    // however the history went, some days were kept as they were rolled up, and some later
    providers.system().maintenance().refreshUsage();
    providers
        .system()
        .tenantSettings(tenant)
        .set(new TenantSettings(Optional.empty(), "Asia/Tokyo", Instant.now()));
    kept += dao().keepDays(Instant.MIN, Instant.MAX);
    // a short history may have no request at all
    if (!expected.counted.isEmpty()) {
      assertThat(kept).as(seed.toString()).isPositive();
    }
    assertThat(dao().keepDays(Instant.MIN, Instant.MAX)).as(seed.toString()).isZero();
    compareKept();
  }

  /** All days that are kept, of all zones, against what they were made of. */
  private void compareKept() throws SQLException {
    try (Connection connection = providers.database().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet different =
            statement.executeQuery(
                """
                select
                  count(*),
                  count(*) filter (where q.row is distinct from t.row)
                from lyss_provider.usage_local_days as d
                cross join lateral (
                  select array_agg((s.*)::text order by s.*) from (
                    select t.channel_id, t.provider_type, t.model, t.outcome, t.currency, t.requests, t.unpriced,
                      t.prompt_tokens, t.completion_tokens, t.amount, trim_scale(t.cost) as cost, t.timed, t.duration_ms,
                      t.streamed, t.time_to_first_token_ms
                    from lyss_provider.usage_local_totals as t
                    where t.tenant_id = '%1$s' and t.starts_at = d.starts_at and t.ends_at = d.ends_at
                  ) as s
                ) as t (row)
                cross join lateral (
                  select array_agg((s.*)::text order by s.*) from (
                    select q.channel_id, q.provider_type, q.model, q.outcome, q.currency, sum(q.requests)::bigint,
                      sum(q.unpriced)::bigint, sum(q.prompt_tokens)::bigint, sum(q.completion_tokens)::bigint,
                      sum(q.amount), trim_scale(sum(q.cost)) as cost, sum(q.timed)::bigint, sum(q.duration_ms)::bigint,
                      sum(q.streamed)::bigint, sum(q.time_to_first_token_ms)::bigint
                    from lyss_provider.usage_quarter_hours as q
                    where q.tenant_id = '%1$s' and q.quarter_hour >= d.starts_at and q.quarter_hour < d.ends_at
                    group by 1, 2, 3, 4, 5
                  ) as s
                ) as q (row)
                where d.tenant_id = '%1$s'
                """
                    .formatted(tenant))) {
      different.next();
      // a short history may have few days, or none
      assertThat(different.getLong(1))
          .as(seed.toString())
          .isGreaterThanOrEqualTo(Math.min(kept, 1));
      assertThat(different.getLong(2)).as(seed.toString()).isZero();
    }
  }

  private String step(List<Open> open) throws SQLException {
    switch (random.nextInt(14)) {
      case 0, 1 -> {
        Connection connection = providers.pool().getConnection();
        connection.setAutoCommit(false);
        List<NewUsage> batch = new ArrayList<>(List.of(request(), request()));
        if (open.size() >= 3) {
          connection.close();
          return "nothing";
        }
        providers.system().joining(connection).usage(tenant).record(batch);
        // it may be committed after the prices have changed
        open.add(new Open(connection, batch));
        pending.put(connection, snapshot(batch));
        return "open";
      }
      case 2, 3 -> {
        if (!open.isEmpty()) {
          Open one = open.remove(random.nextInt(open.size()));
          if (random.nextInt(3) > 0) {
            one.connection().commit();
            pending.get(one.connection()).forEach(expected.counted::putIfAbsent);
          } else {
            one.connection().rollback();
          }
          one.connection().setAutoCommit(true);
          one.connection().close();
        }
        return "close";
      }
      case 4, 5 -> {
        providers.system().maintenance().refreshUsage();
        return "refresh";
      }
      case 6 -> {
        setPrice();
        return "price";
      }
      case 7 -> {
        all(page -> dao().priceUnpriced("late", page));
        expected.counted.values().stream()
            .filter(one -> one.cost().isEmpty())
            .toList()
            .forEach(expected::reprice);
        return "price unpriced";
      }
      case 8 -> {
        String model = any(MODELS);
        all(page -> dao().rerate(new Repricing(model, Instant.MIN, Instant.MAX, "new"), page));
        expected.counted.values().stream()
            .filter(one -> one.usage().model().equals(model))
            .toList()
            .forEach(expected::reprice);
        return "rerate";
      }
      case 9 -> {
        if (open.isEmpty() && random.nextInt(3) == 0) {
          int keep = 2 + random.nextInt(3);
          providers
              .database()
              .execute(
                  "select lyss_provider.drop_expired_partitions('lyss_provider.usage_records', %d)"
                      .formatted(keep));
          Instant before = monthsAgo(keep).truncatedTo(ChronoUnit.DAYS).toInstant();
          if (before.isAfter(expected.closedBefore) && monthsAgo(keep).isAfter(monthsAgo(6))) {
            expected.closedBefore = before;
          }
          return "drop";
        }
        return "nothing";
      }
      case 10 -> {
        // Citus lets nobody set stamps
        if (open.isEmpty() && random.nextInt(2) == 0 && !TestDatabase.ON_CITUS) {
          restoreElsewhere();
          return "restore";
        }
        return "nothing";
      }
      case 11 -> {
        String zone = any(ZONES);
        providers
            .system()
            .tenantSettings(tenant)
            .set(new TenantSettings(Optional.empty(), zone, Instant.now()));
        return "zone " + zone;
      }
      case 12 -> {
        Instant from = now.minus(Duration.ofMinutes(random.nextInt(60 * 24 * 100)));
        kept += dao().keepDays(from, random.nextBoolean() ? now : Instant.MAX);
        return "keep days";
      }
      default -> {
        record();
        return "record";
      }
    }
  }

  private void record() {
    List<NewUsage> batch = batch();
    Set<UUID> fresh =
        batch.stream().map(NewUsage::id).collect(Collectors.toCollection(HashSet::new));
    fresh.removeAll(expected.counted.keySet());
    assertThat(dao().record(batch)).as(seed.toString()).isEqualTo(fresh.size());
    expected.count(batch);
  }

  private final Map<Connection, Map<UUID, UsageRecount.Counted>> pending = new HashMap<>();

  /** What a batch costs as it is written now. */
  private Map<UUID, UsageRecount.Counted> snapshot(List<NewUsage> batch) {
    Map<UUID, UsageRecount.Counted> before = new LinkedHashMap<>(expected.counted);
    expected.count(batch);
    Map<UUID, UsageRecount.Counted> written = new LinkedHashMap<>();
    batch.forEach(usage -> written.put(usage.id(), expected.counted.get(usage.id())));
    expected.counted.clear();
    expected.counted.putAll(before);
    return written;
  }

  private interface Pricing {
    Repriced batch(PageRequest page);
  }

  private void all(Pricing pricing) {
    PageRequest page = PageRequest.first(7);
    for (Optional<Cursor> next = pricing.batch(page).next();
        next.isPresent();
        next = pricing.batch(new PageRequest(7, next)).next()) {
      // until there are no more
    }
  }

  /** Makes transaction ids jump, as in a backup of a server that had had far more transactions. */
  private void restoreElsewhere() {
    providers
        .database()
        .execute(
            """
            set session_replication_role = replica;
            update lyss_provider.usage_records set stamp = stamp + 1000000;
            update lyss_provider.usage_adjustments set stamp = stamp + 1000000;
            update lyss_provider.usage_watermark set next_stamp = next_stamp + 1000000,
              open_stamps = array(select s + 1000000 from unnest(open_stamps) as s)
            """);
  }

  private void compare(String when) {
    for (UsageBucket bucket : UsageBucket.values()) {
      ZoneId zone = ZoneId.of(any(ZONES));
      UsageWindow window = new UsageWindow(Instant.MIN, Instant.MAX, bucket, zone);
      UsageQuery all =
          UsageQuery.of(
              window,
              UsageDimension.USER,
              UsageDimension.CHANNEL,
              UsageDimension.MODEL,
              UsageDimension.OUTCOME,
              UsageDimension.CURRENCY,
              UsageDimension.PROVIDER_TYPE);
      assertThat(UsageRecount.sums(dao().list(all)))
          .as(when + " " + window)
          .isEqualTo(expected.recount(all));
      UsageQuery few = UsageQuery.of(window, UsageDimension.MODEL, UsageDimension.CURRENCY);
      assertThat(UsageRecount.sums(dao().list(few)))
          .as(when + " " + window)
          .isEqualTo(expected.recount(few));
      UsageQuery days =
          UsageQuery.of(
              new UsageWindow(
                  midnight(random.nextInt(100), zone),
                  midnight(-random.nextInt(10), zone),
                  bucket,
                  zone),
              UsageDimension.MODEL);
      assertThat(UsageRecount.sums(dao().list(days)))
          .as(when + " " + days)
          .isEqualTo(expected.recount(days));
      Instant from = quarter(now.minus(Duration.ofMinutes(random.nextInt(60 * 24 * 60))));
      UsageQuery own =
          UsageQuery.of(
                  new UsageWindow(
                      from,
                      from.plus(Duration.ofMinutes(15L * random.nextInt(2000))),
                      bucket,
                      zone),
                  UsageDimension.MODEL)
              .ofUser(users.get(0));
      assertThat(UsageRecount.sums(dao().list(own)))
          .as(when + " " + own)
          .isEqualTo(expected.recount(own));
    }
    assertThat(dao().listUnpriced(PageRequest.first(1000)).items())
        .as(when)
        .extracting(UnpricedUsage::id)
        .containsExactlyInAnyOrderElementsOf(
            expected.counted.values().stream()
                .filter(one -> one.cost().isEmpty() && !one.at().isBefore(expected.closedBefore))
                .map(one -> one.usage().id())
                .toList());
  }

  private Instant midnight(int daysAgo, ZoneId zone) {
    return now.atZone(zone).toLocalDate().minusDays(daysAgo).atStartOfDay(zone).toInstant();
  }

  private static Instant quarter(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond() / 900 * 900);
  }
}

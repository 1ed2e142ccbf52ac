package io.lyss.dao.testing.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.session.Session;
import io.lyss.dao.testing.TestDatabase;
import java.sql.SQLException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * At a hundred million rows a request reads no table as a whole, few of its months, and sorts
 * nothing long: neither its statement does, nor what functions and policies run for it. {@link
 * Volume} says how large the planner takes the tables to be.
 */
public final class AtScale<S extends Session<?, S>, W extends World<S>> implements Property<S, W> {

  // Looking for some hundred rows in each month costs less; reading a thousandth of a table, more.
  private static final double LITTLE = 100_000;

  // What the planner adds, up to PostgreSQL 17, where a function has switched off the only way to
  // read
  // a table, such as one of a single row.
  private static final double DISABLED = 1e10;

  private static final Pattern WHOLE =
      Pattern.compile("Seq Scan on (?!pg_)(\\w+?)(_\\d{4}_\\d{2}|_default)?\\b");

  private static final Pattern MONTH = Pattern.compile(" on (?!pg_)\\w+?_(\\d{4}_\\d{2})\\b");

  // Those of a request lie in one month, or in that before; as many are looked at beside them as
  // are made ahead.
  private static final int FEW_MONTHS = 6;

  private static final Pattern COST = Pattern.compile("\\(cost=\\S+?\\.\\.(\\d+)");

  private final Bench<S, W> bench;
  private final HikariDataSource pool;
  private final Explained explained;

  /**
   * @param empty of its own, as it is made to look large
   */
  AtScale(Bench<S, W> empty) {
    bench = empty;
    Volume.pretend(bench.database().database(), bench.schema());
    bench
        .database()
        .database()
        .execute(
            """
            alter role %1$s in database %2$s set session_preload_libraries = 'auto_explain';
            alter role %1$s in database %2$s set auto_explain.log_min_duration = 0;
            alter role %1$s in database %2$s set auto_explain.log_nested_statements = on;
            alter role %1$s in database %2$s set auto_explain.log_level = notice;
            """
                .formatted(TestDatabase.APP, bench.database().database().name()));
    pool = bench.database().pool(1);
    explained = new Explained(pool);
  }

  @Override
  public String name() {
    return "reads little of a large database";
  }

  @Override
  public boolean concerns(Line<S, W> line) {
    return !line.isRare();
  }

  @Override
  public void holdsFor(Line<S, W> line) {
    W world = bench.world(line.caller());
    @Nullable Object[] arguments = line.arguments(world);
    explained.plans().clear();
    line.call(world, explained.dataSource(), arguments);
    assertThat(explained.plans()).as("plans of %s", line).isNotEmpty();
    assertThat(explained.plans()).as("plans of %s", line).noneMatch(AtScale::isCostly);
    assertThat(explained.plans())
        .as("months of %s", line)
        .noneMatch(plan -> readsManyMonths(plan) && !line.isOfEveryMonth());
  }

  private static boolean isCostly(String plan) {
    Matcher cost = COST.matcher(plan);
    return cost.find() && Double.parseDouble(cost.group(1)) % DISABLED > LITTLE
        || WHOLE.matcher(plan).results().anyMatch(AtScale::isLarge);
  }

  private static boolean readsManyMonths(String plan) {
    return MONTH.matcher(plan).results().map(month -> month.group(1)).distinct().count()
        > FEW_MONTHS;
  }

  private static boolean isLarge(MatchResult read) {
    return !Volume.SMALL.contains(read.group(1)) && !"_default".equals(read.group(2));
  }

  @Override
  public void close() throws SQLException {
    pool.close();
    bench.close();
  }
}

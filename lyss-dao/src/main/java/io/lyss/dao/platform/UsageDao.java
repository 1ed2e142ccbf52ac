package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_DAILY;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_SUMMARY;
import static io.lyss.dao.platform.jooq.Tables.USAGE_STATISTICS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.InsertEach;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * The tokens and the cost of requests. A user records and sees their own usage; an administrator
 * sees that of all organization providers; system work records and sees all.
 */
public final class UsageDao {

  private static final Field<LocalDate> DAY =
      field("({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, USAGE_STATISTICS.RECORDED_AT);

  private static final RowType<NewUsage> NEW =
      RowType.builder(NewUsage.class, USAGE_STATISTICS)
          .column("tokens", USAGE_STATISTICS.TOKENS_USED)
          .expression(
              "recordedAt",
              rows -> coalesce(Sql.in(rows, USAGE_STATISTICS.RECORDED_AT), currentInstant()))
          .build();

  private static final ScopedStatement<Integer> RECORD =
      Platform.statement(
          RowType.value(Integer.class), () -> InsertEach.into(USAGE_STATISTICS, NEW));

  private static final RowType<DailyUsage> DAY_OF_USER =
      RowType.builder(DailyUsage.class, USAGE_STATISTICS)
          .column("day", DAY)
          .column("tokens", sum(USAGE_STATISTICS.TOKENS_USED))
          .column("cost", sum(USAGE_STATISTICS.COST))
          .column("requests", count())
          .build();

  private static final ScopedStatement<DailyUsage> DAILY =
      Platform.statement(
          DAY_OF_USER,
          () ->
              select(DAY_OF_USER.columns())
                  .from(USAGE_STATISTICS)
                  .where(Sql.is(USAGE_STATISTICS.USER_ID))
                  .and(USAGE_STATISTICS.RECORDED_AT.ge(Sql.arg("from", SQLDataType.INSTANT)))
                  .and(USAGE_STATISTICS.RECORDED_AT.lt(Sql.arg("to", SQLDataType.INSTANT)))
                  .groupBy(DAY, USAGE_STATISTICS.PROVIDER_ID)
                  .orderBy(DAY, USAGE_STATISTICS.PROVIDER_ID));

  private static final RowType<DailyUsage> DAY_OF_ALL =
      RowType.builder(DailyUsage.class, PROVIDER_USAGE_DAILY)
          .column("day", PROVIDER_USAGE_DAILY.USAGE_DATE)
          .column("tokens", PROVIDER_USAGE_DAILY.DAILY_TOKENS)
          .column("cost", PROVIDER_USAGE_DAILY.DAILY_COST)
          .column("requests", PROVIDER_USAGE_DAILY.DAILY_REQUESTS)
          .build();

  private static final ScopedStatement<DailyUsage> DAILY_OF_ALL =
      Platform.statement(
          DAY_OF_ALL,
          () ->
              select(DAY_OF_ALL.columns())
                  .from(PROVIDER_USAGE_DAILY)
                  .where(PROVIDER_USAGE_DAILY.USAGE_DATE.ge(Sql.arg("from", SQLDataType.LOCALDATE)))
                  .and(PROVIDER_USAGE_DAILY.USAGE_DATE.lt(Sql.arg("to", SQLDataType.LOCALDATE)))
                  .orderBy(PROVIDER_USAGE_DAILY.USAGE_DATE, PROVIDER_USAGE_DAILY.PROVIDER_ID));

  private static final RowType<ProviderUsage> OF_PROVIDER =
      RowType.builder(ProviderUsage.class, PROVIDER_USAGE_SUMMARY)
          .column("averageTokens", PROVIDER_USAGE_SUMMARY.AVG_TOKENS_PER_REQUEST)
          .column("averageCost", PROVIDER_USAGE_SUMMARY.AVG_COST_PER_REQUEST)
          .build();

  private static final ScopedStatement<ProviderUsage> SUMMARY =
      Platform.statement(
          OF_PROVIDER,
          () ->
              select(OF_PROVIDER.columns())
                  .from(PROVIDER_USAGE_SUMMARY)
                  .orderBy(PROVIDER_USAGE_SUMMARY.PROVIDER_ID));

  private final ScopedExecutor executor;

  UsageDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** {@link #record(List)} for one request. */
  public void record(NewUsage usage) {
    record(List.of(Objects.requireNonNull(usage, "usage")));
  }

  /**
   * Records requests in one statement: all of them or none.
   *
   * @throws ScopeDeniedException if one is not the user's own, or of a provider that the user may
   *     neither use nor has a conversation with
   * @throws ConstraintException if a value is refused, or the user, the provider or the user's
   *     conversation does not exist
   */
  public void record(List<NewUsage> usage) {
    executor.call(RECORD).withEach(NEW, usage).execute();
  }

  /**
   * The usage of one user, by day and provider, up to now.
   *
   * @param userId the user of this scope, or anybody for an administrator or system work
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(int userId, LocalDate from, LocalDate to) {
    return executor
        .call(DAILY)
        .with("user_id", userId)
        .with("from", startOf(from))
        .with("to", startOf(to))
        .list();
  }

  // PostgreSQL's calendar ends before Java's; the ends of Java's stand for the ends of time.
  private static Instant startOf(LocalDate day) {
    if (day.equals(LocalDate.MIN)) {
      return Instant.MIN;
    }
    if (day.equals(LocalDate.MAX)) {
      return Instant.MAX;
    }
    return day.atStartOfDay().toInstant(ZoneOffset.UTC);
  }

  /**
   * The usage of all users, by day and provider, as of the last {@link
   * MaintenanceDao#refreshDailyUsage}: an administrator sees that of organization providers, a user
   * that of their personal ones, system work all.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return executor.call(DAILY_OF_ALL).with("from", from).with("to", to).list();
  }

  /**
   * The total usage of each active provider, as far as this scope can see. It reads every usage row
   * that it counts.
   */
  public List<ProviderUsage> summary() {
    return executor.call(SUMMARY).list();
  }
}

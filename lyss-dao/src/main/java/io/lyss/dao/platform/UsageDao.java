package io.lyss.dao.platform;

import static io.lyss.dao.internal.Argument.arg;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_DAILY;
import static io.lyss.dao.platform.jooq.Tables.PROVIDER_USAGE_SUMMARY;
import static io.lyss.dao.platform.jooq.Tables.USAGE_STATISTICS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.currentInstant;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.insertInto;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.table;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * What requests took. A user records and sees their own usage; an administrator sees that of all
 * organization providers; system work records and sees all.
 */
public final class UsageDao {

  private static final Field<LocalDate> DAY =
      field("({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, USAGE_STATISTICS.RECORDED_AT);

  private static final ScopedStatement RECORD =
      Platform.statement(
          () ->
              insertInto(
                      USAGE_STATISTICS,
                      USAGE_STATISTICS.USER_ID,
                      USAGE_STATISTICS.PROVIDER_ID,
                      USAGE_STATISTICS.CONVERSATION_ID,
                      USAGE_STATISTICS.TOKENS_USED,
                      USAGE_STATISTICS.COST,
                      USAGE_STATISTICS.RECORDED_AT)
                  .select(
                      select(
                              field("new.user_id", Integer.class),
                              field("new.provider_id", Integer.class),
                              field("new.conversation_id", Long.class),
                              field("new.tokens", Integer.class),
                              field("new.cost", BigDecimal.class),
                              coalesce(field("new.recorded_at", Instant.class), currentInstant()))
                          .from(
                              table(
                                  "unnest({0}, {1}, {2}, {3}, {4}, {5}) as new"
                                      + " (user_id, provider_id, conversation_id, tokens, cost, recorded_at)",
                                  Sql.intsArg(1),
                                  Sql.intsArg(2),
                                  arg(3, SQLDataType.BIGINT.array()),
                                  Sql.intsArg(4),
                                  arg(5, SQLDataType.NUMERIC.array()),
                                  arg(6, SQLDataType.INSTANT.array())))));

  private static final ScopedStatement DAILY =
      Platform.statement(
          () ->
              select(
                      DAY,
                      USAGE_STATISTICS.PROVIDER_ID,
                      sum(USAGE_STATISTICS.TOKENS_USED),
                      sum(USAGE_STATISTICS.COST),
                      count())
                  .from(USAGE_STATISTICS)
                  .where(USAGE_STATISTICS.USER_ID.eq(Sql.intArg(1)))
                  .and(USAGE_STATISTICS.RECORDED_AT.ge(Sql.instantArg(2)))
                  .and(USAGE_STATISTICS.RECORDED_AT.lt(Sql.instantArg(3)))
                  .groupBy(DAY, USAGE_STATISTICS.PROVIDER_ID)
                  .orderBy(DAY, USAGE_STATISTICS.PROVIDER_ID));

  private static final ScopedStatement DAILY_OF_ALL =
      Platform.statement(
          () ->
              select(
                      PROVIDER_USAGE_DAILY.USAGE_DATE,
                      PROVIDER_USAGE_DAILY.PROVIDER_ID,
                      PROVIDER_USAGE_DAILY.DAILY_TOKENS,
                      PROVIDER_USAGE_DAILY.DAILY_COST,
                      PROVIDER_USAGE_DAILY.DAILY_REQUESTS)
                  .from(PROVIDER_USAGE_DAILY)
                  .where(PROVIDER_USAGE_DAILY.USAGE_DATE.ge(arg(1, SQLDataType.LOCALDATE)))
                  .and(PROVIDER_USAGE_DAILY.USAGE_DATE.lt(arg(2, SQLDataType.LOCALDATE)))
                  .orderBy(PROVIDER_USAGE_DAILY.USAGE_DATE, PROVIDER_USAGE_DAILY.PROVIDER_ID));

  private static final ScopedStatement SUMMARY =
      Platform.statement(
          () ->
              select(
                      PROVIDER_USAGE_SUMMARY.PROVIDER_ID,
                      PROVIDER_USAGE_SUMMARY.PROVIDER_NAME,
                      PROVIDER_USAGE_SUMMARY.UNIQUE_USERS,
                      PROVIDER_USAGE_SUMMARY.TOTAL_TOKENS,
                      PROVIDER_USAGE_SUMMARY.TOTAL_COST,
                      PROVIDER_USAGE_SUMMARY.AVG_TOKENS_PER_REQUEST,
                      PROVIDER_USAGE_SUMMARY.AVG_COST_PER_REQUEST,
                      PROVIDER_USAGE_SUMMARY.FIRST_USED_AT,
                      PROVIDER_USAGE_SUMMARY.LAST_USED_AT)
                  .from(PROVIDER_USAGE_SUMMARY)
                  .orderBy(PROVIDER_USAGE_SUMMARY.PROVIDER_ID));

  private final ScopedExecutor executor;

  UsageDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /** {@link #record(List)} for one request. */
  public void record(NewUsage usage) {
    record(List.of(usage));
  }

  /**
   * Records requests in one statement: all of them or none.
   *
   * @throws ScopeDeniedException if one is not the user's own, or of a provider that the user may
   *     neither use nor has a conversation with
   * @throws ConstraintException if a value is refused, or a user, a provider or a conversation of
   *     the user is not there
   */
  public void record(List<NewUsage> usage) {
    executor.execute(
        RECORD,
        usage.stream().map(NewUsage::userId).toArray(Integer[]::new),
        usage.stream().map(NewUsage::providerId).toArray(Integer[]::new),
        usage.stream()
            .map(u -> u.conversationId().isPresent() ? u.conversationId().getAsLong() : null)
            .toArray(Long[]::new),
        usage.stream().map(NewUsage::tokens).toArray(Integer[]::new),
        usage.stream().map(NewUsage::cost).toArray(BigDecimal[]::new),
        usage.stream().map(u -> u.recordedAt().orElse(null)).toArray(Instant[]::new));
  }

  /**
   * What one user used, by day and provider, up to this moment.
   *
   * @param userId the user of this scope, or anybody for an administrator or system work
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(int userId, LocalDate from, LocalDate to) {
    return executor.list(DAILY, DailyUsage::read, userId, startOf(from), startOf(to));
  }

  // The ends of Java's calendar are out of PostgreSQL's; they stand for the ends of time.
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
   * What all users used, by day and provider, as of the last {@link
   * MaintenanceDao#refreshDailyUsage}: for an administrator the organization providers, for anybody
   * their own personal ones, for system work all.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return executor.list(DAILY_OF_ALL, DailyUsage::read, from, to);
  }

  /**
   * What each active provider was used for, all time, as far as this scope can see. It reads every
   * usage row that it counts.
   */
  public List<ProviderUsage> summary() {
    return executor.list(SUMMARY, ProviderUsage::read);
  }
}

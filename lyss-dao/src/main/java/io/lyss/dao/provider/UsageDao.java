package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.USAGE_RECORDS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.lyss.dao.internal.Call;
import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Usage of one tenant, as {@link QuotaDao#settle} has recorded it. Users see their own; the
 * tenant's administrators and system work see all.
 */
public final class UsageDao {

  private static final Field<LocalDate> DAY =
      field("({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, USAGE_RECORDS.RECORDED_AT);

  private static final RowType<DailyUsage> ROW =
      RowType.builder(DailyUsage.class, USAGE_RECORDS)
          .column("day", DAY)
          .column("requests", count())
          .column("promptTokens", sum(USAGE_RECORDS.PROMPT_TOKENS))
          .column("completionTokens", sum(USAGE_RECORDS.COMPLETION_TOKENS))
          .column("amount", sum(USAGE_RECORDS.AMOUNT))
          .column("cost", sum(USAGE_RECORDS.COST))
          .build();

  private static ScopedStatement<DailyUsage> daily(Condition which) {
    return ProviderService.statement(
        ROW,
        () ->
            select(ROW.columns())
                .from(USAGE_RECORDS)
                .where(Sql.is(USAGE_RECORDS.TENANT_ID))
                .and(USAGE_RECORDS.RECORDED_AT.ge(Sql.arg("from", SQLDataType.INSTANT)))
                .and(USAGE_RECORDS.RECORDED_AT.lt(Sql.arg("to", SQLDataType.INSTANT)))
                .and(which)
                .groupBy(DAY, USAGE_RECORDS.MODEL)
                .orderBy(DAY, USAGE_RECORDS.MODEL));
  }

  private static final ScopedStatement<DailyUsage> DAILY = daily(Sql.is(USAGE_RECORDS.USER_ID));

  private static final ScopedStatement<DailyUsage> DAILY_OF_ALL = daily(DSL.noCondition());

  private final ScopedExecutor executor;

  UsageDao(UUID tenantId, ScopedExecutor executor) {
    this.executor = executor.given("tenant_id", tenantId);
  }

  /**
   * The usage of one user, by day and model.
   *
   * @param userId the current user; for an administrator or system work, any user
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(UUID userId, LocalDate from, LocalDate to) {
    return daily(DAILY, from, to).with("user_id", userId).list();
  }

  /**
   * All usage that this scope sees in the tenant, by day and model.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return daily(DAILY_OF_ALL, from, to).list();
  }

  private Call<DailyUsage> daily(
      ScopedStatement<DailyUsage> statement, LocalDate from, LocalDate to) {
    return executor.call(statement).with("from", startOf(from)).with("to", startOf(to));
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
}

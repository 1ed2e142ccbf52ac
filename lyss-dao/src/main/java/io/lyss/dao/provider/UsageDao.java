package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.USAGE_RECORDS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

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
 * What requests of one tenant took, as {@link QuotaDao#settle} has recorded it. Users see their
 * own; the tenant's administrators and system work see all.
 */
public final class UsageDao {

  private static final Field<LocalDate> DAY =
      field("({0} at time zone 'UTC')::date", SQLDataType.LOCALDATE, USAGE_RECORDS.RECORDED_AT);

  private static ScopedStatement daily(Condition whose) {
    return ProviderService.statement(
        () ->
            select(
                    DAY,
                    USAGE_RECORDS.MODEL,
                    count(),
                    sum(USAGE_RECORDS.PROMPT_TOKENS),
                    sum(USAGE_RECORDS.COMPLETION_TOKENS),
                    sum(USAGE_RECORDS.AMOUNT),
                    sum(USAGE_RECORDS.COST))
                .from(USAGE_RECORDS)
                .where(USAGE_RECORDS.TENANT_ID.eq(Sql.uuidArg(1)))
                .and(USAGE_RECORDS.RECORDED_AT.ge(Sql.instantArg(2)))
                .and(USAGE_RECORDS.RECORDED_AT.lt(Sql.instantArg(3)))
                .and(whose)
                .groupBy(DAY, USAGE_RECORDS.MODEL)
                .orderBy(DAY, USAGE_RECORDS.MODEL));
  }

  private static final ScopedStatement DAILY = daily(USAGE_RECORDS.USER_ID.eq(Sql.uuidArg(4)));

  private static final ScopedStatement DAILY_OF_ALL = daily(DSL.noCondition());

  private final UUID tenantId;
  private final ScopedExecutor executor;

  UsageDao(UUID tenantId, ScopedExecutor executor) {
    this.tenantId = tenantId;
    this.executor = executor;
  }

  /**
   * What one user used, by day and model.
   *
   * @param userId the user of this scope, or anybody for an administrator or system work
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> daily(UUID userId, LocalDate from, LocalDate to) {
    return executor.list(DAILY, DailyUsage::read, tenantId, startOf(from), startOf(to), userId);
  }

  /**
   * What was used in the tenant by those whose usage this scope sees, by day and model.
   *
   * @param from the first day, in UTC; {@link LocalDate#MIN} for all
   * @param to the day after the last, in UTC; {@link LocalDate#MAX} for all
   */
  public List<DailyUsage> dailyOfAll(LocalDate from, LocalDate to) {
    return executor.list(DAILY_OF_ALL, DailyUsage::read, tenantId, startOf(from), startOf(to));
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

package io.lyss.dao.platform;

import static io.lyss.dao.platform.jooq.Tables.TABLE_HEALTH;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.NotFoundException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.platform.jooq.Routines;
import io.lyss.dao.platform.jooq.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.Table;
import org.jooq.impl.CustomField;
import org.jooq.impl.SQLDataType;

/**
 * What a scheduled job does; only in a system scope, in a user's it fails with {@link
 * ScopeDeniedException}.
 */
public final class MaintenanceDao {

  private static final String NO_DATA_FOUND = "P0002";

  private static final ScopedStatement CREATE_PARTITIONS =
      Sql.statement(
          () -> select(count()).from(Tables.CREATE_MONTHLY_PARTITIONS.call(Sql.intArg(1))));

  private static final ScopedStatement REFRESH_DAILY_USAGE =
      Sql.statement(() -> select(Routines.refreshProviderUsageDaily()));

  private static final ScopedStatement DELETE_EMPTY_CONVERSATIONS =
      Sql.statement(
          () ->
              select(
                  Routines.deleteEmptyConversations(
                      field("{0} * interval '1 second'", SQLDataType.INTERVAL, Sql.longArg(1)))));

  private static final ScopedStatement ERASE_USER =
      Sql.statement(() -> select(Routines.eraseUser(Sql.intArg(1))));

  private static final ScopedStatement TABLE_HEALTH_OF_ALL =
      Sql.statement(
          () ->
              select(
                      TABLE_HEALTH.TABLE_NAME,
                      TABLE_HEALTH.PARTITIONS,
                      TABLE_HEALTH.TOTAL_BYTES,
                      TABLE_HEALTH.LIVE_TUPLES,
                      TABLE_HEALTH.DEAD_TUPLES,
                      TABLE_HEALTH.DEFAULT_PARTITION_BYTES)
                  .from(TABLE_HEALTH)
                  .orderBy(TABLE_HEALTH.TABLE_NAME));

  private static final Map<PartitionedTable, ScopedStatement> EXPIRED_PARTITIONS =
      ofEach(
          table ->
              select(field("{0}::text", Tables.EXPIRED_PARTITIONS.PARTITION))
                  .from(Tables.EXPIRED_PARTITIONS.call(table, Sql.intArg(1))));

  private static final Map<PartitionedTable, ScopedStatement> DROP_EXPIRED_PARTITIONS =
      ofEach(
          table ->
              select(Tables.DROP_EXPIRED_PARTITIONS.DROP_EXPIRED_PARTITIONS_)
                  .from(Tables.DROP_EXPIRED_PARTITIONS.call(table, Sql.intArg(1))));

  private static Map<PartitionedTable, ScopedStatement> ofEach(
      Function<Field<String>, Query> query) {
    Map<PartitionedTable, Table<?>> tables =
        Map.of(
            PartitionedTable.MESSAGES, Tables.MESSAGES,
            PartitionedTable.USAGE_STATISTICS, Tables.USAGE_STATISTICS,
            PartitionedTable.AUDIT_LOGS, Tables.AUDIT_LOGS);
    Map<PartitionedTable, ScopedStatement> statements = new EnumMap<>(PartitionedTable.class);
    tables.forEach(
        (name, table) -> statements.put(name, Sql.statement(() -> query.apply(regclass(table)))));
    return statements;
  }

  private static Field<String> regclass(Table<?> table) {
    return CustomField.of(
        "regclass", SQLDataType.CLOB, context -> context.sql("'").visit(table).sql("'::regclass"));
  }

  private final ScopedExecutor executor;

  MaintenanceDao(ScopedExecutor executor) {
    this.executor = executor;
  }

  /**
   * Makes the partitions of last month, this month and the months ahead, where they are missing; to
   * be called once a month at least. Each migration calls it too.
   *
   * @param monthsAhead how many months beyond this one
   */
  public void createPartitions(int monthsAhead) {
    executor.one(CREATE_PARTITIONS, Row::nextLong, monthsAhead);
  }

  /**
   * The partitions that {@link #dropExpiredPartitions} would drop: a dry run.
   *
   * @param keepMonths how many whole months before this one are kept; at least 1
   */
  public List<String> expiredPartitions(PartitionedTable table, int keepMonths) {
    return executor.list(EXPIRED_PARTITIONS.get(table), Row::nextString, keepMonths);
  }

  /**
   * Drops whole partitions, with all that is in them.
   *
   * @param keepMonths how many whole months before this one are kept; at least 1
   * @return the names of those dropped
   * @throws ConstraintException if {@code keepMonths} is less than 1
   */
  public List<String> dropExpiredPartitions(PartitionedTable table, int keepMonths) {
    return executor.list(DROP_EXPIRED_PARTITIONS.get(table), Row::nextString, keepMonths);
  }

  /**
   * Brings {@link UsageDao#dailyOfAll} up to date. It reads all usage that there is; readers are
   * not held up.
   *
   * @return as of when it is up to date
   */
  public Instant refreshDailyUsage() {
    return executor.one(REFRESH_DAILY_USAGE, Row::nextInstant);
  }

  /**
   * Deletes conversations in which nothing was ever said.
   *
   * @param minAge how old they are at least, to the second
   * @return how many went
   */
  public long deleteEmptyConversations(Duration minAge) {
    return executor.one(DELETE_EMPTY_CONVERSATIONS, Row::nextLong, minAge.toSeconds());
  }

  /**
   * Erases a person: deletes what was theirs alone (conversations, keys), and makes anonymous what
   * others need (usage, distributions, audit). It cannot be undone.
   *
   * @return how many conversations went
   * @throws NotFoundException if there is no such user
   */
  public long eraseUser(int userId) {
    try {
      return executor.one(ERASE_USER, Row::nextLong, userId);
    } catch (DatabaseException e) {
      if (e.sqlState().equals(NO_DATA_FOUND)) {
        throw new NotFoundException("user", userId);
      }
      throw e;
    }
  }

  /** The size of each table, and whether one waits for a partition. */
  public List<TableHealth> tableHealth() {
    return executor.list(TABLE_HEALTH_OF_ALL, TableHealth::read);
  }
}

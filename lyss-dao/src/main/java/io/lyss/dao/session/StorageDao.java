package io.lyss.dao.session;

import static io.lyss.dao.session.jooq.Tables.TABLE_HEALTH;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import io.lyss.dao.error.ConstraintException;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.internal.Row;
import io.lyss.dao.internal.ScopedExecutor;
import io.lyss.dao.internal.ScopedStatement;
import io.lyss.dao.internal.Sql;
import io.lyss.dao.session.jooq.Tables;
import java.util.List;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;

/**
 * Partitions and sizes of a database; only in a system scope, in another it fails with {@link
 * ScopeDeniedException}.
 */
public final class StorageDao {

  private static final ScopedStatement CREATE_PARTITIONS =
      Common.statement(
          () -> select(count()).from(Tables.CREATE_MONTHLY_PARTITIONS.call(Sql.intArg(1))));

  private static final ScopedStatement TABLE_HEALTH_OF_ALL =
      Common.statement(
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

  private static final ScopedStatement EXPIRED_PARTITIONS =
      Common.statement(
          () ->
              select(field("{0}::text", Tables.EXPIRED_PARTITIONS.PARTITION))
                  .from(Tables.EXPIRED_PARTITIONS.call(table(), Sql.intArg(3))));

  private static final ScopedStatement DROP_EXPIRED_PARTITIONS =
      Common.statement(
          () ->
              select(Tables.DROP_EXPIRED_PARTITIONS.DROP_EXPIRED_PARTITIONS_)
                  .from(Tables.DROP_EXPIRED_PARTITIONS.call(table(), Sql.intArg(3))));

  private static Field<String> table() {
    return field(
        "format('%I.%I', {0}, {1})::regclass", SQLDataType.CLOB, Sql.textArg(1), Sql.textArg(2));
  }

  private final ScopedExecutor executor;

  StorageDao(ScopedExecutor executor) {
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
   * @param table a table that is partitioned by month, such as {@code messages}
   * @param keepMonths how many whole months before this one are kept; at least 1
   * @throws ConstraintException if {@code keepMonths} is less than 1
   * @throws DatabaseException if there is no such partitioned table
   */
  public List<String> expiredPartitions(String table, int keepMonths) {
    return executor.list(EXPIRED_PARTITIONS, Row::nextString, executor.schema(), table, keepMonths);
  }

  /**
   * Drops whole partitions, with all that is in them.
   *
   * @param table a table that is partitioned by month, such as {@code messages}
   * @param keepMonths how many whole months before this one are kept; at least 1
   * @return the names of those dropped
   * @throws ConstraintException if {@code keepMonths} is less than 1
   * @throws DatabaseException if there is no such partitioned table
   */
  public List<String> dropExpiredPartitions(String table, int keepMonths) {
    return executor.list(
        DROP_EXPIRED_PARTITIONS, Row::nextString, executor.schema(), table, keepMonths);
  }

  /** The size of each table, and whether one waits for a partition. */
  public List<TableHealth> tableHealth() {
    return executor.list(TABLE_HEALTH_OF_ALL, TableHealth::read);
  }
}

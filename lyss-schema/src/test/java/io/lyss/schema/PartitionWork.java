package io.lyss.schema;

import java.sql.SQLException;
import java.util.List;

/**
 * Jobs on a table that is partitioned by month, with something to do: what is there before, and the
 * statement. Each begins where the one before it has left the table.
 */
enum PartitionWork {
  /** A month ahead is not there. */
  MISSING_MONTH("partitions of"),
  /** So few rows are of a month without a partition that the migration takes them along. */
  FEW_LATE_ROWS(null),
  /** The four kinds of steps that move rows of months without a partition. */
  BEGIN_MOVE("partitions of"),
  COPY("partitions of"),
  NOTE("partitions of"),
  END_MOVE("partitions of"),
  EXPIRED_MONTH("retention of");

  private static final String JOB = "select error, pause from run_due_job()";

  private final String job;

  PartitionWork(String job) {
    this.job = job;
  }

  /** Prepares what all pieces of work need. */
  static void prepare(Scoped superuser, List<String> tables) throws SQLException {
    superuser.change("delete from legal_holds");
    superuser.change(
        "insert into jobs (name, keep, due_at) select name,"
            + " case when name like 'retention of %' then interval '1 year' end, 'infinity'"
            + " from maintenance on conflict (name) do update"
            + " set due_at = excluded.due_at, keep = excluded.keep");
    superuser.change("create schema if not exists specimens");
    for (String table : tables) {
      // late rows are copies of one that is there; in the default partition may be the only ones
      superuser.change(
          "create table if not exists specimens.%1$s as select * from %1$s limit 1"
              .formatted(table));
      superuser.change(
          "set local session_replication_role = replica; delete from " + table + "_default");
    }
  }

  /** Makes something to do, and makes the job due. */
  void begin(Scoped superuser, Scoped system, String table) throws SQLException {
    switch (this) {
      case MISSING_MONTH ->
          superuser.change(
              "drop table "
                  + superuser.value(
                      "select max(partition::text collate \"C\") from partition_bounds(?::regclass)",
                      table));
      case FEW_LATE_ROWS -> new LateRows(superuser, table).add(50, "2020-01-20 00:00", "true");
      case EXPIRED_MONTH -> {
        system.value("select create_monthly_partition(?::regclass, '2019-05-01')", table);
        new LateRows(superuser, table).add(50, "2019-05-20 00:00", "true");
      }
      default -> {
        // where the step before it has left off
      }
    }
    superuser.change("update jobs set due_at = 'infinity', failures = 0, error = null");
    if (job != null) {
      superuser.change("update jobs set due_at = null where name = ?", job + " " + table);
    }
  }

  /** One row: an error, null for none, and when it is tried again. */
  String statement(String table) {
    return job == null
        ? "select null::text, null::interval from create_monthly_partition('%s', '2020-01-01')"
            .formatted(table)
        : JOB;
  }

  /** Leaves the table to the next one. */
  void end(Scoped superuser, Scoped system, String table) throws SQLException {
    if (this != FEW_LATE_ROWS) { // its rows are those of the next
      system.rows(statement(table));
    }
    superuser.change("update jobs set due_at = 'infinity'");
  }
}

package io.lyss.dao.platform;

/** A table that is partitioned by month. */
public enum PartitionedTable {
  MESSAGES,
  USAGE_STATISTICS,
  AUDIT_LOGS
}

package io.lyss.dao.session;

/**
 * The size of a table, its partitions included, from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param partitions how many partitions; 0 for a plain table
 * @param totalBytes size with indexes
 * @param liveRows estimated number of live rows
 * @param deadRows estimated number of dead rows, which vacuum removes
 * @param defaultPartitionBytes if greater than 0, rows were written for a month without a
 *     partition; creating the partition moves them there
 */
public record TableHealth(
    String table,
    long partitions,
    long totalBytes,
    long liveRows,
    long deadRows,
    long defaultPartitionBytes) {}

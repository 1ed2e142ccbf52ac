package io.lyss.dao.session;

import java.util.Optional;

/**
 * The size of a table, its partitions included, from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param partitions how many partitions; 0 for a plain table
 * @param totalBytes size with indexes
 * @param liveRows estimated number of live rows
 * @param deadRows estimated number of dead rows, which vacuum removes
 * @param defaultPartitionBytes size of the default partition
 * @param defaultRows if greater than 0, this many rows were written for months without a partition;
 *     {@link StorageDao#moveDefaultRows} moves them
 * @param daysLeft for how many days there are partitions; empty for a plain table. An alarm below
 *     31, as {@link StorageDao#createPartitions} is due then
 */
public record TableHealth(
    String table,
    long partitions,
    long totalBytes,
    long liveRows,
    long deadRows,
    long defaultPartitionBytes,
    long defaultRows,
    Optional<Integer> daysLeft) {}

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
 * @param defaultRows how many rows are in the default partition, because their months had none;
 *     {@link StorageDao#moveDefaultRows} moves them
 * @param daysLeft for how many days ahead there are partitions; empty for a plain table. Raise an
 *     alarm below 31: {@link StorageDao#createPartitions} is due then
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

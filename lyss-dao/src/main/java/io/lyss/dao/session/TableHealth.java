package io.lyss.dao.session;

/**
 * The size of a table, its partitions included, as PostgreSQL's statistics have it.
 *
 * @param table its name
 * @param partitions how many; 0 for a plain table
 * @param totalBytes with indexes
 * @param liveRows estimated
 * @param deadRows estimated; vacuum takes them
 * @param defaultPartitionBytes more than 0: rows came for a month without a partition; creating it
 *     moves them
 */
public record TableHealth(
    String table,
    long partitions,
    long totalBytes,
    long liveRows,
    long deadRows,
    long defaultPartitionBytes) {}

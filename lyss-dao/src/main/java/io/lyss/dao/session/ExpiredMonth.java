package io.lyss.dao.session;

import java.util.Optional;

/**
 * A month's partition that is older than its retention.
 *
 * @param bytes its size, with indexes
 * @param estimatedRows about how many rows it has, by the planner's estimate
 * @param hold why it is kept: the reason of the job's hold, the users under legal hold and how many
 *     rows they have, or what a host has made that depends on it; empty if it would be dropped
 */
public record ExpiredMonth(
    String table, String partition, long bytes, long estimatedRows, Optional<String> hold) {}

package io.lyss.dao.session;

import java.util.Optional;

/**
 * A partition that retention would drop.
 *
 * @param bytes its size, with indexes
 * @param estimatedRows about how many rows it has, as the planner knows
 * @param hold why it stays nevertheless: what was said of the job, or whom legal holds keep, with
 *     how many rows
 */
public record ExpiredMonth(
    String table, String partition, long bytes, long estimatedRows, Optional<String> hold) {}

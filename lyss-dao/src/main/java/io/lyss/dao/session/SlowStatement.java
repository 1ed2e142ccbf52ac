package io.lyss.dao.session;

import java.time.Duration;

/**
 * A statement of the database, as pg_stat_statements has counted it since its counts were last
 * reset.
 *
 * @param calls how often it was run
 * @param total how long all its runs took together, without the time for planning
 * @param mean how long one took, on average; to the microsecond
 * @param rows how many rows all its runs read or changed
 * @param query its text, values replaced by {@code $1} and so on; of another login's only for
 *     members of {@code pg_monitor}
 */
public record SlowStatement(long calls, Duration total, Duration mean, long rows, String query) {}

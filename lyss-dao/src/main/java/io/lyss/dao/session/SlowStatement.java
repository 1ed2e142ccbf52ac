package io.lyss.dao.session;

import java.time.Duration;

/**
 * A statement of the database, as pg_stat_statements has counted it since its counts were last
 * reset.
 *
 * @param calls how often it ran
 * @param total how long all its runs took together, without the time for planning
 * @param mean how long one run took on average, to the microsecond
 * @param rows how many rows all its runs read or changed
 * @param query its text with values replaced by {@code $1} and so on; only members of {@code
 *     pg_monitor} see the text of another login's statement
 */
public record SlowStatement(long calls, Duration total, Duration mean, long rows, String query) {}

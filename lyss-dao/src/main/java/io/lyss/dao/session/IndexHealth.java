package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * The size and use of an index, its partitions included, from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param index the index's name
 * @param unique whether it also keeps values unique
 * @param partitions how many partitions; 0 for an index of a plain table
 * @param totalBytes its size
 * @param scans how often it was read since the statistics were reset
 * @param lastScanAt when it was read last; empty for never
 * @param coveredBy another index that can do all that this one does; empty for none
 */
public record IndexHealth(
    String table,
    String index,
    boolean unique,
    long partitions,
    long totalBytes,
    long scans,
    Optional<Instant> lastScanAt,
    Optional<String> coveredBy) {}

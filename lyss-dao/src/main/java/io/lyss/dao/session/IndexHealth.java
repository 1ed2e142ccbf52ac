package io.lyss.dao.session;

import java.time.Instant;
import java.util.Optional;

/**
 * The size and use of an index, its partitions included, from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param index the index's name
 * @param unique whether it keeps values unique, besides being read
 * @param partitions how many partitions; 0 for that of a plain table
 * @param totalBytes its size
 * @param scans how often it was read since statistics began
 * @param lastScanAt when it was read last; empty for never
 * @param coveredBy another index that serves all that this one does; empty for none
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

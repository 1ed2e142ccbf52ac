package io.lyss.dao.session;

import java.util.Optional;

/**
 * How much space a table or an index takes beyond what its rows need, with its partitions. It is an
 * estimate from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param index the index's name; empty for the table itself, with its TOAST table
 * @param totalBytes its size, a table's without its indexes
 * @param bloatBytes how much of that its rows do not need, from 0 to {@code totalBytes}. Up to a
 *     third of an index is normal
 */
public record Bloat(String table, Optional<String> index, long totalBytes, long bloatBytes) {}

package io.lyss.dao.session;

import java.util.Optional;

/**
 * How much room a table or an index takes beyond what its rows need, its partitions included, as
 * estimated from PostgreSQL's statistics.
 *
 * @param table the table's name
 * @param index the index's name; empty for the table itself, with what it stores apart (TOAST)
 * @param totalBytes its size, a table's without its indexes
 * @param bloatBytes how much of that its rows do not need, from 0 to {@code totalBytes}. Of an
 *     index up to a third is nothing to mend
 */
public record Bloat(String table, Optional<String> index, long totalBytes, long bloatBytes) {}

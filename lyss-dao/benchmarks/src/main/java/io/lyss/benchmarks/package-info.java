/**
 * What a call costs, as a ratio to the same query in plain JDBC, both in one run, on a database
 * that the volume script of lyss-examples has filled. The package {@code text} has the figures of
 * conversations and memories, and makes its own volume.
 */
@NullMarked
package io.lyss.benchmarks;

import org.jspecify.annotations.NullMarked;

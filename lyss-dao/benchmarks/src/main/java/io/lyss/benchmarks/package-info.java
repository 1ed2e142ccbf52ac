/**
 * What a call costs, as a ratio to the same in plain JDBC, side by side in one run. Against a
 * database that the volume script of lyss-examples has filled.
 */
@NullMarked
package io.lyss.benchmarks;

import org.jspecify.annotations.NullMarked;

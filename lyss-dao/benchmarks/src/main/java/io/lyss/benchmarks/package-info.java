/**
 * What LYSS's calls cost, as ratios to the same in plain JDBC, on volume that is made here. {@link
 * io.lyss.benchmarks.Figures} prints all figures, and says which of them hold.
 */
@NullMarked
package io.lyss.benchmarks;

import org.jspecify.annotations.NullMarked;

/** How figures are measured and printed, whatever they are about. */
@NullMarked
package io.lyss.benchmarks.figures;

import org.jspecify.annotations.NullMarked;

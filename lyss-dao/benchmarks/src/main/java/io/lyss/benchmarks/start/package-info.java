/** What a first migration takes, and a start with nothing to migrate. */
@NullMarked
package io.lyss.benchmarks.start;

import org.jspecify.annotations.NullMarked;

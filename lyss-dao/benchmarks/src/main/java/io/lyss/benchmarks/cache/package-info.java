/** Answers from a cache, against answers from the database. */
@NullMarked
package io.lyss.benchmarks.cache;

import org.jspecify.annotations.NullMarked;

/** What is kept in a cache, against what the database is asked. */
@NullMarked
package io.lyss.benchmarks.cache;

import org.jspecify.annotations.NullMarked;

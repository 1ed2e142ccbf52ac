/** How long readers and writers wait for the jobs of a database that has been in use for years. */
@NullMarked
package io.lyss.benchmarks.jobs;

import org.jspecify.annotations.NullMarked;

/** What it costs to choose channels, to reserve quota, and to record and sum up usage. */
@NullMarked
package io.lyss.benchmarks.money;

import org.jspecify.annotations.NullMarked;

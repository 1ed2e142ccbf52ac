/** What it costs to check who may use what, and to bind a scope. */
@NullMarked
package io.lyss.benchmarks.access;

import org.jspecify.annotations.NullMarked;

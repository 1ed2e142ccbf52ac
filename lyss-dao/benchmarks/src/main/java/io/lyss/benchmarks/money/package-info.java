/** What choosing channels, holding quota and recording and summing up usage cost. */
@NullMarked
package io.lyss.benchmarks.money;

import org.jspecify.annotations.NullMarked;

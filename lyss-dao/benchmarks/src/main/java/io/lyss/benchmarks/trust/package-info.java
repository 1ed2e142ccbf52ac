/**
 * What it costs that the caller's status is looked up, that changes are recorded, and that keys are
 * encrypted.
 */
@NullMarked
package io.lyss.benchmarks.trust;

import org.jspecify.annotations.NullMarked;

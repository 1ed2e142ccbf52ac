/**
 * What it costs that whoever asks is looked at, that changes are on record, and that keys are
 * encrypted.
 */
@NullMarked
package io.lyss.benchmarks.trust;

import org.jspecify.annotations.NullMarked;

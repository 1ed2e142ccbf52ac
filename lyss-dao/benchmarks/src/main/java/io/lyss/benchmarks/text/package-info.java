/**
 * What reading, searching and appending conversations and memories costs, on volume that is made
 * here.
 */
@NullMarked
package io.lyss.benchmarks.text;

import org.jspecify.annotations.NullMarked;

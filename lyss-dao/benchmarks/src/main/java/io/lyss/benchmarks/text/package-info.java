/**
 * What reading, searching and appending conversations and memories costs, on volume that is made
 * here. {@link io.lyss.benchmarks.text.TextFigures} prints all figures, and says which of them
 * hold.
 */
@NullMarked
package io.lyss.benchmarks.text;

import org.jspecify.annotations.NullMarked;

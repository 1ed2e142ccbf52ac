/** The same question asked with other libraries, each used in its default way. */
@NullMarked
package io.lyss.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

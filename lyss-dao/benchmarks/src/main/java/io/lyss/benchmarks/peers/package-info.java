/** The same question asked with other libraries, as each is used as it comes. */
@NullMarked
package io.lyss.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

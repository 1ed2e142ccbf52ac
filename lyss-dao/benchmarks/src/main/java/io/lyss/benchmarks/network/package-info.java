/** What calls take where the server is half a millisecond away. */
@NullMarked
package io.lyss.benchmarks.network;

import org.jspecify.annotations.NullMarked;

/** What asking who may use what costs, and binding who asks. */
@NullMarked
package io.lyss.benchmarks.access;

import org.jspecify.annotations.NullMarked;

/** What calls cost where the services are distributed over nodes. */
@NullMarked
package io.lyss.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;

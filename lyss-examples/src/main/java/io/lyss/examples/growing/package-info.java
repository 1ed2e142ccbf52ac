/**
 * An organisation on one database grows: it becomes a tenant of the services, on a cluster, with a
 * replica and a cache.
 */
@NullMarked
package io.lyss.examples.growing;

import org.jspecify.annotations.NullMarked;

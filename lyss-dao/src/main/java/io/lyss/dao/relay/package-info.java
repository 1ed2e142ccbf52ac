/** Keeps the services in step: what happens in one is reported to the others that it concerns. */
@NullMarked
package io.lyss.dao.relay;

import org.jspecify.annotations.NullMarked;

/** Answers to "who may use what", kept in Redis for several hosts. */
@NullMarked
package io.lyss.redis;

import org.jspecify.annotations.NullMarked;

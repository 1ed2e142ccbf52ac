/** Answers to "who may use what", kept in this process. */
@NullMarked
package io.lyss.caffeine;

import org.jspecify.annotations.NullMarked;

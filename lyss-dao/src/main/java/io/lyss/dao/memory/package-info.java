/** The memory service: what is remembered of users, what belongs together, and what to embed. */
@NullMarked
package io.lyss.dao.memory;

import org.jspecify.annotations.NullMarked;

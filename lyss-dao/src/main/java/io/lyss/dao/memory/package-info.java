/** The memory service: memories of users, associations between them, and the embedding queue. */
@NullMarked
package io.lyss.dao.memory;

import org.jspecify.annotations.NullMarked;

/** Whether the same class files work with each version of jOOQ that a host may bring. */
@NullMarked
package io.lyss.dao.versions;

import org.jspecify.annotations.NullMarked;

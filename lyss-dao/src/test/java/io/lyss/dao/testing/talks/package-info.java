/** What both databases of conversations have to do alike, whatever their messages look like. */
@NullMarked
package io.lyss.dao.testing.talks;

import org.jspecify.annotations.NullMarked;

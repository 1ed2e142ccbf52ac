/** The failures of calls, by what a caller can do about them. */
@NullMarked
package io.lyss.dao.error;

import org.jspecify.annotations.NullMarked;

/** What can go wrong, told apart by what a caller can do about it. */
@NullMarked
package io.lyss.dao.error;

import org.jspecify.annotations.NullMarked;

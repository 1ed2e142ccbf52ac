/**
 * How a statement reaches the database inside a scope. Not API: public only because Java's packages
 * know no friends.
 */
@NullMarked
package io.lyss.dao.internal;

import org.jspecify.annotations.NullMarked;

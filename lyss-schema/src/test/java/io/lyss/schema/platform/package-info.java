/**
 * The platform schema from the outside: what must be true of it, asked in SQL as the roles that an
 * application uses.
 *
 * <p>{@link Platform} is a migrated database, {@link Organisation} the people and things in it, and
 * {@link Scoped} a connection on which statements run as a user, as system work or as nobody.
 */
@NullMarked
package io.lyss.schema.platform;

import org.jspecify.annotations.NullMarked;

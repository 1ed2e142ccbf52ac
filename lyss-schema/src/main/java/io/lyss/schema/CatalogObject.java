package io.lyss.schema;

import org.jspecify.annotations.Nullable;

/**
 * An object of a schema, as the server has it.
 *
 * @param name its kind and name, such as {@code policy users.users_select}
 * @param definition what defines it, in one line or several
 * @param body the body of a function; null if it has none, or one that the definition shows
 */
record CatalogObject(String name, String definition, @Nullable String body) {}

package io.lyss.schema;

import org.jspecify.annotations.Nullable;

/**
 * An object of a schema, as the server describes it.
 *
 * @param name its kind and name, such as {@code policy users.users_select}
 * @param definition its definition, in one line or several
 * @param body the body of a function; null if it has none, or if the definition shows it
 */
record CatalogObject(String name, String definition, @Nullable String body) {}

/**
 * Sends statements to the database inside a scope. This is not API: it is public only because Java
 * has no access for chosen packages.
 */
@NullMarked
package io.lyss.dao.internal;

import org.jspecify.annotations.NullMarked;

/**
 * Tries to reach the rows of others in a database of LYSS, including a host's own tables and views.
 */
@org.jspecify.annotations.NullMarked
package io.lyss.schema.isolation;

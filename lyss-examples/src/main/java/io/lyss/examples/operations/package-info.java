/** A day in the life of a database, as its DBA sees it. */
@NullMarked
package io.lyss.examples.operations;

import org.jspecify.annotations.NullMarked;

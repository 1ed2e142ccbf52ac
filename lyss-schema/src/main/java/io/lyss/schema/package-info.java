/** The SQL of LYSS, and what migrates a database with it. */
@NullMarked
package io.lyss.schema;

import org.jspecify.annotations.NullMarked;

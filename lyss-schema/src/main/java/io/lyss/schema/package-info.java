/** The SQL of LYSS, and the migrator that applies it. */
@NullMarked
package io.lyss.schema;

import org.jspecify.annotations.NullMarked;

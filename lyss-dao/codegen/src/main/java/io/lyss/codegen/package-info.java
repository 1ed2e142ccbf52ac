/** What the build of lyss-dao generates from: a throw-away PostgreSQL, migrated. */
@NullMarked
package io.lyss.codegen;

import org.jspecify.annotations.NullMarked;

/** The command line over {@link io.lyss.schema.LyssMigrator}. */
@NullMarked
package io.lyss.schema.cli;

import org.jspecify.annotations.NullMarked;

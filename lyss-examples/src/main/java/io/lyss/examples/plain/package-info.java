/** A host without a framework: its own table, its own transactions, and LYSS in them. */
@NullMarked
package io.lyss.examples.plain;

import org.jspecify.annotations.NullMarked;

/** A host of the five service databases, and one request that goes through all of them. */
@NullMarked
package io.lyss.examples.services;

import org.jspecify.annotations.NullMarked;

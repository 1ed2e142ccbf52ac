/**
 * What holds for every service database, tried on each: see {@link io.lyss.schema.service.Subject}
 * for what a database says of itself.
 */
@NullMarked
package io.lyss.schema.service;

import org.jspecify.annotations.NullMarked;

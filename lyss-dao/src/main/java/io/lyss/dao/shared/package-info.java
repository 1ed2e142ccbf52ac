/**
 * The shared service: roles and permissions, settings, model prices, and what other services tell
 * its audit log.
 */
@NullMarked
package io.lyss.dao.shared;

import org.jspecify.annotations.NullMarked;

/**
 * The shared service: roles and permissions, settings, model prices, and an audit log that also has
 * events of other services.
 */
@NullMarked
package io.lyss.dao.shared;

import org.jspecify.annotations.NullMarked;

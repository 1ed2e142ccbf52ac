/**
 * The shared service: roles and permissions, settings, model prices, and the audit log of all
 * services.
 */
@NullMarked
package io.lyss.dao.shared;

import org.jspecify.annotations.NullMarked;

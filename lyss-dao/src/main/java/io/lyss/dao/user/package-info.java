/** The user service: tenants, their users, and the groups of these. */
@NullMarked
package io.lyss.dao.user;

import org.jspecify.annotations.NullMarked;

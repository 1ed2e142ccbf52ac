/** The user service: tenants, their users and their groups. */
@NullMarked
package io.lyss.dao.user;

import org.jspecify.annotations.NullMarked;

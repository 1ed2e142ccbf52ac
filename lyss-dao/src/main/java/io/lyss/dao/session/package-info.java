/** What the sessions of all databases have in common. */
@NullMarked
package io.lyss.dao.session;

import org.jspecify.annotations.NullMarked;

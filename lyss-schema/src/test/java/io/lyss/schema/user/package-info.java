/** The user database: what the tests of all service databases need to know of it. */
@NullMarked
package io.lyss.schema.user;

import org.jspecify.annotations.NullMarked;

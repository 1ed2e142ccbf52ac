/** A migrated database for each test class of a host, with logins as in production. */
@NullMarked
package io.lyss.test;

import org.jspecify.annotations.NullMarked;

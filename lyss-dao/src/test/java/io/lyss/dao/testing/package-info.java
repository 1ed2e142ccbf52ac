/** What the tests of all databases have in common. */
@NullMarked
package io.lyss.dao.testing;

import org.jspecify.annotations.NullMarked;

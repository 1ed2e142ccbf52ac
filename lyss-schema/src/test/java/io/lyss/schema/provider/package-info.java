/** The provider database: what the tests of all service databases need to know of it. */
@NullMarked
package io.lyss.schema.provider;

import org.jspecify.annotations.NullMarked;

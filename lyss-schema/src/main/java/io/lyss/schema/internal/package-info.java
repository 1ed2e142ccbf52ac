/** What the packages of this module share. No host calls it, and it changes without notice. */
@NullMarked
package io.lyss.schema.internal;

import org.jspecify.annotations.NullMarked;

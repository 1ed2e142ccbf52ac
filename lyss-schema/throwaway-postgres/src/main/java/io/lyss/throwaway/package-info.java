/** A PostgreSQL that lives as long as a build, a test or an example needs it. */
@NullMarked
package io.lyss.throwaway;

import org.jspecify.annotations.NullMarked;

/** The first five minutes with LYSS: an organisation, and who sees what of it. */
@NullMarked
package io.lyss.examples.quickstart;

import org.jspecify.annotations.NullMarked;

/** What each host brings itself, in its smallest form; the examples share it. */
@NullMarked
package io.lyss.examples.host;

import org.jspecify.annotations.NullMarked;

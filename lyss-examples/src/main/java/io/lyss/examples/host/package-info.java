/** What a host brings along, in its smallest form: the examples have it in common. */
@NullMarked
package io.lyss.examples.host;

import org.jspecify.annotations.NullMarked;

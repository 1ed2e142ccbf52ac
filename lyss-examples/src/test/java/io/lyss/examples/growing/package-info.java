@NullMarked
package io.lyss.examples.growing;

import org.jspecify.annotations.NullMarked;

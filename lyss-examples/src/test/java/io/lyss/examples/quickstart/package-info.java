@NullMarked
package io.lyss.examples.quickstart;

import org.jspecify.annotations.NullMarked;

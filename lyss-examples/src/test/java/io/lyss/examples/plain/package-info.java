@NullMarked
package io.lyss.examples.plain;

import org.jspecify.annotations.NullMarked;

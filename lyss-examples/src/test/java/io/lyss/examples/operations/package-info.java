@NullMarked
package io.lyss.examples.operations;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.lyss.spring;

import org.jspecify.annotations.NullMarked;

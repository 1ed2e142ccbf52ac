/**
 * LYSS in a host of Spring Boot: its databases as beans, in the host's transactions, with its
 * errors as problem details and its health.
 */
@NullMarked
package io.lyss.spring;

import org.jspecify.annotations.NullMarked;

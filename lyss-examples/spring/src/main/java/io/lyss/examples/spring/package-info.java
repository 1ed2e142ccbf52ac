/**
 * A host with Spring Boot: it has a table of its own, logins by Spring Security, and work in other
 * threads.
 */
@NullMarked
package io.lyss.examples.spring;

import org.jspecify.annotations.NullMarked;

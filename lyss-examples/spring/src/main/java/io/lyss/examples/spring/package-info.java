/** A host of Spring Boot: tables of its own, logins by Spring Security, work in other threads. */
@NullMarked
package io.lyss.examples.spring;

import org.jspecify.annotations.NullMarked;

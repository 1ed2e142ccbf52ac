package io.lyss.spring;

import io.lyss.dao.Scope;
import java.util.Optional;

/**
 * Returns the scope of the current user. The host has a bean of it, and then {@link Sessions} is a
 * bean, too. A host with the platform database and services has a resolver for each: the first
 * scope that fits the database is used.
 *
 * <pre>{@code
 * @Bean
 * ScopeResolver scopeResolver() {
 *   return () -> Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
 *       .map(Authentication::getPrincipal)
 *       .filter(Member.class::isInstance)
 *       .map(member -> new Scope.PlatformUser(((Member) member).id()));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface ScopeResolver {

  /** The scope of the current user; empty where there is none, as in a thread without a request. */
  Optional<? extends Scope> scope();
}

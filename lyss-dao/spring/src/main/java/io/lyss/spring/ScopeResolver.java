package io.lyss.spring;

import io.lyss.dao.Scope;
import java.util.Optional;

/**
 * Says who the current user is. A bean of the host's; with one, {@link Sessions} is a bean, too. A
 * host with the platform database and services has one for each: of what they answer, the first is
 * taken that is a scope of the database.
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

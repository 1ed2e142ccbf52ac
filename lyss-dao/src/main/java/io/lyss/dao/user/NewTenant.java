package io.lyss.dao.user;

import io.lyss.dao.Ids;
import java.util.Objects;
import java.util.UUID;

/**
 * A tenant to be created.
 *
 * @param id the tenant's id, from {@link Ids#next}
 * @param name 1 to 100 characters, no spaces around
 * @param slug 1 to 50 lower-case letters, digits and single hyphens between them
 * @param plan the plan that the tenant has ordered
 * @param maxUsers how many users that are not inactive the tenant may have; 0 or more
 * @param maxApiCalls how many calls a month; 0 or more
 */
public record NewTenant(
    UUID id, String name, String slug, Plan plan, int maxUsers, int maxApiCalls) {

  public NewTenant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(slug, "slug");
    Objects.requireNonNull(plan, "plan");
  }

  /** With the basic plan: 100 users, 10,000 calls a month. */
  public static NewTenant of(String name, String slug) {
    return new NewTenant(Ids.next(), name, slug, Plan.BASIC, 100, 10_000);
  }

  /** The same with another number of users. */
  public NewTenant withMaxUsers(int users) {
    return new NewTenant(id, name, slug, plan, users, maxApiCalls);
  }
}

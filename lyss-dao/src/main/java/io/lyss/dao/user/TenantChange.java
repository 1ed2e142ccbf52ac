package io.lyss.dao.user;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to change about a tenant; what is empty stays as it is.
 *
 * @param name 1 to 100 characters, no spaces around
 * @param plan what it has ordered
 * @param maxUsers how many users it may have that are not inactive; fewer than there are takes
 *     nobody away
 * @param maxApiCalls how many calls a month
 */
public record TenantChange(
    Optional<String> name, Optional<Plan> plan, OptionalInt maxUsers, OptionalInt maxApiCalls) {

  /** Nothing, to begin with. */
  public static final TenantChange NONE =
      new TenantChange(
          Optional.empty(), Optional.empty(), OptionalInt.empty(), OptionalInt.empty());

  public TenantChange withName(String value) {
    return new TenantChange(Optional.of(value), plan, maxUsers, maxApiCalls);
  }

  public TenantChange withPlan(Plan value) {
    return new TenantChange(name, Optional.of(value), maxUsers, maxApiCalls);
  }

  public TenantChange withMaxUsers(int value) {
    return new TenantChange(name, plan, OptionalInt.of(value), maxApiCalls);
  }

  public TenantChange withMaxApiCalls(int value) {
    return new TenantChange(name, plan, maxUsers, OptionalInt.of(value));
  }
}

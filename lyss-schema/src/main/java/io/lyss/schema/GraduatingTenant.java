package io.lyss.schema;

import java.util.Objects;
import java.util.UUID;

/**
 * The tenant that an organisation becomes.
 *
 * @param id its id, a UUID of version 7 that the host makes once
 * @param name its name, of up to 100 characters
 * @param slug its handle, by which a login names it: lower-case words of ASCII, with hyphens
 * @param planType basic, pro or enterprise
 * @param maxUsers how many users may be active; at least as many as are active now
 * @param maxApiCalls how many calls it may make in a month
 * @param currency the currency of costs that were recorded without one, by the code of ISO 4217
 */
public record GraduatingTenant(
    UUID id,
    String name,
    String slug,
    String planType,
    int maxUsers,
    int maxApiCalls,
    String currency) {

  public GraduatingTenant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(slug, "slug");
    Objects.requireNonNull(planType, "planType");
    Objects.requireNonNull(currency, "currency");
  }
}

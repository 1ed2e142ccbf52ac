package io.lyss.dao.platform;

import io.lyss.dao.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An entry for the audit log.
 *
 * @param action what was done, 1 to 50 characters: create, update, delete, login, ...; one that
 *     begins with {@code row_}, or reads like another that the database itself enters, is refused
 * @param resourceType the kind of resource, 1 to 50 characters: user, provider, conversation, ...
 * @param resourceId which one; empty for the whole kind
 * @param changes what changed, a JSON object
 * @param ipAddress where the request came from, IPv4 or IPv6
 * @param userAgent what the request was made with
 */
public record NewAuditEntry(
    String action,
    String resourceType,
    OptionalLong resourceId,
    Json changes,
    Optional<String> ipAddress,
    Optional<String> userAgent) {

  public NewAuditEntry {
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(resourceType, "resourceType");
    Objects.requireNonNull(resourceId, "resourceId");
    Objects.requireNonNull(changes, "changes");
    Objects.requireNonNull(ipAddress, "ipAddress");
    Objects.requireNonNull(userAgent, "userAgent");
  }

  /** One without changes and without a client. */
  public static NewAuditEntry of(String action, String resourceType, long resourceId) {
    return new NewAuditEntry(
        action,
        resourceType,
        OptionalLong.of(resourceId),
        Json.EMPTY,
        Optional.empty(),
        Optional.empty());
  }
}

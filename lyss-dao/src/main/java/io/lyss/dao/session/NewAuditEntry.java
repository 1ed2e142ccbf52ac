package io.lyss.dao.session;

import io.lyss.dao.Ids;
import io.lyss.dao.Json;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry for the audit log.
 *
 * @param id the entry's id, from {@link Ids#next}
 * @param source the part of the host that adds the entry: lower-case letters, digits, hyphens and
 *     underscores, beginning with a letter; 50 characters at most. One that reads like a service of
 *     LYSS or its relay ({@code user}, {@code chat}, {@code relay}, ...) is refused with a {@code
 *     ConstraintException} of {@code audit_logs_source_reserved}: their events are taken in by
 *     {@link AuditDao#record}
 * @param action what was done, 1 to 100 characters: login, export, ... One that reads like an
 *     action of the database itself ({@code row_update}, {@code read_secret}, ...) is refused
 *     likewise, by {@code audit_logs_action_reserved}
 * @param resource what it was done to
 * @param changes what changed, a JSON object; no secrets
 * @param client where the request came from
 */
public record NewAuditEntry(
    UUID id, String source, String action, Resource resource, Json changes, Client client) {

  public NewAuditEntry {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(action, "action");
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(changes, "changes");
    Objects.requireNonNull(client, "client");
  }

  /** An entry without changes and without a client. */
  public static NewAuditEntry of(String source, String action, Resource resource) {
    return new NewAuditEntry(Ids.next(), source, action, resource, Json.EMPTY, Client.UNKNOWN);
  }

  /** The same with the changes. */
  public NewAuditEntry withChanges(Json object) {
    return new NewAuditEntry(id, source, action, resource, object, client);
  }

  /** The same with the client of the request. */
  public NewAuditEntry withClient(Client other) {
    return new NewAuditEntry(id, source, action, resource, changes, other);
  }

  /**
   * What something was done to.
   *
   * @param type the kind of resource, 1 to 50 characters: user, role, channel, ...
   * @param id which one, 200 characters at most; empty for the whole kind
   */
  public record Resource(String type, Optional<String> id) {

    public Resource {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(id, "id");
    }

    /** One resource, by its UUID or another name. */
    public static Resource of(String type, Object id) {
      return new Resource(type, Optional.of(id.toString()));
    }
  }

  /**
   * Where a request came from.
   *
   * @param ipAddress IPv4 or IPv6
   * @param userAgent what the request was made with
   */
  public record Client(Optional<String> ipAddress, Optional<String> userAgent) {

    /** Nothing is known. */
    public static final Client UNKNOWN = new Client(Optional.empty(), Optional.empty());

    public Client {
      Objects.requireNonNull(ipAddress, "ipAddress");
      Objects.requireNonNull(userAgent, "userAgent");
    }
  }
}

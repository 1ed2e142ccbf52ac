package io.lyss.secrets;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/** The row and column to which a ciphertext belongs. In another place it cannot be decrypted. */
public final class SecretPlace {

  private final String name;
  private final String path;

  private SecretPlace(String name, String path) {
    this.name = name;
    this.path = path;
  }

  /** The key of a provider of the platform database. */
  public static SecretPlace ofProvider(int id) {
    return new SecretPlace("provider " + id, "lyss/platform/provider_configs/" + id + "/api_key");
  }

  /** The key of a provider whose id is not known yet, because it is being created. */
  static SecretPlace ofNewProvider() {
    return new SecretPlace("a new provider", "lyss/platform/provider_configs/new/api_key");
  }

  /** The key of a channel of the provider service. */
  public static SecretPlace ofChannel(UUID tenantId, UUID id) {
    Objects.requireNonNull(tenantId, "tenantId");
    Objects.requireNonNull(id, "id");
    return new SecretPlace(
        "channel " + id + " of tenant " + tenantId,
        "lyss/provider/" + tenantId + "/provider_channels/" + id + "/key");
  }

  byte[] associatedData() {
    return path.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretPlace that && path.equals(that.path);
  }

  @Override
  public int hashCode() {
    return path.hashCode();
  }

  /** For messages. */
  @Override
  public String toString() {
    return name;
  }
}

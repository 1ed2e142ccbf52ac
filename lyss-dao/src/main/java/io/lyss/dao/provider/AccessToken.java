package io.lyss.dao.provider;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The secret with which a user's program authenticates: {@code lyss_}, the tenant and 32 random
 * bytes, both in URL-safe Base64. The database stores only its hash, so it is shown once.
 *
 * <p>Not shown by {@code toString}.
 */
public final class AccessToken {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final int SECRET_BYTES = 32;
  private static final int PREFIX_LENGTH = 6;

  // The parts have fixed lengths, because their alphabet contains the underscore too.
  private static final Pattern FORM =
      Pattern.compile("lyss_([A-Za-z0-9_-]{22})_([A-Za-z0-9_-]{43})");

  private final UUID tenantId;
  private final String secret;

  private AccessToken(UUID tenantId, String secret) {
    this.tenantId = tenantId;
    this.secret = secret;
  }

  static AccessToken generate(UUID tenantId) {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return new AccessToken(tenantId, ENCODER.encodeToString(bytes));
  }

  /** Parses a text that a client has sent; empty if it does not have the form of a token. */
  public static Optional<AccessToken> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    ByteBuffer tenant = ByteBuffer.wrap(Base64.getUrlDecoder().decode(matcher.group(1)));
    UUID tenantId = new UUID(tenant.getLong(), tenant.getLong());
    // The last character has unused bits. Of the possible spellings of a tenant, only one is valid.
    return encoded(tenantId).equals(matcher.group(1)) && !tenantId.equals(new UUID(0, 0))
        ? Optional.of(new AccessToken(tenantId, matcher.group(2)))
        : Optional.empty();
  }

  private static String encoded(UUID id) {
    return ENCODER.encodeToString(
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array());
  }

  /** The tenant that it belongs to. */
  public UUID tenantId() {
    return tenantId;
  }

  /** The token itself, for its owner. */
  public String reveal() {
    return "lyss_" + encoded(tenantId) + "_" + secret;
  }

  /** The first characters of its random part, for people to recognise it by. */
  public String prefix() {
    return secret.substring(0, PREFIX_LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessToken that
        && tenantId.equals(that.tenantId)
        && secret.equals(that.secret);
  }

  @Override
  public int hashCode() {
    return secret.hashCode();
  }

  @Override
  public String toString() {
    return "AccessToken[redacted]";
  }
}

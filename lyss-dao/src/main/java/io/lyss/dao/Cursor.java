package io.lyss.dao;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * A position in a list, between two rows. It stays valid while rows are added and deleted, and
 * costs the same on page 10,000 as on page 1. Callers pass it on as {@link #token()}, whose content
 * may change between versions.
 *
 * <p>It gives no rights: with the cursor of another user, a user still sees only their own rows.
 *
 * @param time the time of the row before the position; {@link Instant#EPOCH} for lists without a
 *     time
 * @param id the id of that row
 */
public record Cursor(Instant time, UUID id) {

  private static final String VERSION = "2";

  /** A position in a list whose ids are numbers. */
  public Cursor(Instant time, long number) {
    this(time, new UUID(0, number));
  }

  /** A position in a list that is ordered by id. */
  public Cursor(UUID id) {
    this(Instant.EPOCH, id);
  }

  /** The id, in a list whose ids are numbers. */
  public long number() {
    return id.getLeastSignificantBits();
  }

  /**
   * The cursor as text, safe in a URL.
   *
   * @throws IllegalArgumentException if the database cannot hold the time
   */
  public String token() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((VERSION + ":" + micros() + ":" + id).getBytes(StandardCharsets.US_ASCII));
  }

  // ChronoUnit.MICROS.between counts in nanoseconds, which a long holds until 2262 only.
  private long micros() {
    try {
      return Math.addExact(
          Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("time is beyond what the database can store: " + time, e);
    }
  }

  /**
   * The cursor of a {@link #token()}.
   *
   * @throws IllegalArgumentException if the text is no such token
   */
  public static Cursor parse(String token) {
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII)
              .split(":", -1);
      if (parts.length == 3 && parts[0].equals(VERSION)) {
        return new Cursor(
            Instant.EPOCH.plus(Long.parseLong(parts[1]), ChronoUnit.MICROS),
            UUID.fromString(parts[2]));
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "This is not a cursor of LYSS; begin at the first page", e);
    }
    throw new IllegalArgumentException("This is not a cursor of LYSS; begin at the first page");
  }
}

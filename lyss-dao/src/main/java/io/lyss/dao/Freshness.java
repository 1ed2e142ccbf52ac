package io.lyss.dao;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The writes of a session that a later read has to see, whichever server answers it. It belongs to
 * one database, and can be sent as text, such as in a cookie or a header:
 *
 * <pre>{@code
 * String cookie = session.freshness().toString();
 * ...
 * session = platform.asUser(7).readingAtLeast(Freshness.parse(cookie));
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class Freshness {

  /** Nothing was written: any replica may answer that is within the allowed staleness. */
  public static final Freshness ANY = new Freshness("any", new TreeSet<>());

  /** Only the primary is fresh enough. */
  public static final Freshness PRIMARY = new Freshness("primary", new TreeSet<>());

  /** How many transactions it names at most; with more of them it is {@link #PRIMARY}. */
  public static final int MAX_TRANSACTIONS = 16;

  private static final Pattern TEXT =
      Pattern.compile("([a-z]{1,20}):([1-9]\\d{0,17}(?:\\.[1-9]\\d{0,17}){0,15})");

  private final String database;
  private final SortedSet<Long> transactions;

  private Freshness(String database, SortedSet<Long> transactions) {
    this.database = database;
    this.transactions = transactions;
  }

  /**
   * For LYSS itself: transactions of a database that have written.
   *
   * @param database its name, as {@code platform}
   */
  public static Freshness of(String database, Collection<Long> transactions) {
    if (transactions.isEmpty()) {
      return ANY;
    }
    return transactions.size() > MAX_TRANSACTIONS
        ? PRIMARY
        : new Freshness(database, new TreeSet<>(transactions));
  }

  /**
   * What {@link #toString()} has written.
   *
   * @throws IllegalArgumentException if the text is anything else; a client can send any text
   */
  public static Freshness parse(String text) {
    Objects.requireNonNull(text, "text");
    if (text.equals(ANY.database)) {
      return ANY;
    }
    if (text.equals(PRIMARY.database)) {
      return PRIMARY;
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "text is no freshness: it is \"any\", \"primary\" or as \"platform:4711\", as toString()"
              + " has written it; take Freshness.ANY where a client sends something else");
    }
    return of(
        matcher.group(1), Stream.of(matcher.group(2).split("\\.")).map(Long::valueOf).toList());
  }

  /**
   * The database that it belongs to, such as {@code platform}; {@code any} for {@link #ANY} and
   * {@code primary} for {@link #PRIMARY}.
   */
  public String database() {
    return database;
  }

  /** The transactions that have to be seen. */
  public Collection<Long> transactions() {
    return Collections.unmodifiableSortedSet(transactions);
  }

  /**
   * A freshness that is enough for both.
   *
   * @throws IllegalArgumentException if they belong to two databases
   */
  public Freshness and(Freshness other) {
    if (this == PRIMARY || other.isAny()) {
      return this;
    }
    if (other.isPrimary() || isAny()) {
      return other;
    }
    if (!database.equals(other.database)) {
      throw new IllegalArgumentException(
          "other is of the database "
              + other.database
              + ", and says nothing of "
              + database
              + ": keep a freshness for each database");
    }
    SortedSet<Long> both = new TreeSet<>(transactions);
    both.addAll(other.transactions);
    return of(database, both);
  }

  /** Whether it is {@link #ANY}. */
  public boolean isAny() {
    return this == ANY;
  }

  /** Whether it is {@link #PRIMARY}. */
  public boolean isPrimary() {
    return this == PRIMARY;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Freshness that
        && database.equals(that.database)
        && transactions.equals(that.transactions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(database, transactions);
  }

  /** Its text: letters, digits, a colon and dots. */
  @Override
  public String toString() {
    return transactions.isEmpty()
        ? database
        : transactions.stream()
            .map(String::valueOf)
            .collect(Collectors.joining(".", database + ":", ""));
  }
}

package io.lyss.dao.internal;

import io.lyss.dao.Freshness;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** How far the writes of a session have come. Thread-safe. */
final class Reach {

  // of a field, as each session has one
  private static final AtomicReferenceFieldUpdater<Reach, Freshness> REACHED =
      AtomicReferenceFieldUpdater.newUpdater(Reach.class, Freshness.class, "reached");

  private final String defaultSchema;
  private volatile Freshness reached;

  /**
   * @param defaultSchema the schema that the generated code names, which tells the database
   */
  Reach(String defaultSchema, Freshness reached) {
    this.defaultSchema = defaultSchema;
    this.reached = reached;
  }

  private String database() {
    return Listening.database(defaultSchema);
  }

  Freshness now() {
    return reached;
  }

  /** The same, and at least as fresh as another; the two go their own ways from then on. */
  Reach and(Freshness other) {
    if (!other.transactions().isEmpty() && !other.database().equals(database())) {
      throw new IllegalArgumentException(
          "freshness is of the database "
              + other.database()
              + ", and says nothing of "
              + database()
              + ": keep a freshness for each database");
    }
    return new Reach(defaultSchema, now().and(other));
  }

  /**
   * A transaction has written. What was known before a transaction of our own began was committed
   * before it, so a replica that has this one has those; of a host's transaction nobody knows here
   * when it ends.
   *
   * @param implied what was known before it began; null for a transaction of the host
   */
  void add(long transaction, @Nullable Freshness implied) {
    REACHED.updateAndGet(
        this,
        now -> {
          if (now.isPrimary()) {
            return now;
          }
          Set<Long> rest = new TreeSet<>(now.transactions());
          if (implied != null) {
            rest.removeAll(implied.transactions());
          }
          rest.add(transaction);
          return Freshness.of(database(), rest);
        });
  }

  /** Something may have been written, and nobody says in which transaction. */
  void lose() {
    reached = Freshness.PRIMARY;
  }
}

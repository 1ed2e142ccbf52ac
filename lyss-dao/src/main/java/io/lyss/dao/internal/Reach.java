package io.lyss.dao.internal;

import io.lyss.dao.Freshness;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/** The writes of a session that later reads have to see. Thread-safe. */
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

  /** A copy that is also at least as fresh as another. The two change independently. */
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
   * Adds a transaction that has written. Writes that were known before a transaction of LYSS began
   * were committed before it, so a replica that has this one has those. When a transaction of the
   * host ends is not known here.
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

  /** Records that something may have been written in an unknown transaction. */
  void lose() {
    reached = Freshness.PRIMARY;
  }
}

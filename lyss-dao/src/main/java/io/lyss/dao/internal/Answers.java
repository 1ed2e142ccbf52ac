package io.lyss.dao.internal;

import io.lyss.dao.AccessCache;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cached answers of one schema, or of one tenant in it, and the changes known to this host that
 * end them.
 *
 * <p>Each question to the database also returns, in the same statement, the changes since the
 * question before. From then on, this host knows all that was committed before it sent the
 * question. An answer that none of these changes ends is right as of that time, and is served for
 * as long as answers may be late. Then the next question goes to the database; half-way to that
 * time, one question does so to renew what is known. An answer ends without a message to this host,
 * and the host's clock is not compared with any other.
 *
 * <p>Thread-safe.
 */
public final class Answers {

  private static final Logger LOG = System.getLogger("io.lyss.dao");

  private final AccessCache cache;
  private final String schema;
  private final long longest;
  private final AtomicBoolean hasFailed = new AtomicBoolean();
  private final AtomicReference<@Nullable Known> latest = new AtomicReference<>();

  /**
   * @param longest how late an answer may be
   */
  Answers(AccessCache cache, String schema, Duration longest) {
    this.cache = cache;
    this.schema = schema;
    this.longest = longest.toNanos();
  }

  /**
   * What is asked.
   *
   * @param text the question and the user who asks, in the letters of a key
   * @param read parses the answer; null if the text is none
   * @param subjects what an answer depends on, as the database names it when it changes
   */
  public record Question<T>(
      String text, Function<String, @Nullable T> read, Function<T, List<String>> subjects) {

    /** A question that is answered by yes or no. */
    public static Question<Boolean> ofRight(String text, List<String> subjects) {
      return new Question<>(text, Question::right, answer -> subjects);
    }

    private static @Nullable Boolean right(String answer) {
      return switch (answer) {
        case "granted" -> true;
        case "denied" -> false;
        default -> null;
      };
    }
  }

  /**
   * What the database answers, in one snapshot.
   *
   * @param answer a word
   * @param endsAt when the answer ends by itself; one that has ended already is not kept
   * @param answeredAt the time of the database's clock, to which {@code endsAt} refers
   * @param server the server that has answered
   * @param snapshot what it has seen; empty if the answer is not to be kept
   * @param changes the changes since the given snapshot, as {@link KnownChanges} parses them; empty
   *     if they are not known
   */
  public record Reply(
      String answer,
      Optional<Instant> endsAt,
      Instant answeredAt,
      Optional<String> server,
      Optional<String> snapshot,
      Optional<String> changes) {}

  /** Asks the database. */
  @FunctionalInterface
  public interface Database {

    /**
     * @param snapshot the snapshot up to which changes are known; empty if none are
     */
    Reply ask(Optional<String> snapshot);
  }

  /**
   * What is known.
   *
   * @param changes all changes that were committed up to a moment, and perhaps later ones
   * @param seen a snapshot that sees no change beyond these and earlier ones
   * @param moment that moment
   * @param renewing whether a newer answer is being asked for
   */
  private record Known(KnownChanges changes, Snapshot seen, Moment moment, AtomicBoolean renewing) {

    Known(KnownChanges changes, Snapshot seen, Moment moment) {
      this(changes, seen, moment, new AtomicBoolean());
    }
  }

  /**
   * Answers a question.
   *
   * @param mayBeLate whether the answer may be as late as answers are allowed to be
   */
  public <T> T ask(Question<T> question, boolean mayBeLate, Database database) {
    Known before = latest.get();
    if (mayBeLate && before != null && !isTurnToRenew(before)) {
      KeptAnswer kept = find(question, before.changes().server());
      T answer = kept == null ? null : kept.answer(question.read());
      if (answer != null && holds(kept, question, answer)) {
        return answer;
      }
    }
    Moment moment = Moment.now();
    Reply reply = database.ask(Optional.ofNullable(before).map(known -> known.seen().toString()));
    T answer = question.read().apply(reply.answer());
    if (answer == null) {
      throw new IllegalStateException(
          "The database has returned an unknown answer: " + reply.answer());
    }
    if (reply.snapshot().isPresent()) {
      Snapshot seen = Snapshot.parse(reply.snapshot().get());
      String server = reply.server().orElseThrow();
      learn(before, reply, server, seen, moment.answeredAt(reply.answeredAt()));
      keep(question, answer, reply, server, seen);
    }
    return answer;
  }

  /**
   * Whether the known changes are too old, or this question is the one that renews them before they
   * are.
   */
  private boolean isTurnToRenew(Known known) {
    long age = known.moment().age();
    return age >= longest || age >= longest / 2 && known.renewing().compareAndSet(false, true);
  }

  /**
   * Whether a cached answer holds by what is known now: it may have taken a while to look it up.
   */
  private <T> boolean holds(KeptAnswer kept, Question<T> question, T answer) {
    Known now = latest.get();
    if (now == null) {
      return false;
    }
    long age = now.moment().age();
    return age < longest
        && kept.holds(
            now.changes(),
            () -> question.subjects().apply(answer),
            now.moment().ofDatabaseAfter(age));
  }

  /**
   * Adds the changes of a reply. Replies come in any order. The changes of one follow those that
   * were known when its question was sent, and all changes since then are still known, unless
   * everything was forgotten meanwhile.
   */
  private void learn(
      @Nullable Known before, Reply reply, String server, Snapshot seen, Moment moment) {
    latest.updateAndGet(
        now -> {
          boolean continues =
              before != null
                  && now != null
                  && now.changes().continues(before.changes())
                  && now.changes().server().equals(server);
          if (continues && reply.changes().isPresent()) {
            KnownChanges all = now.changes().with(reply.changes().get());
            if (all != null) {
              return new Known(
                  all,
                  seen.isAsLateAs(now.seen()) ? seen : now.seen(),
                  now.moment().isBefore(moment) ? moment : now.moment());
            }
          }
          return now != null && moment.isBefore(now.moment())
              ? now
              : new Known(KnownChanges.none(server, seen), seen, moment);
        });
  }

  private @Nullable KeptAnswer find(Question<?> question, String server) {
    String key = key(question, server);
    try {
      AccessCache.Entry entry = cache.find(key);
      return entry == null ? null : KeptAnswer.read(key, entry);
    } catch (RuntimeException e) {
      log(e);
      return null;
    }
  }

  /** Stores an answer, unless it is older than what is known. */
  private <T> void keep(Question<T> question, T answer, Reply reply, String server, Snapshot seen) {
    Known now = latest.get();
    long endsAt = reply.endsAt().map(Moment::micros).orElse(Long.MAX_VALUE);
    if (now == null
        || endsAt <= Moment.micros(reply.answeredAt())
        || !now.changes().allow(server, seen, question.subjects().apply(answer))) {
      return;
    }
    String key = key(question, server);
    KeptAnswer kept = new KeptAnswer(key, reply.answer(), endsAt, server, seen);
    if (!kept.isShort()) {
      return;
    }
    try {
      cache.keep(key, kept);
    } catch (RuntimeException e) {
      log(e);
    }
  }

  private String key(Question<?> question, String server) {
    return server + '/' + schema + '/' + question.text();
  }

  /** Logs a failure, but only the first: it is likely to occur at each question. */
  private void log(RuntimeException failure) {
    if (!hasFailed.getAndSet(true)) {
      LOG.log(
          Level.WARNING,
          "A cache has failed, and the database is asked instead; this is logged once: " + cache,
          failure);
    }
  }
}

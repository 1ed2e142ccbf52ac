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
 * Answers of one schema, or of one tenant in it, that are kept in a cache, and what this host knows
 * of the changes that end them.
 *
 * <p>Whenever the database is asked, it also says, in the same statement, which changes it has seen
 * since the time before. What was committed before that question was sent is known from then on; so
 * an answer that none of these ends is right as of that time, and is served for as long as answers
 * may be late. When that is over, the next question goes to the database; half-way there, one does.
 * Nothing has to reach this host for an answer to end, and no clock of it is compared with another.
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
   * @param text the question and who asks, in the letters of a key
   * @param read reads the answer; null for what is none
   * @param subjects what an answer depends on, as the database names it when it changes
   */
  public record Question<T>(
      String text, Function<String, @Nullable T> read, Function<T, List<String>> subjects) {

    /** One that is answered by yes or no. */
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
   * @param answeredAt its clock, by which that is
   * @param server which server has answered
   * @param snapshot what it has seen; empty if the answer is not to be kept
   * @param changes what has changed since what was known, as {@link KnownChanges} reads it; empty
   *     if that cannot be told
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
     * @param snapshot up to where changes are known; empty if none are
     */
    Reply ask(Optional<String> snapshot);
  }

  /**
   * What is known.
   *
   * @param changes those that were committed up to a moment, at least
   * @param seen a snapshot that sees none but these, and what was before
   * @param moment that moment
   * @param renewing whether a question is under way that will tell more
   */
  private record Known(KnownChanges changes, Snapshot seen, Moment moment, AtomicBoolean renewing) {

    Known(KnownChanges changes, Snapshot seen, Moment moment) {
      this(changes, seen, moment, new AtomicBoolean());
    }
  }

  /**
   * Answers a question.
   *
   * @param mayBeLate whether an answer will do that is as late as answers may be
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
      throw new IllegalStateException("The database has answered " + reply.answer());
    }
    if (reply.snapshot().isPresent()) {
      Snapshot seen = Snapshot.parse(reply.snapshot().get());
      String server = reply.server().orElseThrow();
      learn(before, reply, server, seen, moment.answeredAt(reply.answeredAt()));
      keep(question, answer, reply, server, seen);
    }
    return answer;
  }

  /** Whether what is known is over, or this is the question that renews it before it is. */
  private boolean isTurnToRenew(Known known) {
    long age = known.moment().age();
    return age >= longest || age >= longest / 2 && known.renewing().compareAndSet(false, true);
  }

  /** By what is known now: to look it up may have taken a while. */
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
   * Replies come in any order. What one tells follows on what was known when its question was sent,
   * and all that was told since then is still known, unless everything was forgotten meanwhile.
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

  /** Not one that is older than what is known. */
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

  /** Once, as what fails at one question is likely to fail at each. */
  private void log(RuntimeException failure) {
    if (!hasFailed.getAndSet(true)) {
      LOG.log(
          Level.WARNING,
          "A cache has failed, and the database is asked instead; this is logged once: " + cache,
          failure);
    }
  }
}

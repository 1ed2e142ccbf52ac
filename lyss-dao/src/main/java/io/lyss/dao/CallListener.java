package io.lyss.dao;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Receives each call that a DAO sends to its database: before it is sent, and once it has ended. It
 * gets the name of the call and how it went, never a value.
 *
 * <pre>{@code
 * Platform platform = Platform.over(dataSource)
 *     .listener(CallListener.slow(Duration.ofMillis(200)))
 *     .listener(CallListener.atEnd(call -> timer(call.name()).record(call.duration())));
 * }</pre>
 *
 * <p>Both happen on the thread of the call and make it longer. If a listener throws, the call goes
 * on, and the exception is logged once. It has to be thread-safe, and must not call LYSS with the
 * same listener, which would never end.
 */
@FunctionalInterface
public interface CallListener {

  /**
   * A call is about to be sent.
   *
   * @param name the method that was called, as {@code ProviderDao.canUserAccessProvider}
   * @param database the database that it goes to, as {@code platform}
   * @return receives how the call ended
   */
  Consumer<? super FinishedCall> begin(String name, String database);

  /** A listener that receives only the end of each call. */
  static CallListener atEnd(Consumer<? super FinishedCall> ended) {
    Objects.requireNonNull(ended, "ended");
    return (name, database) -> ended;
  }

  /**
   * A listener that logs each call that takes the given time or longer, as a warning of the logger
   * {@code io.lyss.dao.slow} of the Java platform ({@link System.Logger}).
   *
   * @param atLeast the time; zero logs all calls
   * @throws IllegalArgumentException if it is negative
   */
  static CallListener slow(Duration atLeast) {
    return atEnd(new SlowCallLog(atLeast));
  }
}

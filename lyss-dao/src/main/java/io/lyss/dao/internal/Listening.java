package io.lyss.dao.internal;

import io.lyss.dao.CallListener;
import io.lyss.dao.FinishedCall;
import io.lyss.dao.Route;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reports calls to a listener and to those before it. Their exceptions are logged.
 *
 * <p>Thread-safe.
 */
final class Listening {

  private static final Logger LOG = System.getLogger("io.lyss.dao");

  // of the generated code, before the name of the database
  private static final String PREFIX = "lyss_";

  private final @Nullable Listening others;
  private final CallListener listener;
  private final AtomicBoolean hasFailed = new AtomicBoolean();

  private Listening(@Nullable Listening others, CallListener listener) {
    this.others = others;
    this.listener = listener;
  }

  static Listening more(@Nullable Listening others, CallListener listener) {
    return new Listening(others, Objects.requireNonNull(listener, "listener"));
  }

  /**
   * Makes a call.
   *
   * @param defaultSchema the schema that the generated code names, which tells the database
   * @param route which server has answered, once it has
   * @param counted how many rows the answer has
   */
  <T> T to(
      String call,
      String defaultSchema,
      AtomicReference<Route> route,
      ToIntFunction<? super T> counted,
      Supplier<T> work) {
    String database = database(defaultSchema);
    Consumer<FinishedCall> end = begin(call, database);
    String outcome = FinishedCall.OK;
    int rows = 0;
    long begun = System.nanoTime();
    try {
      T answer = work.get();
      rows = counted.applyAsInt(answer);
      return answer;
    } catch (RuntimeException | Error e) {
      outcome = e.getClass().getSimpleName();
      throw e;
    } finally {
      Duration duration = Duration.ofNanos(System.nanoTime() - begun);
      end.accept(new FinishedCall(call, database, duration, rows, outcome, route.get()));
    }
  }

  /** The name of a database, by the schema that the generated code names. */
  static String database(String defaultSchema) {
    return defaultSchema.substring(PREFIX.length());
  }

  /** Listeners end in the reverse order: the work of one may enclose that of the next. */
  private Consumer<FinishedCall> begin(String call, String database) {
    Consumer<FinishedCall> outer = others == null ? finished -> {} : others.begin(call, database);
    Consumer<? super FinishedCall> own = own(call, database);
    return finished -> {
      try {
        own.accept(finished);
      } catch (Throwable e) {
        log(e);
      }
      outer.accept(finished);
    };
  }

  private Consumer<? super FinishedCall> own(String call, String database) {
    try {
      return Objects.requireNonNull(
          listener.begin(call, database), "what a listener's begin() returns");
    } catch (Throwable e) {
      log(e);
      return finished -> {};
    }
  }

  /** Logs a failure, but only the first: it is likely to occur at each call. */
  private void log(Throwable failure) {
    if (!hasFailed.getAndSet(true)) {
      LOG.log(
          Level.WARNING,
          "A listener to calls has failed, which is logged this once: " + listener,
          failure);
    }
  }
}

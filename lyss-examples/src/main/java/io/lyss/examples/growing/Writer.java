package io.lyss.examples.growing;

import io.lyss.dao.error.ScopeDeniedException;
import io.lyss.dao.platform.MessageRole;
import io.lyss.dao.platform.NewMessage;
import io.lyss.dao.platform.PlatformSession;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A user who keeps writing while everything is copied, until a write is refused. */
final class Writer implements AutoCloseable {

  private static final int PAUSE_MILLIS = 10;

  private final PlatformSession session;
  private final long conversation;
  private final CountDownLatch some;
  private final Thread thread = new Thread(this::write, "writer");
  private volatile boolean over;
  private volatile int written;
  private volatile long refusedAt;
  private volatile @Nullable RuntimeException end;

  /**
   * @param some the number of messages after which {@link #awaitSome} returns
   */
  private Writer(PlatformSession session, long conversation, int some) {
    this.session = session;
    this.conversation = conversation;
    this.some = new CountDownLatch(some);
  }

  static Writer of(Company company, int some) {
    Writer writer =
        new Writer(company.platform().asUser(company.writer()), company.talk().id(), some);
    writer.thread.start();
    return writer;
  }

  private void write() {
    try {
      while (!over) {
        session
            .messages()
            .append(conversation, NewMessage.of(MessageRole.USER, "And now? " + (written + 1)));
        written++;
        some.countDown();
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (ScopeDeniedException e) {
      refusedAt = System.nanoTime();
      end = e;
    } catch (RuntimeException e) {
      end = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    while (some.getCount() > 0) {
      some.countDown();
    }
  }

  void awaitSome() {
    try {
      some.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while somebody wrote", e);
    }
  }

  /** Waits for the refusal, and returns its message. */
  ScopeDeniedException awaitRefusal() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while somebody wrote", e);
    }
    if (end instanceof ScopeDeniedException refusal) {
      return refusal;
    }
    throw new IllegalStateException("Whoever wrote was not refused", end);
  }

  int written() {
    return written;
  }

  long refusedAt() {
    return refusedAt;
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

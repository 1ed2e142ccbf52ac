package io.lyss.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One processor of the machine, to which the client and the backend that it calls are pinned while
 * they are measured. They take turns anyway. On two processors each message also wakes the other
 * one, which on a virtual machine costs more than a short call; and the kernel moves them together
 * and apart as it likes, so that the same call takes twice as long in one slice as in the next.
 *
 * <p>A thread of its own is pinned, because other threads inherit that of the thread that starts
 * them, and clients at once are measured on all processors.
 */
final class Processor {

  private static final ExecutorService CLIENT =
      Executors.newSingleThreadExecutor(Processor::client);

  // the last one, because the kernel puts other work on the first ones
  private static final String LAST = last();

  private Processor() {}

  private static Thread client(Runnable calls) {
    Thread client =
        new Thread(
            () -> {
              pin(ownId());
              calls.run();
            },
            "figures");
    client.setDaemon(true);
    return client;
  }

  private static String ownId() {
    try {
      return Path.of("/proc/thread-self").toRealPath().getFileName().toString();
    } catch (IOException e) {
      throw new IllegalStateException("Figures are measured on Linux, which has /proc", e);
    }
  }

  /** Runs work on the client's thread, which is pinned. */
  static <T> T on(Callable<T> work) {
    try {
      return CLIENT.submit(work).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException("The run was interrupted", e);
    }
  }

  /**
   * Pins a process or a thread of this machine.
   *
   * @throws IllegalStateException if it may not be pinned
   */
  static void pin(String id) {
    try {
      Process taskset =
          new ProcessBuilder("taskset", "-p", "-c", LAST, id).redirectErrorStream(true).start();
      String said = new String(taskset.getInputStream().readAllBytes());
      if (taskset.waitFor() != 0) {
        throw new IllegalStateException(
            "Process %s cannot be pinned to processor %s: %s".formatted(id, LAST, said.strip()));
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "Figures are measured on one processor, which takes Linux and its command taskset", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("The run was interrupted", e);
    }
  }

  private static String last() {
    String allowed = "Cpus_allowed_list:";
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(allowed))
          .map(line -> line.substring(allowed.length()).strip().replaceFirst(".*[,-]", ""))
          .findFirst()
          .orElse("0");
    } catch (IOException e) {
      throw new IllegalStateException("Figures are measured on Linux, which has /proc", e);
    }
  }
}

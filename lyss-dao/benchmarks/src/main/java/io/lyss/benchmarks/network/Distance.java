package io.lyss.benchmarks.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/** A way to a server with a delay in both directions. */
public final class Distance implements AutoCloseable {

  private static final Segment END = new Segment(new byte[0], 0);

  private final ServerSocket entrance;
  private final String host;
  private final int port;
  private final long nanoseconds;

  /**
   * @param roundTrip the delay of a request and its answer together
   */
  public Distance(String host, int port, Duration roundTrip) throws IOException {
    this.host = host;
    this.port = port;
    this.nanoseconds = roundTrip.toNanos() / 2;
    this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** The port at which it begins. */
  public int port() {
    return entrance.getLocalPort();
  }

  private void accept() {
    try {
      while (!entrance.isClosed()) {
        Socket client = entrance.accept();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        daemon(() -> carry(client, server));
        daemon(() -> carry(server, client));
      }
    } catch (IOException e) {
      if (!entrance.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  // What follows closely is under way at the same time: an answer in two segments takes no longer
  // than in one. So who reads does not wait for who writes.
  private void carry(Socket from, Socket to) {
    BlockingQueue<Segment> way = new LinkedBlockingQueue<>();
    daemon(() -> deliver(way, to));
    byte[] buffer = new byte[65_536];
    try (from;
        InputStream in = from.getInputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        way.add(new Segment(Arrays.copyOf(buffer, read), System.nanoTime() + nanoseconds));
      }
    } catch (IOException e) {
      // one end has closed its connection, so the other is closed, too
    } finally {
      way.add(END);
    }
  }

  private static void deliver(BlockingQueue<Segment> way, Socket to) {
    try (to;
        OutputStream out = to.getOutputStream()) {
      for (Segment segment = way.take(); segment != END; segment = way.take()) {
        for (long left = segment.left(); left > 0; left = segment.left()) {
          LockSupport.parkNanos(left);
        }
        out.write(segment.bytes);
        out.flush();
      }
    } catch (IOException e) {
      // the same
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Bytes under way, and when they arrive. */
  private record Segment(byte[] bytes, long arrival) {
    long left() {
      return arrival - System.nanoTime();
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "distance");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}

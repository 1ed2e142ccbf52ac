package io.lyss.benchmarks.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** A way to a server with a delay in both directions. */
public final class Distance implements AutoCloseable {

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

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        long arrival = System.nanoTime() + nanoseconds;
        for (long left = nanoseconds; left > 0; left = arrival - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // one end has closed its connection, so the other is closed, too
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

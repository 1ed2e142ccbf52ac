package io.lyss.dao.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy in front of the server that counts round trips. One begins when the client sends
 * something after the server has sent something.
 */
public final class BurstCounter implements AutoCloseable {

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final AtomicInteger bursts = new AtomicInteger();

  public BurstCounter(int serverPort) throws IOException {
    this.serverPort = serverPort;
    daemon(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  public int count() {
    return bursts.get();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "burst-counter");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Conversation conversation =
            new Conversation(
                listening.accept(), new Socket(InetAddress.getLoopbackAddress(), serverPort));
        daemon(() -> conversation.pass(true));
        daemon(() -> conversation.pass(false));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private final class Conversation {
    private final Socket client;
    private final Socket server;
    private boolean clientSpoke;

    Conversation(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    void pass(boolean fromClient) {
      try (Socket from = fromClient ? client : server;
          Socket to = fromClient ? server : client) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[64 * 1024];
        for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
          speak(fromClient);
          out.write(bytes, 0, read);
        }
      } catch (IOException e) {
        // one of them has hung up
      }
    }

    private synchronized void speak(boolean isClient) {
      if (isClient && !clientSpoke) {
        bursts.incrementAndGet();
      }
      clientSpoke = isClient;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}

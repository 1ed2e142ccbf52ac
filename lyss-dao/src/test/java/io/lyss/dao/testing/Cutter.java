package io.lyss.dao.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A proxy in front of the server that cuts a connection before one of its messages. It closes the
 * client's side only after the server has finished, so that all effects are there by then.
 */
public final class Cutter implements AutoCloseable {

  private static final int NEVER = Integer.MAX_VALUE;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int serverPort;
  private final PGSimpleDataSource proxied = new PGSimpleDataSource();
  private volatile Link latest;
  private int requests = NEVER;
  private int answers = NEVER;

  public Cutter(TestDatabase database) throws IOException {
    URI server = URI.create(database.database().jdbcUrl().substring("jdbc:".length()));
    serverPort = server.getPort();
    proxied.setURL(
        "jdbc:postgresql://localhost:"
            + listening.getLocalPort()
            + server.getPath()
            + "?sslmode=disable&gssEncMode=disable");
    proxied.setUser(TestDatabase.APP);
    proxied.setPassword(TestDatabase.APP);
    daemon(this::accept);
  }

  /** Cuts the next connections before this message of the client's; the first one is 0. */
  public void beforeRequest(int message) {
    requests = message;
    answers = NEVER;
  }

  /** Cuts the next connections before this message of the server's. */
  public void beforeAnswer(int message) {
    requests = NEVER;
    answers = message;
  }

  /** Cuts none of the next connections. */
  public void never() {
    beforeAnswer(NEVER);
  }

  /** How many messages the client has sent on the latest connection, except the last, Terminate. */
  public int requests() {
    return latest.requests;
  }

  /** How many messages the server has sent on it. */
  public int answers() {
    return latest.answers;
  }

  /** A new connection each time, of the application's login. */
  public DataSource dataSource() {
    return new PGSimpleDataSourceOf();
  }

  private final class PGSimpleDataSourceOf extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = proxied.getConnection();
      latest.begin(requests, answers);
      return connection;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "cutter");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Link link =
            new Link(listening.accept(), new Socket(InetAddress.getLoopbackAddress(), serverPort));
        latest = link;
        daemon(link::passRequests);
        daemon(link::passAnswers);
      }
    } catch (IOException e) {
      // closed
    }
  }

  /** Connections are made one after the other, and each waits for its server. */
  private static final class Link {
    private final Socket client;
    private final Socket server;
    private volatile int requests = Integer.MIN_VALUE;
    private volatile int answers = Integer.MIN_VALUE;
    private volatile int lastRequest = NEVER;
    private volatile int lastAnswer = NEVER;
    private volatile boolean cut;

    Link(Socket client, Socket server) throws IOException {
      this.client = client;
      this.server = server;
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    }

    /** Counts messages from now on, because those before only made the connection. */
    void begin(int cutBeforeRequest, int cutBeforeAnswer) {
      lastRequest = cutBeforeRequest;
      lastAnswer = cutBeforeAnswer;
      requests = 0;
      answers = 0;
    }

    void passRequests() {
      try {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(server.getOutputStream());
        pass(in, out, false);
        for (int type = in.read(); type >= 0; type = in.read()) {
          if (type != 'X') {
            if (requests == lastRequest) {
              cut = true;
              break;
            }
            requests++;
          }
          out.write(type);
          pass(in, out, false);
        }
        server.shutdownOutput();
      } catch (IOException e) {
        // the server has hung up
      }
    }

    void passAnswers() {
      try (client;
          server) {
        DataInputStream in = new DataInputStream(server.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        for (int type = in.read(); type >= 0; type = in.read()) {
          if (!cut && answers == lastAnswer) {
            cut = true;
            server.shutdownOutput();
          }
          if (!cut) {
            answers++;
            out.write(type);
          }
          pass(in, out, cut);
        }
      } catch (IOException e) {
        // one of them has hung up
      }
    }

    /** The rest of a message: its length, itself included, and what it says. */
    private static void pass(DataInputStream in, DataOutputStream out, boolean drop)
        throws IOException {
      int length = in.readInt();
      byte[] rest = new byte[length - 4];
      in.readFully(rest);
      if (!drop) {
        out.writeInt(length);
        out.write(rest);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}

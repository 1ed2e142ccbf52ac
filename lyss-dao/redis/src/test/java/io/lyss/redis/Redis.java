package io.lyss.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A Redis server of a test's own, which can be stopped and started again. */
final class Redis implements AutoCloseable {

  private final int port;
  private RedisServer server;

  Redis() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start();
  }

  void start() throws IOException {
    server =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("save \"\"")
            .setting("daemonize no")
            .build();
    server.start();
  }

  void stop() throws IOException {
    server.stop();
  }

  /** Returns a client of the server; the caller shuts it down. */
  RedisClient client() {
    return RedisClient.create(RedisURI.create("127.0.0.1", port));
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}

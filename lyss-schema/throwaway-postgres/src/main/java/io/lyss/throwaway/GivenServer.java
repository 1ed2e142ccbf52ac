package io.lyss.throwaway;

/** A server that somebody else runs; only the databases made on it are thrown away. */
record GivenServer(String url, String user, String password) implements Server {

  GivenServer {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "A JDBC URL of PostgreSQL starts with jdbc:postgresql://, this one does not: " + url);
    }
  }

  @Override
  public String jdbcUrl(String database) {
    int query = url.indexOf('?');
    String path = query < 0 ? url : url.substring(0, query);
    String parameters = query < 0 ? "" : url.substring(query);
    return path.substring(0, path.lastIndexOf('/') + 1) + database + parameters;
  }

  @Override
  public String toString() {
    return "GivenServer[" + url + ", " + user + "]";
  }

  @Override
  public boolean outlivesUs() {
    return true;
  }

  @Override
  public void close() {
    // not ours to stop
  }
}

package io.lyss.dao.session;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Json;
import io.lyss.dao.Scope;
import io.lyss.dao.session.BareService.BareSession;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** A service database for one test class. */
final class TestServices extends TestDatabase {

  static final Duration LONG = Duration.ofMinutes(5);

  TestServices() {
    super(LyssDatabase.USER);
  }

  BareService service() {
    return service(pool());
  }

  BareService service(DataSource over) {
    return new BareService(over, LyssDatabase.USER);
  }

  BareSession system() {
    return service().asSystem("test");
  }

  BareSession as(UUID tenantId) {
    return service().asUser(Scope.TenantUser.of(tenantId, UUID.randomUUID()));
  }

  /** With this pool, waiting for a lock fails. */
  HikariDataSource impatientPool() {
    HikariConfig config = config(4);
    config.setConnectionInitSql("set lock_timeout = '1ms'");
    return new HikariDataSource(config);
  }

  /** The payload of an event that carries its number. */
  static Json number(int number) {
    return new Json("{\"number\": " + number + "}");
  }

  static int number(Event event) {
    return Integer.parseInt(event.payload().text().replaceAll("\\D", ""));
  }

  /** Events of one key, numbered from 0. */
  void publish(UUID tenantId, String key, int count) {
    for (int i = 0; i < count; i++) {
      system().events().publish(tenantId, key, "test.done", number(i));
    }
  }

  /** Delivers all waiting events; returns them in the order of delivery. */
  List<Event> drain() {
    List<Event> events = new ArrayList<>();
    while (system().events().deliver(100, LONG, events::add).handled() > 0) {
      // until there are no more
    }
    return events;
  }

  /** The key, which has to be waiting. */
  WaitingKey waiting(String key) {
    return system().events().listWaiting(0, 1000).stream()
        .filter(waiting -> waiting.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  /** Ends all pauses, and leases of up to an hour. */
  void elapse() {
    moveClock(Duration.ofHours(1));
  }
}

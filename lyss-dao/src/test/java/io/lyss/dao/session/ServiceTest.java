package io.lyss.dao.session;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test class with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServiceTest {

  final TestServices services = new TestServices();

  @AfterEach
  final void resetClock() {
    services.resetClock();
  }

  @AfterAll
  final void close() {
    services.close();
  }
}

package io.lyss.dao.platform;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlatformTest {

  /** An id that no row has. */
  static final int NEVER = 2_000_000_000;

  final TestPlatform platform = new TestPlatform();

  @AfterEach
  final void resetClock() {
    platform.resetClock();
  }

  @AfterAll
  final void close() {
    platform.close();
  }
}

package io.lyss.dao.memory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test class whose methods share one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemoryServiceTest {

  final TestMemories memories = new TestMemories();

  @AfterEach
  final void resetClock() {
    memories.resetClock();
  }

  @AfterAll
  final void close() {
    memories.close();
  }
}

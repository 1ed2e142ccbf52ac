package io.lyss.dao.memory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A test class whose methods share one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemoryServiceTest {

  final TestMemories memories = new TestMemories();

  @AfterAll
  final void close() {
    memories.close();
  }
}

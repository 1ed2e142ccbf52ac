package io.lyss.dao.memory;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A test with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MemoryServiceTest {

  final TestMemories memories = new TestMemories();

  @AfterAll
  final void close() {
    memories.close();
  }
}

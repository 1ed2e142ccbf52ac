package io.lyss.dao.chat;

import io.lyss.dao.Ids;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test class with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChatServiceTest {

  /** An id that no row has. */
  static final UUID NEVER = Ids.next();

  final TestChat chat = new TestChat();

  @AfterEach
  final void resetClock() {
    chat.resetClock();
  }

  @AfterAll
  final void close() {
    chat.close();
  }
}

package io.lyss.dao.shared;

import io.lyss.dao.Ids;
import io.lyss.dao.PageRequest;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SharedServiceTest {

  static final PageRequest PAGE = PageRequest.first(100);

  /** A row that never was. */
  static final UUID NEVER = UUID.fromString("00000000-0000-7000-8000-00000000dead");

  final TestShared shared = new TestShared();
  final UUID tenant = Ids.next();
  final UUID rival = Ids.next();
  final UUID ann = Ids.next();
  final UUID bob = Ids.next();

  @AfterEach
  final void resetClock() {
    shared.resetClock();
  }

  @AfterAll
  final void close() {
    shared.close();
  }
}

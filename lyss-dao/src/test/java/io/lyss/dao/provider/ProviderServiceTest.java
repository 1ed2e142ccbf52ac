package io.lyss.dao.provider;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInstance;

/** A test with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProviderServiceTest {

  final TestProviders providers = new TestProviders();

  @AfterEach
  final void resetClock() {
    providers.resetClock();
  }

  @AfterAll
  final void close() {
    providers.close();
  }
}

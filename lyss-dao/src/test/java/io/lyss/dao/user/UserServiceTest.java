package io.lyss.dao.user;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** A test with a database of its own, which its methods share. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UserServiceTest {

  final TestUsers users = new TestUsers();

  @AfterAll
  final void close() {
    users.close();
  }
}

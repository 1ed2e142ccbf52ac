package io.lyss.schema.platform;

import io.lyss.schema.OwnedDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test that changes its data, so each method has an organisation of its own. */
abstract class FreshOrganisationTest {

  OwnedDatabase platform;
  Connection app;
  Scoped system;
  Scoped superuser;

  @BeforeEach
  void open() throws SQLException {
    platform = Platform.withOrganisation();
    app = platform.app();
    system = Scoped.asSystem(app, reason());
    superuser = Scoped.asLogin(platform.superuser());
  }

  /** The reason of the system work here. */
  String reason() {
    return "a test";
  }

  @AfterEach
  void close() throws SQLException {
    platform.close();
  }
}

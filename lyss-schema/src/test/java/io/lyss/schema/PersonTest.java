package io.lyss.schema;

import io.lyss.schema.platform.PlatformSubject;
import io.lyss.schema.service.Persona;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** What a database has about one person, tried in each of the six. */
abstract class PersonTest {

  @Parameter Restricted<?> subject;
  OwnedDatabase database;
  Scoped superuser;
  Scoped system;

  /** The arguments that name the person, and the condition of their tenant. */
  String person;

  String id;
  String tenant;

  @BeforeEach
  final void open() throws SQLException {
    database = subject.open();
    superuser = Scoped.asLogin(database.superuser());
    system = subject.asSystem(database.app(), "the person has asked for it");
    boolean platform = subject instanceof PlatformSubject;
    id = platform ? "3" : Persona.ANN_ID;
    tenant = platform ? "true" : "tenant_id = '" + Persona.ACME + "'";
    person = platform ? id : "'" + Persona.ACME + "', '" + id + "'";
  }

  @AfterEach
  final void close() throws SQLException {
    database.close();
  }
}

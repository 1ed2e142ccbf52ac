package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lyss.schema.service.Persona;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key that was handed out is on record, whatever becomes of the transaction that read it. */
class SecretReadingTest {

  private static Restricted<?> subject(LyssDatabase kind) {
    return Restricted.all().filter(one -> one.database() == kind).findFirst().orElseThrow();
  }

  private static String reading(LyssDatabase kind) {
    return kind == LyssDatabase.PLATFORM
        ? "select api_key from read_provider_key(1)"
        : "select key from read_channel_key('%s', '00000000-0000-7000-8000-0000000000c1')"
            .formatted(Persona.ACME);
  }

  private static String place(LyssDatabase kind) {
    return kind == LyssDatabase.PLATFORM
        ? "provider_configs 1"
        : "provider_channels 00000000-0000-7000-8000-0000000000c1";
  }

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "PROVIDER"})
  void aReadingThatIsRolledBackIsInTheServersLog(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = subject(kind).open()) {
      Connection app = database.app();
      List<String> logged =
          subject(kind)
              .asSystem(app, "a look")
              .transaction(
                  false,
                  () -> {
                    try (Statement statement = app.createStatement()) {
                      // what goes to the server's log comes to this client as well
                      statement.execute("set local client_min_messages = log");
                      statement.execute(reading(kind));
                      return messages(statement.getWarnings());
                    }
                  });
      assertThat(logged).contains("the secret of " + place(kind) + " is read: a look");
      assertThat(
              Scoped.asLogin(database.superuser())
                  .value("select count(*) from audit_logs where action = 'read_secret'"))
          .isEqualTo(0L);
    }
  }

  private static List<String> messages(SQLWarning first) {
    List<String> messages = new ArrayList<>();
    for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
      messages.add(warning.getMessage());
    }
    return messages;
  }

  @ParameterizedTest
  @EnumSource(names = {"PLATFORM", "PROVIDER"})
  void noReadOnlyTransactionReadsOne(LyssDatabase kind) throws SQLException {
    try (OwnedDatabase database = subject(kind).open()) {
      Connection app = database.app();
      Scoped system = subject(kind).asSystem(app, "a look");
      assertThatThrownBy(
              () ->
                  system.transaction(
                      false,
                      () -> {
                        try (Statement statement = app.createStatement()) {
                          statement.execute("set transaction read only");
                          return statement.execute(reading(kind));
                        }
                      }))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }
  }
}

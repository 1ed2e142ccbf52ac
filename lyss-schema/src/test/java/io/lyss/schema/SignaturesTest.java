package io.lyss.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.schema.service.Persona;
import io.lyss.throwaway.OneIn;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Which signatures are valid, and of what; nobody else makes one. */
@OneIn(6)
class SignaturesTest extends SignedScopesFixture {

  @Test
  void whatIsSignedOtherwiseIsRefused() throws SQLException {
    for (List<String> scope : scopes()) {
      assertThat(refused(() -> bindSigned(scope))).isEmpty();
      long now = System.currentTimeMillis() / 1000;
      Map<String, String> forged = new LinkedHashMap<>();
      forged.put("expired", signatures.until(now - 600).sign(scope));
      forged.put("another key", signatures.key(Signatures.bytes(32, 8)).sign(scope));
      forged.put("an unknown key", signatures.keyName("tests-2").sign(scope));
      forged.put("the server's key", signatures.keyName("").sign(scope));
      forged.put("another database", signatures.schema("lyss_other").sign(scope));
      forged.put("another process", signatures.process("1").sign(scope));
      forged.put("nothing", "");
      forged.put("no signature", "tests-1.9999999999..zz");
      String signature = signatures.sign(scope);
      forged.put("a later end", signature.replaceFirst("[.]\\d+[.]", ".9999999999."));
      forged.put("another process put in", signature.replace("..", ".1."));
      forged.put("cut", signature.substring(0, signature.length() - 2));
      forged.forEach(
          (how, text) -> assertRefused(() -> bindSigned(scope, text), scope + ", signed: " + how));
      for (int i = 0; i < scope.size(); i++) {
        List<String> altered = new ArrayList<>(scope);
        altered.set(i, altered(scope.get(i)));
        assertRefused(() -> bindSigned(altered, signature), altered + " for " + scope);
      }
    }
  }

  private static String altered(String value) {
    return switch (value) {
      case USERS -> SYSTEM;
      case SYSTEM -> USERS;
      case "" -> "1";
      default -> value + "1";
    };
  }

  /** The function that seals may be called by itself; it seals the role that is signed. */
  @Test
  void aSignatureForOneRoleSealsNoOther() throws SQLException {
    for (List<String> scope : scopes()) {
      List<String> signed = new ArrayList<>(scope);
      signed.add(signatures.sign(scope));
      String other = scope.get(0).equals(USERS) ? SYSTEM : USERS;
      assertRefused(
          () -> {
            set("role", other);
            call("seal_scope", signed);
          },
          scope + " as " + other);
    }
  }

  @Test
  void nobodyReadsKeysOrMakesSeals() throws SQLException {
    for (List<String> scope : scopes()) {
      within(
          () -> {
            bindSigned(scope);
            for (String sql :
                List.of(
                    "select name from %s.scope_keys",
                    "select %s.scope_seal()",
                    "select %s.former_seal()",
                    "select %s.replace_seal_key()",
                    "select %s.require_signature('', '')",
                    "select %s.add_scope_key('b', decode(repeat('00', 32), 'hex'))",
                    "select %s.drop_scope_key('tests-1')",
                    "select %s.require_signed_scopes()",
                    "select %s.accept_unsigned_scopes()",
                    "create or replace function %s.scope_holds() returns boolean language sql return true")) {
              String statement = sql.formatted(subject.schema());
              assertThat(attempt(statement)).as("%s: %s", scope, statement).isZero();
            }
          });
    }
  }

  /** Not even with rights to become the roles: it asks who has logged in. */
  @Test
  void theApplicationDoesNotSealAsTheOwnerDoes() throws SQLException {
    for (List<String> scope : scopes()) {
      assertRefused(
          () -> {
            setAll(settings(scope));
            call("seal_as_owner", List.of());
          },
          scope.toString());
    }
  }

  /** A login has a default for the setting; null would bring that back. */
  @Test
  void whatIsSignedEmptyIsBoundEmpty() throws SQLException {
    List<String> settings = SETTINGS.stream().filter(s -> !s.equals("app.scope_seal")).toList();
    String ofLogin =
        String.join(" ", settings.stream().map(s -> "-c " + s + "=" + ofLogin(s)).toList());
    Properties properties = new Properties();
    properties.put("user", database.appUser());
    properties.put("password", database.appPassword());
    properties.put("options", ofLogin);
    int arguments = scopes().get(0).size();
    for (String role : List.of(USERS, SYSTEM)) {
      List<String> signed = new ArrayList<>(Collections.nCopies(arguments, ""));
      signed.set(0, role);
      try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
          PreparedStatement bind =
              connection.prepareStatement(
                  "select %s.%s(?%s, ?)"
                      .formatted(
                          subject.schema(), Signatures.BIND, ", null".repeat(arguments - 1)))) {
        connection.setAutoCommit(false);
        bind.setString(1, role);
        bind.setString(2, signatures.sign(signed));
        bind.execute();
        for (String setting : settings) {
          try (PreparedStatement get =
              connection.prepareStatement("select pg_catalog.current_setting(?, true)")) {
            get.setString(1, setting);
            try (ResultSet row = get.executeQuery()) {
              row.next();
              // nothing binds what this database has no use for
              if (!isPlatform() || !setting.matches(".*(tenant_id|group_ids)")) {
                assertThat(row.getString(1)).as("%s as %s", setting, role).isEmpty();
              }
            }
          }
        }
      }
    }
  }

  private String ofLogin(String setting) {
    return switch (setting) {
      case "app.current_user_id" -> isPlatform() ? "1" : Persona.ADMIN_ID;
      case "app.current_group_ids" -> "{" + Persona.READERS_ID + "}";
      case "app.current_role" -> isPlatform() ? "admin" : "tenant_admin";
      case "app.system_reason" -> "forged";
      default -> Persona.ACME;
    };
  }

  @Test
  void aSignatureEndsWithinAStatement() throws SQLException {
    List<String> scope = scopes().get(0);
    long until = System.currentTimeMillis() / 1000 + 2;
    List<String> signed = new ArrayList<>(scope);
    signed.add(signatures.until(until).sign(scope));
    assertRefused(
        () -> {
          try (PreparedStatement late =
              app.prepareStatement(
                  "select pg_catalog.pg_sleep_until(pg_catalog.to_timestamp(%d.1)), %s.%s(%s)"
                      .formatted(
                          until,
                          subject.schema(),
                          Signatures.BIND,
                          String.join(", ", Collections.nCopies(signed.size(), "?"))))) {
            for (int i = 0; i < signed.size(); i++) {
              late.setString(i + 1, signed.get(i));
            }
            late.execute();
          }
        },
        "after " + until);
  }
}

package io.lyss.schema;

import io.lyss.schema.platform.PlatformSubject;
import io.lyss.schema.service.Subject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database with rows, which policies and constraints restrict, and what the tests of those need
 * to know about it.
 *
 * @param <U> its users
 */
public interface Restricted<U> {

  /** Every database. */
  static Stream<Restricted<?>> all() {
    return Stream.concat(Stream.of(new PlatformSubject()), Subject.all().stream());
  }

  LyssDatabase database();

  default String schema() {
    return database().defaultSchema();
  }

  /** Statements that put rows into every table, for a superuser. */
  String rows();

  /** A key that scopes could be signed with, for the rows of every database. */
  String KEY =
      """
      set session_replication_role = replica; -- so no entry of the audit log tells of it
      insert into scope_keys (name, inner_pad, outer_pad)
      values ('a', decode(repeat('36', 64), 'hex'), decode(repeat('5c', 64), 'hex'));
      set session_replication_role = origin;
      """;

  /** Migrated, with rows in every table. */
  default OwnedDatabase open() {
    return OwnedDatabase.with(database(), rows());
  }

  Scoped as(Connection connection, U user);

  Scoped asSystem(Connection connection, String reason);

  /** Users of each kind that may more than others. */
  List<U> administrators();

  /** Statements for each policy, and what it does with them. */
  List<PolicyCase<U>> policies();

  /** More cases of a policy, which follow from the rows. */
  default List<PolicyCase<U>> derivedCases(String policy, Scoped superuser) throws SQLException {
    return List.of();
  }

  /** Whether the policies of lyss_definer have cases, too, in the functions that it owns. */
  default boolean hasCasesOfDefiner() {
    return false;
  }

  /** Whether a policy is to refuse nothing. */
  default boolean allowsAll(String policy) {
    return false;
  }

  /** Statements that switch off what refuses the same as a policy; empty for none. */
  default String leavingPoliciesAlone() {
    return "";
  }

  /** Statements that break one constraint each. */
  List<Violation> violations();

  /** The same for the tables that several databases have. */
  default List<Violation> commonViolations() {
    return List.of();
  }

  /**
   * {@code table.column} of every column that may be null and whose comment does not say what null
   * means, but those of common tables; and of columns that may not, though their comment speaks of
   * null.
   */
  List<String> unexplainedNulls();

  default List<String> commonUnexplainedNulls() {
    return List.of();
  }
}

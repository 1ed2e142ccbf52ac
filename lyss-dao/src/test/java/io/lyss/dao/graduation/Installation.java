package io.lyss.dao.graduation;

import io.lyss.dao.testing.FiveServices;
import io.lyss.dao.testing.TestDatabase;
import io.lyss.schema.LyssDatabase;
import io.lyss.throwaway.PsqlScript;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The five services, and the data sources of each. */
final class Installation extends FiveServices {

  /** Of the login that a DBA makes for it, which is no superuser. */
  private final String mover = "lyss_mover_of_" + database.database().name();

  Installation() {
    this(new TestDatabase(KINDS.toArray(LyssDatabase[]::new)));
  }

  /** Not distributed, also on a cluster. */
  static Installation onOneNode() {
    return new Installation(TestDatabase.onOneNode(KINDS.toArray(LyssDatabase[]::new)));
  }

  private Installation(TestDatabase of) {
    super(of);
    database
        .database()
        .execute(
            PsqlScript.statements(
                        LyssDatabase.class,
                        "bootstrap/050_tenants.sql",
                        Map.of("db", database.database().name()))
                    .replace("lyss_mover", mover)
                + "alter role %1$s login password '%1$s'; grant temporary on database %2$s to %1$s"
                    .formatted(mover, database.database().name()));
    onNodes("grant set on parameter session_replication_role to " + mover);
  }

  /** Citus passes rights to set parameters on to none of its nodes. */
  private void onNodes(String sql) {
    if (TestDatabase.ON_CITUS) {
      database.query("select run_command_on_workers('%s')".formatted(sql));
    }
  }

  Map<LyssDatabase, DataSource> dataSources(UnaryOperator<DataSource> wrapped) {
    Map<LyssDatabase, DataSource> sources = new EnumMap<>(LyssDatabase.class);
    KINDS.forEach(
        service ->
            sources.put(service, wrapped.apply(database.database().dataSource(mover, mover))));
    return sources;
  }

  @Override
  public void close() {
    onNodes("revoke set on parameter session_replication_role from " + mover);
    database
        .database()
        .execute(
            "drop owned by %1$s; revoke set on parameter session_replication_role from %1$s; drop role %1$s"
                .formatted(mover));
    super.close();
  }
}

package io.lyss.examples.quickstart;

import io.lyss.dao.PageRequest;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.User;
import io.lyss.schema.LyssMigrator;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses a schema that is not empty, before anything in it is changed. */
final class Vacancy {

  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private Vacancy() {}

  static void require(Target target, String schema) {
    if (!SCHEMA.matcher(schema).matches() || schema.startsWith("pg_")) {
      throw new UsageException(
          "--schema " + schema + " is no name for one: take lower-case letters, digits and _");
    }
    // The name can stand in a literal: the pattern permits no quotes.
    boolean migrated =
        exists(target, "select to_regclass('" + schema + "." + LyssMigrator.HISTORY_TABLE + "')");
    if (!migrated) {
      refuseOtherTables(target, schema);
    } else if (exists(target, "select to_regclass('" + schema + ".users')")) {
      refuseUsers(Platform.over(target.owner()).schema(schema).asSystem("quickstart"), schema);
    }
  }

  private static void refuseOtherTables(Target target, String schema) {
    String tables =
        target.ask(
            "select count(*) from pg_catalog.pg_class as c join pg_catalog.pg_namespace as n"
                + " on n.oid = c.relnamespace where n.nspname = '"
                + schema
                + "' and c.relkind in ('r', 'p', 'v', 'm', 'f')");
    if (!tables.equals("0")) {
      throw new UsageException(
          "the schema " + schema + " holds other data than LYSS's; name another with --schema");
    }
  }

  private static void refuseUsers(PlatformSession system, String schema) {
    List<User> first = system.users().list(PageRequest.first(1)).items();
    if (first.isEmpty()) {
      return;
    }
    throw new UsageException(
        first.get(0).email().endsWith(Names.MAIL_DOMAIN)
            ? "the organisation is loaded in the schema "
                + schema
                + " already; drop that schema, or name another with --schema"
            : "the schema " + schema + " has users already; name another with --schema");
  }

  private static boolean exists(Target target, String toRegclass) {
    return target.ask(toRegclass + " is not null").equals("t");
  }
}

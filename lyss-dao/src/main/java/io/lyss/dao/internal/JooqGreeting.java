package io.lyss.dao.internal;

import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** jOOQ logs a banner and a tip when it first renders SQL; hosts of LYSS did not ask for these. */
final class JooqGreeting {

  private static final List<String> SWITCHES = List.of("org.jooq.no-logo", "org.jooq.no-tips");

  private JooqGreeting() {}

  /** Lets jOOQ render for the first time in silence, unless the host has set its switches. */
  static void suppress() {
    List<String> ours = SWITCHES.stream().filter(name -> System.getProperty(name) == null).toList();
    ours.forEach(name -> System.setProperty(name, "true"));
    try {
      DSL.using(SQLDialect.POSTGRES).render(DSL.one());
    } finally {
      ours.forEach(System::clearProperty);
    }
  }
}

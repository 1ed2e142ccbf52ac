package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Libraries that read a page of messages, and whether the database or the query keeps tenants
 * apart.
 */
enum Peer {
  SAME_BINDING("plain JDBC, row-level security bound in the same text", true, PlainPage::bound),
  EXPLICIT("plain JDBC, where tenant_id = ?", false, PlainPage::explicit),
  JOOQ("jOOQ as it comes, where tenant_id = ?", false, JooqPage::new),
  JDBI("JDBI, where tenant_id = ?", false, JdbiPage::new),
  MYBATIS("MyBatis, where tenant_id = ?", false, MyBatisPage::new),
  HIBERNATE("Hibernate with @TenantId", false, HibernatePage::new);

  private final String description;
  private final boolean scoped;
  private final Function<DataSource, Call> page;

  Peer(String description, boolean scoped, Function<DataSource, Call> page) {
    this.description = description;
    this.scoped = scoped;
    this.page = page;
  }

  /** Whether row-level security applies to it, as to the application. */
  boolean isScoped() {
    return scoped;
  }

  Call page(DataSource source) {
    return page.apply(source);
  }

  @Override
  public String toString() {
    return description;
  }
}

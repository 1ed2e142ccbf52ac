package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import java.util.UUID;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

/**
 * The page in Hibernate, which adds the tenant to each query, and reads entities nobody changes.
 */
final class HibernatePage implements Call {

  private static final String PAGE =
      "from MappedMessage where conversationId = :conversation and userId = :user"
          + " order by sequence desc";

  private record OneTenant() implements CurrentTenantIdentifierResolver<UUID> {

    @Override
    public UUID resolveCurrentTenantIdentifier() {
      return Asked.TENANT;
    }

    @Override
    public boolean validateExistingCurrentSessions() {
      return false;
    }
  }

  private final SessionFactory sessions;

  HibernatePage(DataSource source) {
    Configuration configuration = new Configuration();
    configuration.addAnnotatedClass(MappedMessage.class);
    configuration.getProperties().put(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, source);
    configuration
        .getProperties()
        .put(AvailableSettings.MULTI_TENANT_IDENTIFIER_RESOLVER, new OneTenant());
    sessions = configuration.buildSessionFactory();
  }

  @Override
  public void run(int n) {
    sessions.inTransaction(
        session ->
            Asked.complete(
                session
                    .createQuery(PAGE, MappedMessage.class)
                    .setParameter("conversation", Asked.conversation(n))
                    .setParameter("user", Asked.user(n))
                    .setMaxResults(Asked.ROWS)
                    .setReadOnly(true)
                    .list()));
  }
}

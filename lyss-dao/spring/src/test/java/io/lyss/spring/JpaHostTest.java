package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.ConflictException;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** LYSS in the transactions of a host whose own tables are entities of JPA. */
@LyssTest(LyssDatabase.PLATFORM)
class JpaHostTest {

  private static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));

  // kept in a field, because a logger without references forgets its level
  private static final Logger HIBERNATE = Logger.getLogger("org.hibernate");

  private final LyssTestDatabase database;

  JpaHostTest(LyssTestDatabase database) {
    this.database = database;
    HIBERNATE.setLevel(Level.SEVERE);
  }

  /** A row of the host beside those of LYSS. */
  @Entity(name = "Note")
  @Table(name = "notes", schema = "host")
  static class Note {
    @Id String name;

    protected Note() {}

    Note(String name) {
      this.name = name;
    }
  }

  private record Host(PlatformSession me, EntityManager entities, TransactionTemplate transaction) {

    void both(String name) {
      entities.persist(new Note(name));
      me.providers().createPersonal(NewProvider.of(name, ProviderKind.OPENAI, KEY));
    }

    List<String> names() {
      return Stream.concat(
              entities.createQuery("select name from Note", String.class).getResultList().stream(),
              me.providers().list(PageRequest.first(9)).items().stream().map(Provider::name))
          .toList();
    }
  }

  private void run(String user, boolean autoCommit, Consumer<Host> work) {
    new JdbcTemplate(database.superuserDataSource())
        .execute(
            """
        create schema if not exists host;
        create table if not exists host.notes (name text primary key);
        delete from host.notes;
        grant usage on schema host to public;
        grant select, insert on host.notes to public;
        """);
    int id = database.organisation().user(user).id();
    // one connection: a request for another would wait in vain
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.application().username());
    pool.setPassword(database.application().password());
    pool.setMaximumPoolSize(1);
    pool.setConnectionTimeout(1000);
    pool.setAutoCommit(autoCommit);
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(DataSource.class, () -> pool)
        .withBean(LocalContainerEntityManagerFactoryBean.class, () -> entities(pool, !autoCommit))
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(
            context -> {
              EntityManagerFactory factory = context.getBean(EntityManagerFactory.class);
              work.accept(
                  new Host(
                      context.getBean(Platform.class).asUser(id),
                      SharedEntityManagerCreator.createSharedEntityManager(factory),
                      new TransactionTemplate(new JpaTransactionManager(factory))));
            });
  }

  private static LocalContainerEntityManagerFactoryBean entities(
      DataSource pool, boolean providerDisablesAutoCommit) {
    LocalContainerEntityManagerFactoryBean entities = new LocalContainerEntityManagerFactoryBean();
    entities.setDataSource(pool);
    entities.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
    entities.setPackagesToScan(JpaHostTest.class.getPackageName());
    entities.setJpaPropertyMap(
        Map.of("hibernate.connection.provider_disables_autocommit", providerDisablesAutoCommit));
    return entities;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfBothAreCommittedTogether(boolean autoCommit) {
    run(
        "committed-" + autoCommit,
        autoCommit,
        host -> {
          host.transaction().executeWithoutResult(status -> host.both("a"));
          assertThat(host.names()).containsExactly("a", "a");
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsOfBothAreRolledBackTogether(boolean autoCommit) {
    run(
        "rolled-back-" + autoCommit,
        autoCommit,
        host -> {
          host.transaction()
              .executeWithoutResult(
                  status -> {
                    host.both("a");
                    status.setRollbackOnly();
                  });
          assertThat(host.names()).isEmpty();
        });
  }

  /** Because it takes a savepoint, which Spring refuses in transactions of Hibernate. */
  @Test
  void aFailureInAnInnerTransactionLeavesThatOfTheHostAsItWas() {
    run(
        "refused",
        true,
        host -> {
          host.transaction()
              .executeWithoutResult(
                  status -> {
                    host.both("a");
                    assertThatExceptionOfType(ConflictException.class)
                        .isThrownBy(() -> host.me().useTransaction(JpaHostTest::createTwice));
                    host.entities().persist(new Note("b"));
                  });
          assertThat(host.names()).containsExactlyInAnyOrder("a", "b", "a");
        });
  }

  private static void createTwice(PlatformSession me) {
    me.providers().createPersonal(NewProvider.of("c", ProviderKind.OPENAI, KEY));
    me.providers().createPersonal(NewProvider.of("c", ProviderKind.OPENAI, KEY));
  }
}

package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PageRequest;
import io.lyss.dao.error.DatabaseException;
import io.lyss.dao.error.UnavailableException;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.Platform;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What hosts do with Spring's transactions besides beginning one, and where others have failed. */
@LyssTest(LyssDatabase.PLATFORM)
class SpringTransactionsTest {

  private static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));

  private final LyssTestDatabase database;

  SpringTransactionsTest(LyssTestDatabase database) {
    this.database = database;
  }

  /** A host whose LYSS and whose transactions have that data source; and somebody in it. */
  private record Host(ApplicationContext beans, DataSource dataSource, PlatformSession me) {

    TransactionTemplate transaction(int propagation) {
      TransactionTemplate template =
          new TransactionTemplate(new DataSourceTransactionManager(dataSource));
      template.setPropagationBehavior(propagation);
      return template;
    }

    TransactionTemplate transaction() {
      return transaction(TransactionDefinition.PROPAGATION_REQUIRED);
    }

    void create(String name) {
      me.providers().createPersonal(NewProvider.of(name, ProviderKind.OPENAI, KEY));
    }

    List<String> names() {
      return me.providers().list(PageRequest.first(9)).items().stream()
          .map(Provider::name)
          .toList();
    }
  }

  private HikariDataSource pool(int size) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.application().username());
    pool.setPassword(database.application().password());
    pool.setMaximumPoolSize(size);
    pool.setConnectionTimeout(500);
    return pool;
  }

  private void run(String user, DataSource dataSource, Consumer<Host> work) {
    int id = database.organisation().user(user).id();
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withBean(DataSource.class, () -> dataSource)
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(
            context ->
                work.accept(
                    new Host(context, dataSource, context.getBean(Platform.class).asUser(id))));
  }

  @Test
  void aTransactionOfItsOwnWithinAnotherIsCommittedAlone() {
    run(
        "requires-new",
        pool(2),
        host ->
            host.transaction()
                .executeWithoutResult(
                    outer -> {
                      host.create("outer");
                      host.transaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW)
                          .executeWithoutResult(inner -> host.create("inner"));
                      outer.setRollbackOnly();
                    }));
    run("requires-new", pool(1), host -> assertThat(host.names()).containsExactly("inner"));
  }

  @Test
  void withoutAConnectionForItItFailsAndDoesNotWaitForEver() {
    run(
        "one-connection",
        pool(1),
        host ->
            host.transaction()
                .executeWithoutResult(
                    outer -> {
                      host.create("outer");
                      assertThatExceptionOfType(RuntimeException.class)
                          .isThrownBy(
                              () ->
                                  host.transaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
                                      .executeWithoutResult(none -> host.create("beside")))
                          .isInstanceOf(UnavailableException.class);
                    }));
    run("one-connection", pool(1), host -> assertThat(host.names()).containsExactly("outer"));
  }

  @Test
  void aSavepointOfTheHostTakesTheRowsOfLyssBack() {
    run(
        "nested",
        pool(1),
        host -> {
          host.transaction()
              .executeWithoutResult(
                  outer -> {
                    host.create("kept");
                    host.transaction(TransactionDefinition.PROPAGATION_NESTED)
                        .executeWithoutResult(
                            nested -> {
                              host.create("taken back");
                              nested.setRollbackOnly();
                            });
                  });
          assertThat(host.names()).containsExactly("kept");
        });
  }

  @Test
  void writesAfterTheTransactionHasCommittedAreStored() {
    run(
        "after-commit",
        pool(1),
        host -> {
          host.transaction()
              .executeWithoutResult(
                  transaction -> {
                    host.create("before");
                    TransactionSynchronizationManager.registerSynchronization(
                        new TransactionSynchronization() {
                          @Override
                          public void afterCommit() {
                            host.create("after");
                          }
                        });
                  });
          assertThat(host.names()).containsExactlyInAnyOrder("before", "after");
        });
  }

  @Test
  void aTransactionThatOnlyReadsRefusesToWriteAndReads() {
    run(
        "read-only",
        pool(1),
        host -> {
          host.create("there");
          TransactionTemplate reading = host.transaction();
          reading.setReadOnly(true);
          assertThat(reading.<List<String>>execute(transaction -> host.names()))
              .containsExactly("there");
          assertThatExceptionOfType(DatabaseException.class)
              .isThrownBy(() -> reading.executeWithoutResult(transaction -> host.create("refused")))
              .isNotInstanceOf(UnavailableException.class)
              .withMessageContaining("begin one that may write");
          host.create("next");
          assertThat(host.names()).containsExactlyInAnyOrder("there", "next");
        });
  }

  @Test
  void aTransactionOfAnotherDataSourceIsNotJoined() {
    try (HikariDataSource another = pool(1)) {
      run(
          "another",
          pool(1),
          host -> {
            new TransactionTemplate(new DataSourceTransactionManager(another))
                .executeWithoutResult(
                    transaction -> {
                      host.create("own");
                      transaction.setRollbackOnly();
                    });
            assertThat(host.names()).containsExactly("own");
          });
    }
  }

  @Test
  void proxiesOfSpringAroundThePoolChangeNothing() {
    DataSource lazy = new LazyConnectionDataSourceProxy(pool(1));
    run(
        "proxies",
        lazy,
        host -> {
          host.create("alone");
          host.transaction()
              .executeWithoutResult(
                  transaction -> {
                    host.create("gone");
                    assertThat(host.names()).containsExactlyInAnyOrder("alone", "gone");
                    transaction.setRollbackOnly();
                  });
          host.transaction().executeWithoutResult(transaction -> host.create("kept"));
          assertThat(host.names()).containsExactlyInAnyOrder("alone", "kept");
        });
    DataSource twice =
        new TransactionAwareDataSourceProxy(new TransactionAwareDataSourceProxy(pool(1)));
    run(
        "twice",
        twice,
        host -> {
          host.create("alone");
          assertThat(host.names()).containsExactly("alone");
        });
  }
}

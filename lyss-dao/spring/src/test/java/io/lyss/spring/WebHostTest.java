package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.zaxxer.hikari.HikariDataSource;
import io.lyss.dao.Ciphertext;
import io.lyss.dao.PageRequest;
import io.lyss.dao.Scope;
import io.lyss.dao.error.RetryableException;
import io.lyss.dao.platform.NewProvider;
import io.lyss.dao.platform.PlatformSession;
import io.lyss.dao.platform.Provider;
import io.lyss.dao.platform.ProviderKind;
import io.lyss.schema.LyssDatabase;
import io.lyss.test.LyssTest;
import io.lyss.test.LyssTestDatabase;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * A host as a team writes it: a table of its own, transactions by annotation, a pool of one
 * connection.
 */
@LyssTest(LyssDatabase.PLATFORM)
class WebHostTest {

  private static final Ciphertext KEY = Ciphertext.of("test:" + "A".repeat(40));

  private static LyssTestDatabase database;

  @BeforeAll
  static void giveTheHostATable(LyssTestDatabase migrated) {
    database = migrated;
    JdbcTemplate owner = new JdbcTemplate(migrated.ownerDataSource());
    owner.execute("create table public.orders (id int primary key)");
    owner.execute("grant all on public.orders to " + migrated.application().username());
  }

  /** The user whom the host's security has authenticated. */
  private static Principal as(int user) {
    return () -> Integer.toString(user);
  }

  private static int user(String name) {
    return database.organisation().user(name).id();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  static class Host {
    @Bean
    HikariDataSource dataSource() {
      HikariDataSource pool = new HikariDataSource();
      pool.setJdbcUrl(database.jdbcUrl());
      pool.setUsername(database.application().username());
      pool.setPassword(database.application().password());
      pool.setMaximumPoolSize(1);
      pool.setConnectionTimeout(5_000);
      return pool;
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new DataSourceTransactionManager(dataSource);
    }

    @Bean
    ScopeResolver scopeResolver() {
      return () ->
          Optional.ofNullable(RequestContextHolder.getRequestAttributes())
              .map(request -> ((ServletRequestAttributes) request).getRequest().getUserPrincipal())
              .map(user -> new Scope.PlatformUser(Integer.parseInt(user.getName())));
    }

    @Bean
    Orders orders(DataSource dataSource, Sessions sessions) {
      return new Orders(new JdbcTemplate(dataSource), sessions);
    }

    @Bean
    Controller controller(Orders orders, Sessions sessions) {
      return new Controller(orders, sessions);
    }
  }

  static class Orders {
    private final JdbcTemplate jdbc;
    private final Sessions sessions;

    Orders(JdbcTemplate jdbc, Sessions sessions) {
      this.jdbc = jdbc;
      this.sessions = sessions;
    }

    /** Both or neither. */
    @Transactional
    public void place(int id, String name) {
      PlatformSession me = sessions.platform();
      jdbc.update("insert into public.orders values (?)", id);
      me.providers().createPersonal(NewProvider.of(name, ProviderKind.OPENAI, KEY));
      if (name.equals("gone")) {
        throw new RetryableException("the host's", null);
      }
    }
  }

  @RestController
  static class Controller {
    private final Orders orders;
    private final Sessions sessions;

    Controller(Orders orders, Sessions sessions) {
      this.orders = orders;
      this.sessions = sessions;
    }

    @GetMapping("/users/{id}")
    public String email(@PathVariable("id") int id) {
      return sessions.platform().users().get(id).email();
    }

    /**
     * The rest of the request is done by another thread, as a scheduler of a reactive host does.
     */
    @GetMapping("/handed/{id}")
    public String handed(@PathVariable("id") int id) {
      PlatformSession me = sessions.platform();
      return CompletableFuture.supplyAsync(() -> me.users().get(id).email()).join();
    }

    @GetMapping("/lost/{id}")
    public String lost(@PathVariable("id") int id) {
      return CompletableFuture.supplyAsync(() -> email(id)).handle((email, e) -> "" + e).join();
    }

    @PostMapping("/orders/{id}")
    public void order(@PathVariable("id") int id, @RequestParam("name") String name) {
      orders.place(id, name);
    }

    @GetMapping("/providers")
    public String providers() {
      return sessions.platform().providers().list(PageRequest.first(9)).items().stream()
          .map(Provider::name)
          .collect(Collectors.joining(","));
    }
  }

  private interface Requests {
    void make(AssertableWebApplicationContext context, MockMvc http) throws Exception;
  }

  private static void run(Requests requests) {
    new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .withUserConfiguration(Host.class)
        .withPropertyValues("lyss.databases.platform.at-start=nothing")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              requests.make(
                  context,
                  MockMvcBuilders.standaloneSetup(context.getBean(Controller.class))
                      .setControllerAdvice(context.getBean(LyssProblems.class))
                      .build());
            });
  }

  @Test
  void eachRequestHasTheScopeOfItsUser() {
    int ann = user("ann");
    int bob = user("bob");
    run(
        (context, http) -> {
          http.perform(get("/users/" + ann).principal(as(ann)))
              .andExpect(status().isOk())
              .andExpect(content().string("ann@example.org"));
          http.perform(get("/users/" + ann).principal(as(bob)))
              .andExpect(status().isNotFound())
              .andExpect(content().contentType("application/problem+json"));
          assertThatIllegalStateException()
              .isThrownBy(() -> context.getBean(Sessions.class).platform())
              .withMessageContaining("no current user");
        });
  }

  @Test
  void aSessionThatIsHandedToAnotherThreadIsThatOfItsUserAndWithoutOneItFails() {
    int fay = user("fay");
    int gus = user("gus");
    run(
        (context, http) -> {
          http.perform(get("/handed/" + fay).principal(as(fay)))
              .andExpect(content().string("fay@example.org"));
          http.perform(get("/handed/" + fay).principal(as(gus))).andExpect(status().isNotFound());
          http.perform(get("/lost/" + fay).principal(as(fay)))
              .andExpect(content().string(containsString("no current user")));
        });
  }

  @Test
  void theHostsRowsAndThoseOfLyssAreCommittedAndRolledBackTogether() {
    int carl = user("carl");
    run(
        (context, http) -> {
          http.perform(post("/orders/1").param("name", "new").principal(as(carl)))
              .andExpect(status().isOk());
          http.perform(post("/orders/2").param("name", "gone").principal(as(carl)))
              .andExpect(status().isServiceUnavailable())
              .andExpect(header().string("Retry-After", "1"));
          http.perform(get("/providers").principal(as(carl))).andExpect(content().string("new"));
          assertThat(
                  new JdbcTemplate(context.getBean(DataSource.class))
                      .queryForList("select id from public.orders where id < 10", Integer.class))
              .containsExactly(1);
        });
  }

  @Test
  void requestsAtOnceShareOneConnection() {
    int dora = user("dora");
    run(
        (context, http) -> {
          List<CompletableFuture<Integer>> answers =
              IntStream.range(10, 20)
                  .mapToObj(id -> CompletableFuture.supplyAsync(() -> order(http, id, dora)))
                  .toList();
          assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(200);
        });
  }

  private static int order(MockMvc http, int id, int user) {
    try {
      return http.perform(post("/orders/" + id).param("name", "n" + id).principal(as(user)))
          .andReturn()
          .getResponse()
          .getStatus();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aPoolWithoutAConnectionIsAProblemToTryAgainLater() {
    run(
        (context, http) -> {
          context.getBean(HikariDataSource.class).close();
          http.perform(get("/users/1").principal(as(1)))
              .andExpect(status().isServiceUnavailable())
              .andExpect(header().exists("Retry-After"))
              .andExpect(
                  answer ->
                      assertThat(answer.getResponse().getContentAsString())
                          .contains("try again later")
                          .doesNotContain("lyss_"));
        });
  }
}

package io.lyss.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import io.lyss.dao.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What a controller returns, in a host that did nothing for it. */
class JsonHostTest {

  private static final Page<Json> PAGE =
      new Page<>(List.of(new Json("{\"price\":1.10}")), Optional.of(new Cursor(new UUID(1, 2))));

  @Test
  void theHostsMapperKnowsLyssRecords() {
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(LyssAutoConfiguration.class, HostJson.CONFIGURATION))
        .run(
            context -> {
              assertThat(HostJson.write(context, PAGE))
                  .isEqualTo(
                      "{\"items\":[{\"price\":1.10}],\"next\":\""
                          + PAGE.next().orElseThrow().token()
                          + "\"}");
              assertThat(context).hasSingleBean(HostJson.MODULE);
            });
  }

  @Test
  void aHostWithoutJacksonStarts() {
    new ApplicationContextRunner()
        .withClassLoader(new FilteredClassLoader("com.fasterxml.jackson", "tools.jackson"))
        .withConfiguration(AutoConfigurations.of(LyssAutoConfiguration.class))
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(context).doesNotHaveBean("lyssJacksonModule");
              assertThat(context).doesNotHaveBean("lyssJackson2Module");
            });
  }
}

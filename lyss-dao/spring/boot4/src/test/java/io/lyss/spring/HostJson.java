package io.lyss.spring;

import io.lyss.jackson.LyssJacksonModule;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a host of Boot 4: Jackson 3. Boot 3's is of the same name. */
final class HostJson {

  static final Class<?> CONFIGURATION = JacksonAutoConfiguration.class;
  static final Class<?> MODULE = LyssJacksonModule.class;

  private HostJson() {}

  static String write(BeanFactory beans, Object value) {
    return beans.getBean(JsonMapper.class).writeValueAsString(value);
  }
}

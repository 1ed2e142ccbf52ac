package io.lyss.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lyss.jackson.LyssJackson2Module;
import java.io.IOException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;

/** The JSON of a host of Boot 3: Jackson 2. Boot 4's is of the same name. */
final class HostJson {

  static final Class<?> CONFIGURATION = JacksonAutoConfiguration.class;
  static final Class<?> MODULE = LyssJackson2Module.class;

  private HostJson() {}

  static String write(BeanFactory beans, Object value) throws IOException {
    return beans.getBean(ObjectMapper.class).writeValueAsString(value);
  }
}

package io.lyss.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableAsync;

/** The application; its settings are in {@code application.properties}. */
@SpringBootApplication
@EnableAsync
public class Host {

  public static void main(String[] arguments) {
    SpringApplication.run(Host.class, arguments);
  }
}

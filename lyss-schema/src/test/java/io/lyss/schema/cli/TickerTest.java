package io.lyss.schema.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TickerTest {

  @Test
  void aLongStepIsPrintedOnce() throws InterruptedException {
    BlockingQueue<String> told = new LinkedBlockingQueue<>();
    try (Ticker ticker = Ticker.start(told::add, Duration.ofMillis(1))) {
      ticker.now("counting");
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("counting");
      ticker.now("dumping");
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("dumping");
    }
    assertThat(told).isEmpty();
  }

  @Test
  void reportsNoProgressOfWhatEndsAtOnce() {
    List<String> told = new CopyOnWriteArrayList<>();
    try (Ticker ticker = Ticker.start(told::add, Duration.ofDays(1))) {
      ticker.now("counting");
    }
    assertThat(told).isEmpty();
  }
}

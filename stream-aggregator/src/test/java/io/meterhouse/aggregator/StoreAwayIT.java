package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.clickhouse.ClickHouseEngine;
import io.meterhouse.local.clickhouse.EngineSettings;
import io.meterhouse.local.junit.Engines;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** ClickHouse refuses us, or goes away while nothing is to be written. */
@ExtendWith(Engines.class)
class StoreAwayIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final EngineAddresses engines;
  private final TestTopics topics;
  private @TempDir Path directory;

  StoreAwayIT(EngineAddresses engines) {
    this.engines = engines;
    this.topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("away"), 1);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldNotWaitForAPasswordToBecomeRight() {
    ModuleUnderTest module =
        new ModuleUnderTest(
            topics.kafka(),
            new ClickHouseConfig(engines.clickHouseUrl(), "refused", "default", "wrong-one"));
    try {
      assertThatThrownBy(() -> module.start(directory))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("ClickHouse cannot be used")
          .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL")
          .hasMessageContaining("METERHOUSE_CLICKHOUSE_USER")
          .hasMessageContaining("METERHOUSE_CLICKHOUSE_PASSWORD")
          .hasMessageNotContaining("wrong-one");
    } finally {
      module.stop();
    }
  }

  @Test
  void shouldNameClickHouseWhileItIsAwayAlsoWhenNothingIsToBeWritten() {
    try (ClickHouseEngine clickHouse =
        ClickHouseEngine.start(
            EngineSettings.in(directory.resolve("clickhouse")).forShortLife(true))) {
      ModuleUnderTest module = new ModuleUnderTest(topics.kafka(), clickHouse.url(), "usage");
      try {
        module.start(directory.resolve("state"));
        await().atMost(PATIENCE).until(module::isReady);

        clickHouse.kill();
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(module.problems())
                        .contains("ClickHouse at " + clickHouse.url() + " does not answer"));

        clickHouse.restart();
        await().atMost(PATIENCE).until(module::isReady);
      } finally {
        module.stop();
      }
    }
  }
}

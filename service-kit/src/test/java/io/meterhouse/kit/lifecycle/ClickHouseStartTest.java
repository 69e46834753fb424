package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.StartupConfig;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClickHouseStartTest {

  private static final ClickHouseConfig CONFIG =
      new ClickHouseConfig("http://127.0.0.1:1", "usage", "ada", "hunter2");
  private static final StartupConfig PATIENT = new StartupConfig(Duration.ofDays(1));

  private final UncheckedIOException away =
      new UncheckedIOException(new ConnectException("refused"));
  private final List<String> attempts = new ArrayList<>();

  @Test
  void shouldWaitForAServerThatIsAway() {
    assertThat(open(PATIENT, away, 2)).isEqualTo("open");
    assertThat(attempts).hasSize(3).containsOnly("http://127.0.0.1:1 usage ada hunter2");
  }

  @Test
  void shouldNameTheAddressAndTheSettingWhenTheTimeIsOver() {
    assertThatThrownBy(() -> open(new StartupConfig(Duration.ofMillis(1)), away, 1_000))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("ClickHouse at http://127.0.0.1:1 did not answer within 1 ms")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL");
  }

  @Test
  void shouldFailAtOnceWhereTheServerAnswersNo() {
    IllegalStateException refused = new IllegalStateException("wrong password.");

    assertThatThrownBy(() -> open(PATIENT, refused, 3))
        .isInstanceOf(StartupException.class)
        .hasMessageStartingWith("ClickHouse cannot be used: wrong password. ")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_USER")
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_PASSWORD")
        .hasMessageNotContaining("hunter2")
        .hasCause(refused);
    assertThat(attempts).hasSize(1);
  }

  private String open(StartupConfig startup, RuntimeException failure, int failures) {
    return ClickHouseStart.open(
        CONFIG,
        startup,
        config -> {
          attempts.add(
              String.join(" ", config.url(), config.database(), config.user(), config.password()));
          if (attempts.size() <= failures) {
            throw failure;
          }
          return "open";
        },
        UncheckedIOException.class::isInstance);
  }
}

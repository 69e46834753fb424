package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every failure says what, where and whether to try again. */
@ExtendWith(Engines.class)
class FailuresIT {

  private static final StoreLimits IMPATIENT =
      new StoreLimits(
          2,
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          true);

  @Test
  void shouldAnswerAPing(EngineAddresses engines) {
    try (UsageStore store = open(engines.clickHouseUrl())) {
      store.ping();
    }
  }

  @Test
  void shouldSayWhereNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (UsageStore store = open("http://127.0.0.1:" + port)) {
      assertThatThrownBy(store::ping)
          .isInstanceOfSatisfying(
              UsageStoreException.class,
              e -> {
                assertThat(e.code()).isEqualTo(UsageStoreException.NO_CODE);
                assertThat(e.isRetryable()).isTrue();
                assertThat(e).hasMessageContaining("127.0.0.1:" + port + " database default");
              });
    }
  }

  @Test
  void shouldNotWaitForeverForASilentServer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        UsageStore store = open("http://127.0.0.1:" + silent.getLocalPort())) {
      assertThatThrownBy(store::ping)
          .isInstanceOfSatisfying(
              UsageStoreException.class, e -> assertThat(e.isRetryable()).isTrue());
    }
  }

  @Test
  void shouldStopAQueryThatTakesTooLong(EngineAddresses engines) {
    SqlStatement endless = SqlStatement.of("SELECT sum(sipHash64(number)) FROM system.numbers");
    try (UsageStore store = open(engines.clickHouseUrl())) {
      assertThatThrownBy(() -> store.query(endless, row -> row.getLong(1)))
          .isInstanceOfSatisfying(
              UsageStoreException.class,
              e -> {
                assertThat(e).hasMessageContaining("imeout");
                assertThat(e.isRetryable()).isTrue();
              });
    }
  }

  @Test
  void shouldSayThatATableIsMissing(EngineAddresses engines) {
    try (TestStore test = TestStore.empty(engines)) {
      new ClickHouseMigrations(test.store(), List.of()).migrate();
      assertThatThrownBy(() -> new Watermarks(test.store()).read("x"))
          .isInstanceOfSatisfying(
              UsageStoreException.class,
              e -> {
                assertThat(e.code()).isEqualTo(60);
                assertThat(e.isRetryable()).isFalse();
                assertThat(e).hasMessageContaining("usage_watermark");
              });
    }
  }

  @Test
  void shouldReadAndWriteWithoutCompression(EngineAddresses engines) {
    StoreLimits limits = StoreLimits.DEFAULT;
    StoreLimits plain =
        new StoreLimits(
            1,
            limits.connectionWait(),
            limits.connectTimeout(),
            limits.queryTimeout(),
            limits.socketTimeout(),
            false);
    try (TestStore test = TestStore.migrated(engines);
        UsageStore store =
            UsageStore.open(
                new ClickHouseStoreConfig(
                    engines.clickHouseUrl(),
                    test.store().config().database(),
                    "default",
                    "",
                    plain))) {
      new SinkProgress(store).record("s", "t", Map.of(1, 2L));
      assertThat(new SinkProgress(store).read("s", "t")).isEqualTo(Map.of(1, 2L));
    }
  }

  @Test
  void shouldRefuseAnUrlThatIsNone() {
    assertThatThrownBy(() -> open("jdbc:clickhouse://x"))
        .hasMessage(
            "ClickHouse url: jdbc:clickhouse://x (expected: http://HOST:PORT or"
                + " https://HOST:PORT)");
  }

  private static UsageStore open(String url) {
    return UsageStore.open(new ClickHouseStoreConfig(url, "default", "default", "", IMPATIENT));
  }
}

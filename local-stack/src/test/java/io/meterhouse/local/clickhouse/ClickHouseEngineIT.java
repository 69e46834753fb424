package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.process.DirectoryInUseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClickHouseEngineIT {

  @Test
  void shouldComeBackOnTheSameAddressWithTheSameDataAfterAKill(@TempDir Path directory)
      throws Exception {
    EngineSettings settings = EngineSettings.in(directory);
    try (ClickHouseEngine engine = ClickHouseEngine.start(settings, TestClickHouse.embedded())) {
      List<String> deaths = new CopyOnWriteArrayList<>();
      engine.onUnexpectedExit(deaths::add);
      String url = engine.url();
      Http.to(url).post("CREATE TABLE t ENGINE = MergeTree ORDER BY a AS SELECT 42 AS a");
      assertThatThrownBy(() -> ClickHouseEngine.start(settings, TestClickHouse.embedded()))
          .isInstanceOf(DirectoryInUseException.class);
      engine.kill();
      assertThat(engine.isAlive()).isFalse();
      Awaitility.await().until(() -> deaths.size() == 1);
      engine.restart();
      assertThat(engine.url()).isEqualTo(url);
      assertThat(Http.to(url).post("SELECT a FROM t").text()).isEqualTo("42\n");
    }
  }

  @Test
  void shouldUseAServerThatIsNamedAndLeaveItAlone(@TempDir Path directory) throws Exception {
    Map<String, String> environment = Map.of(Flavor.URL_VARIABLE, TestClickHouse.url());
    ClickHouseEngine engine = ClickHouseEngine.start(EngineSettings.in(directory), environment);
    assertThat(engine.url()).isEqualTo(TestClickHouse.url());
    assertThat(engine.pid()).isEqualTo(OptionalLong.empty());
    assertThatThrownBy(engine::kill).isInstanceOf(IllegalStateException.class);
    engine.close();
    assertThat(Http.to(TestClickHouse.url()).post("SELECT 1").text()).isEqualTo("1\n");
  }
}

package io.meterhouse.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.process.DirectoryInUseException;
import io.meterhouse.local.process.PortInUseException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaEngineIT {

  @TempDir private Path directory;

  @Test
  void shouldKeepTopicsAndAcknowledgedRecordsOverRestartsAndKills() throws Exception {
    try (KafkaEngine engine = KafkaEngine.start(KafkaOptions.in(directory).forShortLife(true))) {
      Records records = new Records(engine.bootstrapServers(), "numbers");
      records.createTopic();
      records.append(0, 100);

      engine.restart();
      assertThat(records.readAll()).as("after a restart").isEqualTo(Records.range(0, 100));
      refusesASecondEngine();

      int acknowledged = records.appendUntilBroken(100, engine::kill);
      assertThat(engine.isAlive()).isFalse();
      assertThat(acknowledged).isGreaterThan(100);
      engine.restart();

      // One partition and an idempotent producer: what was acknowledged comes first and in order.
      assertThat(records.readAll())
          .as("after a kill")
          .hasSizeGreaterThanOrEqualTo(acknowledged)
          .startsWith(Records.range(0, acknowledged).toArray(Integer[]::new));
    }
  }

  private void refusesASecondEngine() {
    assertThatThrownBy(() -> KafkaEngine.start(directory))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
  }

  @Test
  void shouldRefuseAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KafkaOptions options = KafkaOptions.in(directory).onPort(taken.getLocalPort());

      assertThatThrownBy(() -> KafkaEngine.start(options))
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("the port is in use")
          .hasMessageContaining("give Kafka another port");
    }
  }
}

package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see when a start cannot succeed. */
class StartIT {

  @TempDir Path folder;

  @Test
  void shouldSayWhichPortIsInUseAndHowToTakeAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (MeterhouseProcess up =
          MeterhouseProcess.start(Map.of(), "up", "--port", port, "--data-dir", folder + "/data")) {
        assertThat(up.awaitExit()).isEqualTo(1);
        assertThat(up.output()).contains("port " + port + " is in use", "--port");
        assertThat(folder.resolve("data/engines")).doesNotExist();
      }
    }
  }

  @Test
  void shouldRefuseAPortThatCannotBe() throws Exception {
    try (MeterhouseProcess up = MeterhouseProcess.start(Map.of(), "up", "--port", "70000")) {
      assertThat(up.awaitExit()).isEqualTo(1);
      assertThat(up.output()).isEqualTo("meterhouse: port: 70000 (expected: 0 to 65535)");
    }
  }

  @Test
  void shouldLeaveNothingBehindWhereADemoCannotStart() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary),
            "demo",
            "--port",
            "70000")) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.output()).contains("port: 70000 (expected: 0 to 65535)");
      assertThat(temporary).isEmptyDirectory();
    }
  }

  @Test
  void shouldRefuseASettingThatNobodyReads() throws Exception {
    try (MeterhouseProcess service =
        MeterhouseProcess.start(
            Map.of("METERHOUSE_KAFKA_BOOTSTRAP_SERVER", "127.0.0.1:9"), "service", "ingest-api")) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.output())
          .contains("METERHOUSE_KAFKA_BOOTSTRAP_SERVER")
          .contains("did you mean METERHOUSE_KAFKA_BOOTSTRAP_SERVERS");
    }
  }

  @Test
  void shouldNameTheEngineThatDoesNotAnswer() throws Exception {
    try (MeterhouseProcess service =
        MeterhouseProcess.start(
            Map.of(
                "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9",
                "METERHOUSE_HTTP_PORT", "0",
                "METERHOUSE_STARTUP_TIMEOUT", "1s"),
            "service",
            "ingest-api")) {
      assertThat(service.awaitExit()).isEqualTo(1);
      assertThat(service.output()).contains("Kafka at 127.0.0.1:9 did not answer");
    }
  }

  @Test
  void shouldRefuseATraceThatIsNotOneBeforeAnythingIsStarted() throws Exception {
    Path trace = Files.writeString(folder.resolve("trace.csv"), "a,b\n1,2\n");
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of(), "demo", "--trace", trace.toString(), "--data-dir", folder + "/data")) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.output()).contains("expected the header: TIMESTAMP,ContextTokens");
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  @Test
  void shouldRefuseADemoOfNothing() throws Exception {
    try (MeterhouseProcess demo =
        MeterhouseProcess.start(
            Map.of(), "demo", "--requests", "0", "--data-dir", folder + "/data")) {
      assertThat(demo.awaitExit()).isEqualTo(1);
      assertThat(demo.output()).isEqualTo("meterhouse: requests: 0 (expected: 1 to 1000000)");
      assertThat(folder.resolve("data")).doesNotExist();
    }
  }

  @Test
  void shouldExplainAnUnknownOption() throws Exception {
    try (MeterhouseProcess up = MeterhouseProcess.start(Map.of(), "up", "--prot", "1")) {
      assertThat(up.awaitExit()).isEqualTo(2);
      assertThat(up.output()).contains("Unknown option", "--port");
    }
  }
}

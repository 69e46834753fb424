package io.meterhouse.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {

  @TempDir private Path folder;

  @Test
  void shouldReadWhatTheEnvironmentDoesNotSay() throws IOException {
    Path file =
        write(
            """
            # the brokers
            METERHOUSE_KAFKA_BOOTSTRAP_SERVERS: k:9092
            METERHOUSE_HTTP_PORT: 9000
            METERHOUSE_TOPIC_PREFIX: ""
            METERHOUSE_LOG_ACCESS: false
            METERHOUSE_POSTGRES_PASSWORD: of the file
            """);
    Settings settings =
        Settings.of(Map.of("METERHOUSE_CONFIG", file.toString(), "METERHOUSE_HTTP_PORT", "9001"));

    settings.check();
    assertThat(settings.required("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS")).isEqualTo("k:9092");
    assertThat(settings.integer("METERHOUSE_HTTP_PORT")).isEqualTo(9001);
    assertThat(settings.flag("METERHOUSE_LOG_ACCESS")).isFalse();
    assertThat(settings.secret("METERHOUSE_POSTGRES_PASSWORD")).isEqualTo("of the file");
    assertThat(settings.origin("METERHOUSE_HTTP_PORT")).isEqualTo("environment");
    assertThat(settings.origin("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS")).isEqualTo(file + ":2");
    assertThat(settings.origin("METERHOUSE_TOPIC_PREFIX")).isEqualTo("default");
    assertThat(SettingsTable.show(settings, SettingKeys.all().values()))
        .containsPattern("METERHOUSE_HTTP_PORT +9001 +environment")
        .containsPattern("METERHOUSE_POSTGRES_PASSWORD +\\*\\*\\* +/.*:6")
        .containsPattern("METERHOUSE_HTTP_MAX_BODY_BYTES +8MiB +default")
        .doesNotContain("of the file");
  }

  @Test
  void shouldLetASecretOfTheEnvironmentWinInBothOfItsForms() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "of the environment");
    Path file = write("METERHOUSE_POSTGRES_PASSWORD: of the file");
    Settings settings =
        Settings.of(
            Map.of(
                "METERHOUSE_CONFIG", file.toString(),
                "METERHOUSE_POSTGRES_PASSWORD_FILE", secret.toString()));

    settings.check();
    assertThat(settings.secret("METERHOUSE_POSTGRES_PASSWORD")).isEqualTo("of the environment");
  }

  @Test
  void shouldTellAllThatIsWrongWithItsLine() throws IOException {
    Path file =
        write(
            """
            METERHOUSE_HTTP_PROT: 1
            METERHOUSE_HTTP_PORT: 70000
            METERHOUSE_JAVA_HOME: /opt/jdk
            METERHOUSE_LOG_FORMAT: [json]
            METERHOUSE_TOPIC_PARTITIONS: 4
            METERHOUSE_TOPIC_PARTITIONS: 5
            "METERHOUSE\\nX": 1
            """);

    assertThat(problems(file))
        .containsExactlyInAnyOrder(
            file + ":1: unknown setting METERHOUSE_HTTP_PROT (did you mean METERHOUSE_HTTP_PORT?)",
            file + ":2: METERHOUSE_HTTP_PORT: 70000 (expected: a whole number from 0 to 65535)",
            file + ":3: METERHOUSE_JAVA_HOME is read from the environment alone",
            file + ":4: METERHOUSE_LOG_FORMAT: a list or mapping (expected: one value)",
            file + ":6: METERHOUSE_TOPIC_PARTITIONS is set twice",
            file + ":7: unknown setting METERHOUSE?X");
  }

  @Test
  void shouldRefuseWhatIsNoFileOfSettingsWithoutShowingIt() throws IOException {
    assertThat(problems(folder.resolve("missing")))
        .containsExactly(
            "METERHOUSE_CONFIG: "
                + folder.resolve("missing")
                + " (expected: a file in UTF-8 that can be read)");
    Path list = write("- hunter2");
    assertThat(problems(list)).containsExactly(list + ":1: expected: lines of KEY: value");
    Path broken = write("METERHOUSE_POSTGRES_PASSWORD: 'hunter2\nx: {");
    assertThat(problems(broken)).singleElement().asString().endsWith("is not YAML");
    assertThat(problems(broken).toString()).doesNotContain("hunter2");
    assertThat(problems(write("!!java.lang.Object METERHOUSE_HTTP_PORT"))).hasSize(1);
    assertThat(problems(write(""))).isEmpty();
  }

  @Test
  void shouldRefuseASecretThatEverybodyCanRead() throws IOException {
    Path file = write("METERHOUSE_POSTGRES_PASSWORD: hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problems(file))
        .containsExactly(
            file
                + " holds METERHOUSE_POSTGRES_PASSWORD and can be read by everybody (expected:"
                + " chmod 600, or METERHOUSE_POSTGRES_PASSWORD_FILE)");

    Path harmless = write("METERHOUSE_POSTGRES_PASSWORD_FILE: " + file);
    Files.setPosixFilePermissions(harmless, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(problems(harmless)).isEmpty();
  }

  private Iterable<String> problems(Path file) {
    return Settings.of(Map.of("METERHOUSE_CONFIG", file.toString())).problems();
  }

  private Path write(String text) throws IOException {
    Path file = Files.createTempFile(folder, "settings", ".yaml");
    return Files.writeString(file, text);
  }
}

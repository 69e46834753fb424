package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.SettingKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The compose file names what exists: main classes, settings, health checks, loopback ports. */
class DockerComposeTest {

  private static final Set<String> SERVICES =
      Set.of("ingest-api", "query-api", "rating-engine", "stream-aggregator");
  private static final Path ROOT = Path.of(System.getProperty("meterhouse.root", ".."));

  private static Map<String, Map<String, Object>> services = Map.of();

  @BeforeAll
  static void read() throws IOException {
    Map<String, Map<String, Map<String, Object>>> file =
        new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
    services = Objects.requireNonNull(file.get("services"));
  }

  @Test
  void shouldRunTheThreeEnginesAndTheFourServices() {
    assertThat(services.keySet())
        .containsAll(SERVICES)
        .contains("kafka", "clickhouse", "postgres")
        .hasSize(7);
  }

  @Test
  void shouldStartMainClassesThatExist() throws ClassNotFoundException, NoSuchMethodException {
    for (String name : SERVICES) {
      List<?> command = (List<?>) service(name).get("command");
      Class<?> main = Class.forName((String) Objects.requireNonNull(command).getFirst());
      assertThat(main.getMethod("main", String[].class)).isNotNull();
    }
  }

  @Test
  void shouldSetOnlyWhatTheServicesRead() {
    for (String name : SERVICES) {
      Map<?, ?> environment = (Map<?, ?>) Objects.requireNonNull(service(name).get("environment"));
      assertThat(SettingKeys.all().keySet())
          .containsAll(
              environment.keySet().stream().map(Object::toString).collect(Collectors.toSet()));
    }
  }

  @Test
  void shouldWaitForHealthyEnginesAndPublishOnTheLoopbackAddressOnly() {
    services.forEach(
        (name, service) -> {
          assertThat(((List<?>) service.getOrDefault("ports", List.of())))
              .allSatisfy(port -> assertThat(port.toString()).startsWith("127.0.0.1:"));
          if (SERVICES.contains(name)) {
            assertThat(String.valueOf(service.get("depends_on")))
                .contains("kafka={condition=service_healthy}")
                .contains("clickhouse={condition=service_healthy}")
                .contains("postgres={condition=service_healthy}");
          } else {
            assertThat(service).containsKey("healthcheck");
          }
        });
  }

  @Test
  void shouldCheckTheHealthOfTheImageWithAClassThatExists() throws IOException {
    assertThat(Files.readString(ROOT.resolve("Dockerfile")))
        .contains("HEALTHCHECK", io.meterhouse.kit.lifecycle.HealthProbe.class.getName());
  }

  private static Map<String, Object> service(String name) {
    return Objects.requireNonNull(services.get(name));
  }
}

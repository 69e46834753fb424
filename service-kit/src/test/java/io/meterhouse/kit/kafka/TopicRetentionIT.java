package io.meterhouse.kit.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class TopicRetentionIT {

  private static final StartupConfig STARTUP = new StartupConfig(Duration.ofSeconds(60));
  private static final String ACCEPTED = "METERHOUSE_TOPIC_ACCEPTED_RETENTION";

  private final Map<String, String> settings = new HashMap<>();

  TopicRetentionIT(EngineAddresses engines) {
    settings.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", engines.kafkaBootstrapServers());
    settings.put("METERHOUSE_TOPIC_PREFIX", engines.freshName("retention") + ".");
    settings.put("METERHOUSE_TOPIC_PARTITIONS", "1");
  }

  @Test
  void shouldKeepRecordsAsLongAsTheDefaultsSay() throws Exception {
    ensure();
    assertThat(retention(Topic.USAGE_ACCEPTED)).isEqualTo(Duration.ofDays(7));
    assertThat(retention(Topic.USAGE_REJECTED)).isEqualTo(Duration.ofDays(90));
    assertThat(retention(Topic.USAGE_RECOMPUTED)).isEqualTo(Duration.ofDays(90));
    assertThat(retention(Topic.USAGE_UNIQUE)).isEqualTo(Duration.ofMillis(-1));
  }

  @Test
  void shouldFollowWhatIsSetAndNeverADefault() throws Exception {
    settings.put(ACCEPTED, "3d");
    ensure();
    assertThat(retention(Topic.USAGE_ACCEPTED)).isEqualTo(Duration.ofDays(3));

    settings.put(ACCEPTED, "30d");
    ensure();
    assertThat(retention(Topic.USAGE_ACCEPTED)).isEqualTo(Duration.ofDays(30));

    byHand(Topic.USAGE_REJECTED, Duration.ofDays(400));
    settings.remove(ACCEPTED);
    ensure();
    assertThat(retention(Topic.USAGE_ACCEPTED)).isEqualTo(Duration.ofDays(30));
    assertThat(retention(Topic.USAGE_REJECTED)).isEqualTo(Duration.ofDays(400));
  }

  @Test
  void shouldRefuseToLoseADayOfUsage() {
    settings.put(ACCEPTED, "23h");
    assertThat(Settings.of(settings).problems())
        .singleElement()
        .asString()
        .startsWith(ACCEPTED + ": 23h (expected: ")
        .contains("1d", "3650d");
  }

  private KafkaConfig kafka() {
    return KafkaConfig.from(Settings.of(settings));
  }

  private void ensure() {
    TopicProvisioner.ensure(
        kafka(),
        STARTUP,
        EnumSet.of(
            Topic.USAGE_ACCEPTED,
            Topic.USAGE_REJECTED,
            Topic.USAGE_RECOMPUTED,
            Topic.USAGE_UNIQUE));
  }

  private ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, new Topics(kafka()).name(topic));
  }

  private Duration retention(Topic topic) throws Exception {
    try (Admin admin = Admin.create(kafka().clientProperties())) {
      Config config =
          requireNonNull(
              admin.describeConfigs(List.of(resource(topic))).all().get().get(resource(topic)));
      return Duration.ofMillis(Long.parseLong(requireNonNull(config.get("retention.ms")).value()));
    }
  }

  private void byHand(Topic topic, Duration time) throws Exception {
    ConfigEntry entry = new ConfigEntry("retention.ms", Long.toString(time.toMillis()));
    try (Admin admin = Admin.create(kafka().clientProperties())) {
      admin
          .incrementalAlterConfigs(
              Map.of(resource(topic), List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}

package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.MeterCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files of local state; a job that is never started asks no broker. */
class IdentityRetentionTest {

  private static final KafkaConfig KAFKA = new KafkaConfig("127.0.0.1:1", "t.", 1, 1);

  private final Path directory;
  private final KafkaStreams streams;

  IdentityRetentionTest(@TempDir Path directory) {
    this.directory = directory;
    Topology topology =
        AggregatorTopology.of(
            new Topics(KAFKA),
            TestCatalog.of(MeterCatalog::empty),
            StreamConfig.DEFAULT,
            Duration.ofDays(44),
            new StateChecks.Watch(TestHistory.NOTHING, new StreamFindings(new Metrics(1))));
    streams =
        new KafkaStreams(
            topology, StreamsProperties.of(KAFKA, StreamConfig.DEFAULT, directory, "instance"));
  }

  @AfterEach
  void close() {
    streams.close();
  }

  @Test
  void shouldDropSegmentsThatAreNamedByAnotherRetentionAndNoOthers() throws Exception {
    Path segment = segment();
    // Nobody knows how an earlier release laid it out.
    IdentityRetention.layOut(streams, directory, Duration.ofDays(44));
    assertThat(segment).doesNotExist();

    segment = segment();
    IdentityRetention.layOut(streams, directory, Duration.ofDays(44));
    assertThat(segment).exists();

    IdentityRetention.layOut(streams, directory, Duration.ofDays(50));
    assertThat(segment).doesNotExist();
  }

  @Test
  void shouldKeepIdentitiesABucketLongerThanTheWindow() {
    assertThat(IdentityMemory.retention(Duration.ofDays(40))).isEqualTo(Duration.ofDays(50));
  }

  private Path segment() throws IOException {
    return Files.createDirectories(
        directory.resolve("streams/t.meterhouse-aggregator/0_0/rocksdb/seen/seen.1793750400000"));
  }
}

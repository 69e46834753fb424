package io.meterhouse.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that is killed while transactions end must not leave one that never does: readers of
 * committed records would stand still at it for ever, and so would whoever opens the next one.
 */
class TransactionKillIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String TOPIC = "payments";
  private static final int PARTITIONS = 8;
  private static final int WRITERS = 6;
  private static final int COMMITS = 200;

  @TempDir private Path directory;

  @Test
  void shouldEndEveryTransactionThatAKillCutOff() throws Exception {
    try (KafkaEngine engine = KafkaEngine.start(KafkaOptions.in(directory).forShortLife(true));
        Admin admin =
            Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, engine.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      try (TransactionWriters writers =
          TransactionWriters.start(engine.bootstrapServers(), TOPIC, PARTITIONS, WRITERS)) {
        await().atMost(PATIENCE).until(() -> writers.commits() > COMMITS);
        engine.kill();
      }

      engine.restart();

      TransactionWriters.comeBack(engine.bootstrapServers(), WRITERS);
      // Whether one that is let go of stays open is a matter of milliseconds, so none may be.
      assertThat(engine.logFile()).content().doesNotContain("Couldn't find leader endpoint");
      await("no transaction left open")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ends(admin, IsolationLevel.READ_COMMITTED))
                      .isEqualTo(ends(admin, IsolationLevel.READ_UNCOMMITTED)));
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel level)
      throws Exception {
    Map<TopicPartition, OffsetSpec> latest =
        IntStream.range(0, PARTITIONS)
            .mapToObj(partition -> new TopicPartition(TOPIC, partition))
            .collect(Collectors.toMap(Function.identity(), _ -> OffsetSpec.latest()));
    return admin.listOffsets(latest, new ListOffsetsOptions(level)).all().get().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }
}

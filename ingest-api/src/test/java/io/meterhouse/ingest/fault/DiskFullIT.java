package io.meterhouse.ingest.fault;

import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise P1 where the disk of the broker is full: 503, nothing lost, and on again with room. */
class DiskFullIT {

  @Test
  void shouldNeverLieWhenTheDiskOfTheBrokerIsFullAndHasRoomAgain(@TempDir Path folder)
      throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("data"));
        KafkaEngine broker = KafkaEngine.start(KafkaOptions.in(folder).forShortLife(true))) {
      new FaultRun("full", broker)
          .checkRefusing(
              disk::fill,
              () -> {
                disk.empty();
                broker.restart();
              });
    }
  }
}

package io.meterhouse.ingest.fault;

import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promises P1 and P4 under load: whatever becomes of the broker, an event that was answered 202 is
 * in the log once, one that was not is there at most as often as it was sent, and who comes again
 * after 503 loses nothing.
 */
class BrokerFaultIT {

  @TempDir private static Path folder;

  private static KafkaEngine broker;

  @BeforeAll
  static void start() {
    broker = KafkaEngine.start(KafkaOptions.in(folder).forShortLife(true));
  }

  @AfterAll
  static void close() {
    broker.close();
  }

  @Test
  void shouldNeverLieWhenTheBrokerStopsAndStarts() throws Exception {
    new FaultRun("stop", broker).checkRefusing(broker::stop, broker::restart);
  }

  @Test
  void shouldNeverLieWhenTheBrokerIsKilledAndStarts() throws Exception {
    new FaultRun("kill", broker).checkRefusing(broker::kill, broker::restart);
  }

  /** The requests that it had already and their repetition are both there when it goes on. */
  @Test
  void shouldNeverLieWhenTheBrokerHangsUntilRecordsAreSentAgain() throws Exception {
    new FaultRun("again", broker).checkRepeating(broker::pause, broker::resume);
  }

  /** It comes back with the requests that it had already, whose clients were told to come again. */
  @Test
  void shouldNeverLieWhenTheBrokerHangsLongerThanTheDeadlineAndGoesOn() throws Exception {
    new FaultRun("hang", broker).checkRefusing(broker::pause, broker::resume);
  }
}

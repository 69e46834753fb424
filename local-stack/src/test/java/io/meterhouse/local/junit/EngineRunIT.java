package io.meterhouse.local.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.EngineAddresses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The supervisors here are given the shared engines, so that they start quickly. */
@ExtendWith(Engines.class)
class EngineRunIT {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final EngineAddresses engines;
  private final Process owner;

  @TempDir private Path folder;

  EngineRunIT(EngineAddresses engines) throws Exception {
    this.engines = engines;
    this.owner = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void endTheRun() {
    owner.destroyForcibly();
  }

  @Test
  void shouldFindTheEnginesThatTheRunHasAlready() throws Exception {
    EngineRun run = run(owner);
    assertThat(run.addresses()).isEqualTo(engines);
    long supervisor = supervisor(run).pid();

    assertThat(run.addresses()).isEqualTo(engines);
    assertThat(supervisor(run).pid()).isEqualTo(supervisor);
  }

  @Test
  void shouldStartAnewWhenTheSupervisorWasKilled() throws Exception {
    EngineRun run = run(owner);
    run.addresses();
    ProcessHandle killed = supervisor(run);
    killed.destroyForcibly();
    await().atMost(TIMEOUT).until(() -> !killed.isAlive());

    assertThat(run.addresses()).isEqualTo(engines);
    assertThat(supervisor(run).pid()).isNotEqualTo(killed.pid());
  }

  @Test
  void shouldEndWithTheOwnerAndBeClearedAwayByTheNextRun() throws Exception {
    EngineRun finished = run(owner);
    finished.addresses();
    ProcessHandle supervisor = supervisor(finished);

    owner.destroyForcibly();
    await().atMost(TIMEOUT).until(() -> !supervisor.isAlive());
    assertThat(finished.runFolder().resolve("supervisor.log")).exists();

    Process next = new ProcessBuilder("sleep", "600").start();
    try {
      run(next).addresses();
      assertThat(finished.runFolder()).doesNotExist();
    } finally {
      next.destroyForcibly();
    }
  }

  private EngineRun run(Process process) {
    return new EngineRun(
        folder,
        RunOwner.of(process.toHandle()),
        Map.of(
            "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", engines.kafkaBootstrapServers(),
            "METERHOUSE_CLICKHOUSE_URL", engines.clickHouseUrl(),
            "METERHOUSE_POSTGRES_URL", engines.postgresUrl(),
            "METERHOUSE_POSTGRES_USER", engines.postgresUser(),
            "METERHOUSE_POSTGRES_PASSWORD", engines.postgresPassword()));
  }

  private static ProcessHandle supervisor(EngineRun run) throws Exception {
    return ProcessHandle.of(Descriptor.read(run.descriptorFile()).orElseThrow().pid())
        .orElseThrow();
  }
}

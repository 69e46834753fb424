package io.meterhouse.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With shells as children: they start at once. */
class ChildProcessTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void shouldBeReadyWhenItSaysSoAndEndWithItsInput() throws Exception {
    ProcessSpec spec =
        shell("echo warming; echo up; read line; echo bye; exit 3")
            .readyWhen(Readiness.printed("up"), TIMEOUT);

    ChildProcess child = ChildProcess.start(spec);
    assertThat(child.isAlive()).isTrue();
    child.stop();

    assertThat(child.onExit()).succeedsWithin(TIMEOUT).isEqualTo(3);
    assertThat(child.logFile()).hasContent("warming\nup\nbye\n");
  }

  @Test
  void shouldSayHowAChildEndedThatNeverBecameReady() {
    ProcessSpec spec =
        shell("echo 'no such disk'; exit 7").readyWhen(Readiness.printed("up"), TIMEOUT);

    assertThatThrownBy(() -> ChildProcess.start(spec))
        .isInstanceOfSatisfying(
            ChildExitedException.class, e -> assertThat(e.exitCode()).isEqualTo(7))
        .hasMessage(
            "shell ended with exit code 7 while starting. Log: %s, which ends with:%nno such disk",
            directory.resolve("shell.log"));
  }

  @Test
  void shouldKillAChildThatIsNotReadyInTime() {
    ProcessSpec spec =
        shell("echo thinking; exec sleep 600")
            .withPidFile(directory.resolve("shell.pid"))
            .withStopGrace(Duration.ofMillis(100))
            .readyWhen(Readiness.printed("up"), Duration.ofMillis(300));

    assertThatThrownBy(() -> ChildProcess.start(spec))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("shell was not ready within PT0.3S")
        .hasMessageEndingWith("thinking");
    assertThat(new PidFile(directory.resolve("shell.pid")).running()).isEmpty();
  }

  @Test
  void shouldKillAChildThatIgnoresTheRequestToStop() {
    ChildProcess child =
        ChildProcess.start(shell("exec sleep 600").withStopGrace(Duration.ofMillis(100)));

    child.stop();

    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void shouldReportADeathThatNobodyAskedFor() {
    List<String> deaths = new CopyOnWriteArrayList<>();
    ChildProcess killed = ChildProcess.start(shell("read line"));
    ChildProcess stopped = ChildProcess.start(shell("read line"));
    killed.onUnexpectedExit(deaths::add);
    stopped.onUnexpectedExit(deaths::add);

    stopped.stop();
    killed.kill();

    await().atMost(TIMEOUT).until(() -> !deaths.isEmpty());
    assertThat(deaths)
        .singleElement()
        .asString()
        .startsWith("shell ended unexpectedly with exit code 137");
  }

  @Test
  void shouldSignalAGuardedProgramAtTheEndOfItsInputAndPassItsExitCodeOn() {
    ProcessSpec spec =
        shell("trap 'echo stopping; exit 5' TERM; echo up; while :; do sleep 0.05; done")
            .guardedWith("TERM")
            .readyWhen(Readiness.printed("up"), TIMEOUT);
    ChildProcess child = ChildProcess.start(spec);

    child.stop();

    assertThat(child.onExit()).succeedsWithin(TIMEOUT).isEqualTo(5);
    assertThat(child.logFile()).hasContent("up\nstopping\n");
  }

  @Test
  void shouldEndAGuardedProgramThatIgnoresTheSignal() {
    ProcessSpec spec =
        shell("trap '' TERM; echo up; while :; do sleep 0.05; done")
            .guardedWith("TERM")
            .withStopGrace(Duration.ofMillis(100))
            .readyWhen(Readiness.printed("up"), TIMEOUT);
    ChildProcess child = ChildProcess.start(spec);
    List<ProcessHandle> family = ProcessHandle.of(child.pid()).orElseThrow().descendants().toList();

    child.stop();

    await().atMost(TIMEOUT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
  }

  @Test
  void shouldEndWhatAnEarlierLifeLeftBehindBeforeItStartsAnother() throws Exception {
    Path pidFile = directory.resolve("shell.pid");
    Process leftover = new ProcessBuilder("sleep", "600").start();
    new PidFile(pidFile).write(leftover.toHandle());

    ChildProcess child =
        ChildProcess.start(
            shell("read line").withPidFile(pidFile).withStopGrace(Duration.ofMillis(100)));

    assertThat(leftover.isAlive()).isFalse();
    assertThat(new PidFile(pidFile).running()).map(ProcessHandle::pid).contains(child.pid());
    child.stop();
  }

  @Test
  void shouldSetALargeLogAside() throws Exception {
    Path log = directory.resolve("shell.log");
    Files.write(log, new byte[Math.toIntExact(LogTail.ROTATE_BEYOND_BYTES) + 1]);

    ChildProcess.start(shell("read line")).stop();

    assertThat(log).isEmptyFile();
    assertThat(directory.resolve("shell.log.1")).hasSize(LogTail.ROTATE_BEYOND_BYTES + 1);
  }

  private ProcessSpec shell(String script) {
    return ProcessSpec.of("shell", List.of("sh", "-c", script), directory.resolve("shell.log"));
  }
}

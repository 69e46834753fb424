package io.meterhouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.DirectoryInUseException;
import io.meterhouse.local.process.DirectoryLock;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.Jvm;
import io.meterhouse.local.process.PortInUseException;
import io.meterhouse.local.process.ProcessSpec;
import io.meterhouse.local.process.Readiness;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStackIT {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  @TempDir private Path directory;

  @Test
  void shouldLeaveNoProcessBehindAndStartAgainWhenItsProcessIsKilled() {
    ChildProcess parent = startParent();
    List<ProcessHandle> engines =
        ProcessHandle.of(parent.pid()).orElseThrow().descendants().toList();
    assertThat(engines).hasSizeGreaterThanOrEqualTo(3);
    assertThatThrownBy(() -> LocalStack.start(options()))
        .isInstanceOf(DirectoryInUseException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("process " + parent.pid());

    ProcessHandle.of(parent.pid()).orElseThrow().destroyForcibly();
    await().atMost(TIMEOUT).until(() -> engines.stream().noneMatch(ProcessHandle::isAlive));

    List<String> deaths = new CopyOnWriteArrayList<>();
    try (LocalStack stack = LocalStack.start(options())) {
      stack.onUnexpectedExit(deaths::add);
      assertThat(stack.engines()).allMatch(Engine::isAlive);
      killOneOf(stack);
      await().atMost(TIMEOUT).until(() -> !deaths.isEmpty());
      assertThat(deaths).singleElement().asString().contains("Kafka ended unexpectedly");
    }
  }

  private StackOptions options() {
    return StackOptions.in(directory).forShortLife();
  }

  private ChildProcess startParent() {
    return ChildProcess.start(
        ProcessSpec.of(
                "the parent",
                Jvm.command(
                    StackParentMain.class.getName(), Jvm.flags(64), List.of(directory.toString())),
                directory.resolveSibling(directory.getFileName() + ".log"))
            .withEnvironment(Jvm.environment())
            .readyWhen(Readiness.printed(StackParentMain.READY_LINE), TIMEOUT));
  }

  private static void killOneOf(LocalStack stack) {
    ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("KafkaServerMain"))
        .filter(process -> process.info().commandLine().orElse("").contains(portOf(stack)))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static String portOf(LocalStack stack) {
    return stack.addresses().kafkaBootstrapServers().split(":", -1)[1];
  }

  @Test
  void shouldStopTheOthersWhenOneEngineCannotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      StackOptions options = StackOptions.in(directory).onPorts(taken.getLocalPort(), 0, 0);

      assertThatThrownBy(() -> LocalStack.start(options))
          .isInstanceOf(PortInUseException.class)
          .hasMessageContaining("Kafka cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }

    assertThat(ProcessHandle.current().descendants())
        .noneMatch(
            process -> process.info().commandLine().orElse("").contains(directory.toString()));
    DirectoryLock.acquire(directory).close();
    DirectoryLock.acquire(directory.resolve("postgres")).close();
  }
}

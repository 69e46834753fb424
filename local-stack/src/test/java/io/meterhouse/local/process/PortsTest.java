package io.meterhouse.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void shouldNameAPortThatIsTakenAndWhatToDo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThat(Ports.answers(Ports.LOOPBACK, port)).isTrue();
      assertThatThrownBy(() -> Ports.requireFree("It", Ports.LOOPBACK, port, "take another"))
          .isInstanceOf(PortInUseException.class)
          .hasMessageStartingWith("It cannot listen on 127.0.0.1:" + port + ": the port is in use")
          .hasMessageEndingWith("Stop the process that listens there, or take another.");
    }
  }

  @Test
  void shouldTryAnotherPortWhenTheFreeOneWasTakenMeanwhile() {
    List<Integer> tried = new ArrayList<>();

    int used =
        Ports.withFreePort(
            port -> {
              tried.add(port);
              if (tried.size() == 1) {
                throw new ChildExitedException("Address already in use", 98);
              }
              return port;
            },
            failure -> failure.exitCode() == 98);

    assertThat(tried).hasSize(2).endsWith(used);
  }

  @Test
  void shouldNotTryAgainWhenItFailedForAnotherReason() {
    assertThatThrownBy(
            () ->
                Ports.withFreePort(
                    _ -> {
                      throw new ChildExitedException("no such disk", 1);
                    },
                    failure -> failure.exitCode() == 98))
        .hasMessage("no such disk");
  }
}

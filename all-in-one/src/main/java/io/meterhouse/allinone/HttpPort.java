package io.meterhouse.allinone;

import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The port that people give. Logs nothing and knows nobody who does: it is looked at before the log
 * has a place.
 */
final class HttpPort {

  private static final int MAX = 65_535;

  private HttpPort() {}

  /**
   * @throws StartupException where there is no such port
   */
  static void check(int port) {
    if (port < 0 || port > MAX) {
      throw new StartupException("port: " + port + " (expected: 0 to " + MAX + ")");
    }
  }

  /**
   * Before the engines are started: a taken port is known in milliseconds.
   *
   * @throws StartupException saying why the port cannot be had
   */
  static void refuseUnusable(int port) {
    check(port);
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      // Java tells the reasons apart by their text alone; a port below 1024 may be forbidden.
      boolean taken = String.valueOf(e.getMessage()).contains("in use");
      throw new StartupException(
          "port %d %s choose another one with --port N (0 takes a free one)"
              .formatted(
                  port,
                  taken
                      ? "is in use; stop what listens there, or"
                      : "cannot be used (" + e.getMessage() + ");"),
          e);
    }
  }
}

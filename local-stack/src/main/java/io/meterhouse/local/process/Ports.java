package io.meterhouse.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** TCP ports of this machine. */
public final class Ports {

  /** The address engines listen on: reachable from this machine alone. */
  public static final String LOOPBACK = "127.0.0.1";

  /** Another process may take a free port between our look and the start of a server on it. */
  private static final int FREE_PORT_ATTEMPTS = 3;

  private static final int CONNECT_TIMEOUT_MILLIS =
      Math.toIntExact(Duration.ofSeconds(1).toMillis());

  private Ports() {}

  /** Whether {@code port} means "any free one". */
  public static boolean isAny(int port) {
    return port == 0;
  }

  /**
   * A port that nothing listens on at this moment. Another process may take it before the caller
   * does, so whoever starts a server on it is prepared to try another one.
   */
  public static int free() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free TCP port on " + LOOPBACK, e);
    }
  }

  /**
   * Refuses a port that is taken.
   *
   * @param what who wants the port, for the message
   * @param remedy what the user can do about it, for the message
   */
  public static void requireFree(String what, String host, int port, String remedy) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
    } catch (UnknownHostException e) {
      throw new EngineStartException(what + ": unknown host " + host, e);
    } catch (IOException e) {
      throw new PortInUseException(
          what
              + " cannot listen on "
              + host
              + ":"
              + port
              + ": the port is in use ("
              + e.getMessage()
              + "). Stop the process that listens there, or "
              + remedy
              + ".",
          e);
    }
  }

  /**
   * Starts something on a free port; on another one when that was taken in the meantime.
   *
   * @param start starts it on the port that it is given
   * @param isPortTaken whether a failed start failed because of the port
   */
  public static <T> T withFreePort(
      IntFunction<T> start, Predicate<ChildExitedException> isPortTaken) {
    for (int attempt = 1; ; attempt++) {
      try {
        return start.apply(free());
      } catch (PortInUseException e) {
        if (attempt == FREE_PORT_ATTEMPTS) {
          throw e;
        }
      } catch (ChildExitedException e) {
        if (attempt == FREE_PORT_ATTEMPTS || !isPortTaken.test(e)) {
          throw e;
        }
      }
    }
  }

  /** Whether something accepts connections at the address. */
  public static boolean answers(String host, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

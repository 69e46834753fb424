package io.meterhouse.local.process;

import java.io.IOException;

/** Sends the signals that {@link ProcessHandle} does not know; it has TERM and KILL alone. */
final class Signals {

  private Signals() {}

  /**
   * Returns when the signal was sent, not when it was acted on.
   *
   * @param signal its name without SIG
   * @throws EngineStartException where it could not be sent
   */
  static void send(ProcessHandle process, String signal) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
              .inheritIO()
              .start();
      int exitCode = kill.waitFor();
      // One that has ended meanwhile is beyond any signal, and nobody sends one for another reason.
      if (exitCode != 0 && process.isAlive()) {
        throw new EngineStartException(
            "cannot send %s to process %d: exit code %d"
                .formatted(signal, process.pid(), exitCode));
      }
    } catch (IOException e) {
      throw new EngineStartException("cannot signal process " + process.pid() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package io.meterhouse.kit.lifecycle;

import java.util.Optional;

/** A part of a module whose work can stand still while the process runs. */
@FunctionalInterface
public interface Watched {

  /**
   * What keeps it from its work now, for whoever runs the process and without secrets; empty where
   * nothing does. It may be asked at any time by any thread and does not wait.
   */
  Optional<String> problem();

  /** As {@link #problem}, without the addresses of our engines: for whoever asks. */
  default Optional<String> publicProblem() {
    return problem();
  }
}

package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.http.RouteGroup;
import java.util.List;

/** One service's work, startable beside others in one process. */
public interface ServiceModule extends AutoCloseable {

  /** Short and stable; {@code /health/ready} and the log show it. */
  String name();

  /** The module's routes; called after {@link #start()}. */
  List<RouteGroup> routes();

  /**
   * Reaches the engines and starts the module's own threads; returns when it can work, or {@link
   * #isRecovering}.
   *
   * @throws StartupException saying what is missing and what to do
   */
  void start();

  /**
   * What keeps it from its work now, for whoever runs it and without secrets; nothing where it is
   * ready. Asked often, so it must not wait.
   */
  List<String> problems();

  /** As {@link #problems}, without the addresses of our engines: for whoever asks. */
  List<String> publicProblems();

  /**
   * What is not as it should be and keeps it from nothing, for whoever asks. Asked often, so it
   * must not wait.
   */
  default List<String> notices() {
    return List.of();
  }

  /** Whether it can do its work now. */
  default boolean isReady() {
    return problems().isEmpty();
  }

  /**
   * Whether what keeps it from its work ends by itself and may take long, such as state that is
   * restored: nobody who starts it waits for that. Asked often, so it must not wait.
   */
  default boolean isRecovering() {
    return false;
  }

  /** Stops in order; safe to call when {@link #start()} failed half way. */
  @Override
  void close();
}

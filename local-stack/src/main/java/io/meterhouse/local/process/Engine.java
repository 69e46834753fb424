package io.meterhouse.local.process;

import java.time.Duration;
import java.util.function.Consumer;

/** A running engine: a server in a process of its own, with data that survives it. */
public interface Engine extends AutoCloseable {

  /** What users call it, such as {@code Kafka}. */
  String name();

  /** Where clients reach it, in the form that its clients want. */
  String address();

  /** How long the last start took until the engine was ready. */
  Duration startedIn();

  boolean isAlive();

  /** Calls {@code listener} with a message for users when the engine dies without being asked. */
  void onUnexpectedExit(Consumer<String> listener);

  /**
   * Stops the engine if it runs, and starts it again on the same data and at the same address.
   *
   * @throws EngineStartException if it does not start
   */
  void restart();

  /**
   * Stops the engine in an orderly way; its data stays. Does nothing when it is stopped already.
   */
  @Override
  void close();
}

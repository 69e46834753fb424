package io.meterhouse.local.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to know of an engine's death, over all the processes that the engine has had. */
public final class ExitListeners {

  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  public void add(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Watches one more process of the engine. */
  public ChildProcess watch(ChildProcess process) {
    process.onUnexpectedExit(message -> listeners.forEach(listener -> listener.accept(message)));
    return process;
  }
}

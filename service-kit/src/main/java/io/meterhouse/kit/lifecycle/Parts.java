package io.meterhouse.kit.lifecycle;

import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a module has started. Closing it closes them all, the latest first; one that fails to close
 * does not keep the others open. Parts are added and closed by one thread, any may ask.
 */
public final class Parts implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<AutoCloseable> started = new ConcurrentLinkedDeque<>();

  /** Takes the part over and hands it back. */
  public <T extends AutoCloseable> T add(T part) {
    started.addLast(part);
    return part;
  }

  /** What keeps them from their work now, in the order of their start; does not wait. */
  public List<String> problems() {
    return told(Watched::problem);
  }

  /** As {@link #problems}, without the addresses of our engines. */
  public List<String> publicProblems() {
    return told(Watched::publicProblem);
  }

  private List<String> told(Function<Watched, Optional<String>> question) {
    return started.stream()
        .filter(Watched.class::isInstance)
        .map(Watched.class::cast)
        .flatMap(part -> question.apply(part).stream())
        .toList();
  }

  @Override
  public void close() {
    boolean interrupted = false;
    while (!started.isEmpty()) {
      AutoCloseable part = started.removeLast();
      try {
        part.close();
      } catch (Exception e) {
        // What was started before it has to be closed all the same.
        interrupted |= e instanceof InterruptedException;
        LOG.warn("{} did not close cleanly", part.getClass().getSimpleName(), e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

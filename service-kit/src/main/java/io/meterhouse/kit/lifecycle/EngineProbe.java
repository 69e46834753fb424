package io.meterhouse.kit.lifecycle;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an engine every second whether it is there, so that readiness need not wait. An answer that
 * takes longer than five seconds counts as none until it comes.
 */
public final class EngineProbe implements AutoCloseable, Watched {

  /** How long an answer may take; a client that would give up earlier is given as long. */
  public static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(EngineProbe.class);
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Engine engine;
  private final Question question;
  private final Duration timeout;
  private final BackgroundLoop loop;

  /** Since when an answer is waited for; null: none is. */
  private volatile @Nullable Long askedAtNanos;

  /** What an engine answers by not failing. */
  @FunctionalInterface
  public interface Question extends AutoCloseable {

    /** Throws where the engine does not answer, and does so by itself where it never will. */
    void ask() throws Exception;

    /** Called once, after the last question. */
    @Override
    default void close() {}
  }

  private EngineProbe(Engine engine, Question question, Duration every, Duration timeout) {
    this.engine = engine;
    this.question = question;
    this.timeout = timeout;
    String name = engine.name().toLowerCase(Locale.ROOT) + "-probe";
    this.loop = new BackgroundLoop(name, every, new Asking());
  }

  /** Begins to ask; until the first answer the engine counts as there, as at a start it was. */
  public static EngineProbe start(Engine engine, Question question) {
    return start(engine, question, EVERY, TIMEOUT);
  }

  static EngineProbe start(Engine engine, Question question, Duration every, Duration timeout) {
    EngineProbe probe = new EngineProbe(engine, question, every, timeout);
    probe.loop.start();
    return probe;
  }

  @Override
  public Optional<String> problem() {
    return isAway()
        ? Optional.of(engine.name() + " at " + engine.address() + " does not answer")
        : Optional.empty();
  }

  @Override
  public Optional<String> publicProblem() {
    return isAway() ? Optional.of(engine.name() + " does not answer") : Optional.empty();
  }

  @Override
  public void close() {
    loop.close();
  }

  private boolean isAway() {
    return isOverdue() || loop.problem().isPresent();
  }

  private boolean isOverdue() {
    Long asked = askedAtNanos;
    return asked != null && System.nanoTime() - asked > timeout.toNanos();
  }

  private final class Asking implements BackgroundLoop.Step {

    /** Of the loop's thread. */
    private boolean isToldOf;

    @Override
    public void take() throws Exception {
      askedAtNanos = System.nanoTime();
      try {
        question.ask();
        if (isToldOf) {
          LOG.info("{} at {} answers again", engine.name(), engine.address());
          isToldOf = false;
        }
      } catch (Exception e) {
        if (!isToldOf) {
          // The loop tells why; this tells where, which not every engine's failure does.
          LOG.warn("{} at {} does not answer", engine.name(), engine.address());
          isToldOf = true;
        }
        throw e;
      } finally {
        askedAtNanos = null;
      }
    }

    @Override
    public void close() {
      question.close();
    }
  }
}

package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PartsTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(Parts.class);

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final List<String> closed = new ArrayList<>();
  private final Parts parts = new Parts();

  @BeforeEach
  void listen() {
    logged.start();
    LOG.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(logged);
  }

  @Test
  void shouldCloseTheLatestFirstAndEachOnce() {
    parts.add(() -> closed.add("first"));
    parts.add(() -> closed.add("second"));
    parts.close();
    parts.close();

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void shouldCloseTheOthersWhereOneFailsAndLogEachThatDid() {
    parts.add(() -> closed.add("first"));
    parts.add(failing("a"));
    parts.add(() -> closed.add("second"));
    parts.add(failing("b"));
    parts.close();

    assertThat(closed).containsExactly("second", "first");
    assertThat(logged.list)
        .extracting(event -> event.getThrowableProxy().getMessage())
        .containsExactly("b", "a");
  }

  @Test
  void shouldStayInterruptedAndCloseTheOthersAllTheSame() {
    parts.add(() -> closed.add("first"));
    parts.add(
        () -> {
          throw new InterruptedException("hurry");
        });
    parts.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("first");
  }

  @Test
  void shouldTellTheProblemsOfThePartsThatHaveOne() {
    parts.add(new Watchable(Optional.of("one stands still")));
    parts.add(() -> {});
    parts.add(new Watchable(Optional.empty()));
    parts.add(new Watchable(Optional.of("three stands still")));

    assertThat(parts.problems()).containsExactly("one stands still", "three stands still");
  }

  private static AutoCloseable failing(String message) {
    return () -> {
      throw new IOException(message);
    };
  }

  private record Watchable(Optional<String> problem) implements AutoCloseable, Watched {
    @Override
    public void close() {}
  }
}

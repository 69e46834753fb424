package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ingest.Ingest.Mode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.MeterCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies at the edges of what a parser takes; what a long run of {@link EventProperty} finds is put
 * beside them. A file's name says what must come of it ({@code TAKEN}, or the code), then what it
 * is, then how it is sent.
 */
class EventCorpusTest {

  private static final Path CORPUS = Path.of("src/test/resources/io/meterhouse/ingest/corpus");

  private final List<LogEntry> log = new ArrayList<>();
  private final Ingest ingest =
      new Ingest(
          log::addAll,
          new FixedMeters(MeterCatalog.empty()),
          IngestLimits.DEFAULT,
          InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")));

  static Stream<Path> corpus() throws IOException {
    try (Stream<Path> files = Files.list(CORPUS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void shouldJudgeABodyAsItsNameSays(Path file) throws IOException {
    String[] name = file.getFileName().toString().split("\\.", -1);
    EventFormat format = name[2].equals("ndjson") ? EventFormat.NDJSON : EventFormat.JSON;

    String judged = judged(format, Files.readAllBytes(file));

    assertThat(judged).isEqualTo(name[0]);
    assertThat(log).hasSize(judged.equals("TAKEN") ? 1 : 0);
  }

  private String judged(EventFormat format, byte[] body) {
    try {
      Ingest.Outcome outcome =
          ingest.takeEvents(
              new BodyReader(IngestLimits.DEFAULT).events(format, body),
              false,
              Mode.EACH,
              new Sender(Caller.SELF, null));
      return outcome.errors().isEmpty() ? "TAKEN" : outcome.errors().getFirst().code();
    } catch (ApiException e) {
      return e.code().code();
    }
  }
}

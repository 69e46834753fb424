package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodyReaderTest {

  private final BodyReader reader = new BodyReader(new IngestLimits(3, 40, Duration.ofHours(1)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CLOUD_EVENT       | {\"a\":1}             | 0",
        "CLOUD_EVENT_BATCH | [{\"a\":1},{\"b\":2}] | 0 1",
        "CLOUD_EVENT_BATCH | []                    | ''",
        "JSON              | {\"a\":1}             | 0",
        "JSON              | [{},{},{}]            | 0 1 2",
        "NDJSON            | {\"a\":1}             | 0",
      })
  void shouldSplitABodyAsItsFormatSays(EventFormat format, String body, String indexes) {
    List<Submission> found = reader.read(format, body.getBytes(UTF_8));
    assertThat(found).allMatch(Submission.Parsed.class::isInstance);
    assertThat(String.join(" ", found.stream().map(s -> Integer.toString(s.index())).toList()))
        .isEqualTo(indexes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "CLOUD_EVENT       | []            | INVALID_JSON    | 400",
        "CLOUD_EVENT_BATCH | {}            | INVALID_JSON    | 400",
        "JSON              | 7             | INVALID_JSON    | 400",
        "JSON              | ''            | INVALID_JSON    | 400",
        "JSON              | {} {}         | INVALID_JSON    | 400",
        "JSON              | [{},          | INVALID_JSON    | 400",
        "JSON              | [{}]]         | INVALID_JSON    | 400",
        "NDJSON            | ' '           | INVALID_JSON    | 400",
        "JSON              | [{},{},{},{}] | TOO_MANY_EVENTS | 413",
      })
  void shouldRefuseAWholeBodyThatCannotBeSplit(
      EventFormat format, String body, String code, int status) {
    ApiException refusal =
        catchThrowableOfType(ApiException.class, () -> reader.read(format, body.getBytes(UTF_8)));
    assertThat(refusal.code().code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
  }

  @Test
  void shouldNotParseALineThatIsTooLong() {
    String lines = "{not json" + " ".repeat(70_000) + "\n{\"id\":\"good\"}";
    List<Submission> found = reader.read(EventFormat.NDJSON, lines.getBytes(UTF_8));
    assertThat(found.getFirst())
        .isInstanceOfSatisfying(
            Submission.Spoilt.class,
            spoilt -> assertThat(spoilt.error().code()).isEqualTo("EVENT_TOO_LARGE"));
    assertThat(found.getLast()).isInstanceOf(Submission.Parsed.class);
  }

  @Test
  void shouldGoOnBehindAnElementThatIsSpoilt() {
    String deep = "{\"a\":" + "[".repeat(33) + "]".repeat(33) + "}";
    assertThat(codes(EventFormat.JSON, "[" + deep + ",{\"a\":1,\"a\":2},[],{}]", 10_000))
        .containsExactly("JSON_TOO_DEEP", "INVALID_JSON", "WRONG_TYPE", "good");
  }

  @Test
  void shouldJudgeEachLineByItself() {
    String body = "{\"a\":1}\r\n\n  \nnonsense\n{} {}\n\"x\"\n{\"a\":\"\\ud800\"}\n{}";
    assertThat(codes(EventFormat.NDJSON, body, 10_000))
        .containsExactly(
            "good", "INVALID_JSON", "INVALID_JSON", "WRONG_TYPE", "INVALID_JSON", "good");
  }

  @Test
  void shouldRefuseAnEventBeyondItsBytes() {
    String fits = "{\"a\":\"" + "x".repeat(32) + "\"}";
    String large = "{\"a\":\"" + "x".repeat(33) + "\"}";
    assertThat(fits).hasSize(40);
    for (EventFormat format : List.of(EventFormat.JSON, EventFormat.CLOUD_EVENT_BATCH)) {
      assertThat(codes(format, "[ " + fits + " , " + large + " ]", 40))
          .containsExactly("good", "EVENT_TOO_LARGE");
    }
    assertThat(codes(EventFormat.NDJSON, fits + "\n" + large, 40))
        .containsExactly("good", "EVENT_TOO_LARGE");
  }

  @Test
  void shouldFindSnapshotsInABareArrayOrUnderTheirName() {
    assertThat(reader.array("[{},{}]".getBytes(UTF_8), "snapshots")).hasSize(2);
    assertThat(reader.array("{\"x\":[1],\"snapshots\":[{}],\"y\":{}}".getBytes(UTF_8), "snapshots"))
        .hasSize(1);
    for (String bad : List.of("{}", "{\"snapshots\":{}}", "{\"snapshots\":[],\"snapshots\":[]}")) {
      ApiException refusal =
          catchThrowableOfType(
              ApiException.class, () -> reader.array(bad.getBytes(UTF_8), "snapshots"));
      assertThat(refusal.status()).as(bad).isEqualTo(400);
    }
  }

  private static List<String> codes(EventFormat format, String body, int maxEventBytes) {
    BodyReader own = new BodyReader(new IngestLimits(100, maxEventBytes, Duration.ofHours(1)));
    return own.read(format, body.getBytes(UTF_8)).stream()
        .map(
            submission ->
                switch (submission) {
                  case Submission.Parsed _ -> "good";
                  case Submission.Spoilt(int _, EventError error) -> error.code();
                })
        .toList();
  }
}

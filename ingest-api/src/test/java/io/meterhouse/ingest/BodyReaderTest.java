package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
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
    Found found = Found.in(reader.events(format, body.getBytes(UTF_8)));
    assertThat(found.codes).allMatch("good"::equals);
    assertThat(String.join(" ", found.indexes.stream().map(String::valueOf).toList()))
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
        catchThrowableOfType(
            ApiException.class, () -> Found.in(reader.events(format, body.getBytes(UTF_8))));
    assertThat(refusal.code().code()).isEqualTo(code);
    assertThat(refusal.status()).isEqualTo(status);
  }

  @Test
  void shouldNotParseALineThatIsTooLong() {
    String lines = "{not json" + " ".repeat(70_000) + "\n{\"id\":\"good\"}";
    assertThat(Found.in(reader.events(EventFormat.NDJSON, lines.getBytes(UTF_8))).codes)
        .containsExactly("EVENT_TOO_LARGE", "good");
  }

  @Test
  void shouldGoOnBehindAnElementThatIsSpoilt() {
    String deep = "{\"a\":" + "[".repeat(33) + "]".repeat(33) + "}";
    assertThat(codes(EventFormat.JSON, "[" + deep + ",{\"a\":1,\"a\":2},[],{}]", 10_000))
        .containsExactly("JSON_TOO_DEEP", "INVALID_JSON", "WRONG_TYPE", "good");
  }

  /** The parser's own limit would refuse all elements for one of them. */
  @Test
  void shouldNotRefuseABatchForALongNumber() {
    String number = "{\"a\":" + "9".repeat(1_001) + "}";
    assertThat(codes(EventFormat.JSON, "[" + number + ",{}]", 60_000))
        .containsExactly("good", "good");
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
    assertThat(snapshots("[{},{}]")).hasSize(2);
    assertThat(snapshots("{\"x\":[1],\"snapshots\":[{}],\"y\":{}}")).hasSize(1);
    for (String bad : List.of("{}", "{\"snapshots\":{}}", "{\"snapshots\":[],\"snapshots\":[]}")) {
      ApiException refusal = catchThrowableOfType(ApiException.class, () -> snapshots(bad));
      assertThat(refusal.status()).as(bad).isEqualTo(400);
    }
  }

  private static List<String> codes(EventFormat format, String body, int maxEventBytes) {
    BodyReader own = new BodyReader(new IngestLimits(100, maxEventBytes, Duration.ofHours(1)));
    return Found.in(own.events(format, body.getBytes(UTF_8))).codes;
  }

  private List<String> snapshots(String body) {
    return Found.in(reader.array(body.getBytes(UTF_8), "snapshots")).codes;
  }

  /** What was handed over: of the good ones the index, of all the code. */
  private static final class Found {

    private final List<Integer> indexes = new ArrayList<>();
    private final List<String> codes = new ArrayList<>();

    static <T> Found in(Elements<T> elements) {
      Found found = new Found();
      elements.forEach(
          new Elements.Visitor<>() {
            @Override
            public void element(int index, T element) {
              found.indexes.add(index);
              found.codes.add("good");
            }

            @Override
            public void spoilt(EventError error) {
              found.codes.add(error.code());
            }
          });
      return found;
    }
  }
}

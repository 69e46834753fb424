package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ingest.Ingest.Mode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeTry;

/**
 * What may come between the bytes of a request and the log: every event whole, or a named error.
 */
class EventProperty {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Sender PLATFORM = new Sender(Caller.SELF, null);
  private static final BodyReader READER = new BodyReader(IngestLimits.DEFAULT);

  private final List<LogEntry> log = new ArrayList<>();
  private final Ingest ingest =
      new Ingest(
          log::addAll,
          new FixedMeters(MeterCatalog.empty()),
          IngestLimits.DEFAULT,
          InstantSource.fixed(NOW));

  @BeforeTry
  void beginWithNothing() {
    log.clear();
  }

  record Event(String id, String source, String type, String subject, DataValue.Obj data) {

    DataValue.Obj object() {
      Map<String, DataValue> fields = new LinkedHashMap<>();
      fields.put("specversion", new DataValue.Text("1.0"));
      fields.put("data", data);
      fields.put("id", new DataValue.Text(id));
      fields.put("source", new DataValue.Text(source));
      fields.put("someextension", new DataValue.Bool(true));
      fields.put("type", new DataValue.Text(type));
      fields.put("subject", new DataValue.Text(subject));
      fields.put("tenantid", new DataValue.Text("TEN-1"));
      return new DataValue.Obj(fields);
    }
  }

  @Property
  void shouldKeepEveryValidEventWhole(
      @ForAll("events") List<Event> events, @ForAll Random random, @ForAll EventFormat format)
      throws IOException {
    List<Event> sent = format == EventFormat.CLOUD_EVENT ? events.subList(0, 1) : events;

    Ingest.Outcome outcome = take(format, encoded(format, sent, random));

    assertThat(outcome.errors()).isEmpty();
    assertThat(log).hasSize(sent.size());
    for (int i = 0; i < sent.size(); i++) {
      UsageRecord kept = log.get(i).record();
      Event event = sent.get(i);
      assertThat(kept.getId()).isEqualTo(event.id());
      assertThat(kept.getSource()).isEqualTo(event.source());
      assertThat(kept.getType()).isEqualTo(event.type());
      assertThat(kept.getSubject()).isEqualTo(event.subject());
      assertThat(kept.getData().toStringUtf8()).isEqualTo(JsonData.text(event.data()));
    }
  }

  @Property
  void shouldGiveTheSameContentHoweverTheSameEventIsWritten(
      @ForAll("events") List<Event> events, @ForAll Random random) throws IOException {
    List<Event> one = events.subList(0, 1);
    take(EventFormat.JSON, encoded(EventFormat.JSON, one, random));
    take(EventFormat.NDJSON, encoded(EventFormat.NDJSON, one, random));

    assertThat(log.getFirst().identity()).isEqualTo(log.getLast().identity());
    assertThat(log.getFirst().record().getContentHash())
        .isEqualTo(log.getLast().record().getContentHash());
  }

  @Property
  void shouldAnswerEveryMutationWithTheEventOrWithAnErrorThatIsDocumented(
      @ForAll("events") List<Event> events, @ForAll Random random, @ForAll EventFormat format)
      throws IOException {
    byte[] mutant = mutated(encoded(format, events, random), random);
    Set<String> documented = documentedCodes();

    try {
      Ingest.Outcome outcome = take(format, mutant);
      assertThat(outcome.taken().size()).isEqualTo(log.size());
      assertThat(outcome.errors()).extracting(EventError::code).isSubsetOf(documented);
    } catch (ApiException e) {
      assertThat(e.status()).isBetween(400, 499);
      assertThat(documented).contains(e.code().code());
      assertThat(log).isEmpty();
    }
  }

  private Ingest.Outcome take(EventFormat format, byte[] body) {
    return ingest.takeEvents(READER.events(format, body), false, Mode.EACH, PLATFORM);
  }

  /** Every code that docs/ingest.md lists. */
  private static Set<String> documentedCodes() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "ingest.md"));
    return Pattern.compile("`([A-Z]+(?:_[A-Z]+)+)`")
        .matcher(page)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  private static byte[] encoded(EventFormat format, List<Event> events, Random random) {
    Writer writer = new Writer(random, format == EventFormat.NDJSON ? " \t" : " \t\r\n");
    List<String> texts = events.stream().map(event -> writer.text(event.object())).toList();
    String body =
        switch (format) {
          case CLOUD_EVENT -> texts.getFirst();
          case NDJSON -> String.join("\n", texts);
          case CLOUD_EVENT_BATCH, JSON -> "[" + String.join(",", texts) + "]";
        };
    return body.getBytes(UTF_8);
  }

  /** Up to four bytes lost, doubled, put in or turned into others. */
  private static byte[] mutated(byte[] body, Random random) {
    byte[] current = body;
    for (int i = random.nextInt(4); i >= 0 && current.length > 0; i--) {
      int at = random.nextInt(current.length);
      int length = 1 + random.nextInt(Math.min(8, current.length - at));
      ByteArrayOutputStream next = new ByteArrayOutputStream();
      next.write(current, 0, at);
      switch (random.nextInt(4)) {
        case 0 -> {} // lost
        case 1 -> {
          next.write(current, at, length);
          next.write(current, at, length);
        }
        case 2 -> {
          next.write(random.nextInt(256));
          next.write(current, at, length);
        }
        default -> next.write("{}[]\",:\\0e-".charAt(random.nextInt(11)));
      }
      next.write(current, at + length, current.length - at - length);
      current = next.toByteArray();
    }
    return current;
  }

  /** JSON as anybody may write it: white space between tokens, escapes for any character. */
  private record Writer(Random random, String blanks) {

    String text(DataValue value) {
      return switch (value) {
        case DataValue.Text(String text) -> quoted(text);
        case DataValue.Number(String literal) -> literal;
        case DataValue.Bool(boolean truth) -> Boolean.toString(truth);
        case DataValue.Null ignored -> "null";
        case DataValue.Arr(List<DataValue> items) ->
            items.stream()
                .map(item -> blank() + text(item) + blank())
                .collect(Collectors.joining(",", "[" + blank(), "]"));
        case DataValue.Obj(Map<String, DataValue> fields) ->
            fields.entrySet().stream()
                .map(
                    field ->
                        blank()
                            + quoted(field.getKey())
                            + blank()
                            + ":"
                            + blank()
                            + text(field.getValue())
                            + blank())
                .collect(Collectors.joining(",", "{" + blank(), "}"));
      };
    }

    private String blank() {
      StringBuilder found = new StringBuilder();
      for (int i = random.nextInt(6) - 3; i > 0; i--) {
        found.append(blanks.charAt(random.nextInt(blanks.length())));
      }
      return found.toString();
    }

    private String quoted(String text) {
      StringBuilder json = new StringBuilder("\"");
      text.codePoints().forEach(c -> appendAnyWay(json, c));
      return json.append('"').toString();
    }

    private void appendAnyWay(StringBuilder json, int codePoint) {
      boolean mustEscape = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
      if (!mustEscape && random.nextInt(5) != 0) {
        json.appendCodePoint(codePoint);
        return;
      }
      // Beyond the first plane both halves: half a pair has no UTF-8.
      Character.toString(codePoint)
          .chars()
          .forEach(unit -> json.append("\\u").append("%04x".formatted(unit)));
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            words(IngestLimits.MAX_ID_CHARACTERS),
            words(300),
            words(60),
            Arbitraries.oneOf(words(60), Arbitraries.just("")),
            objects(2))
        .as((id, source, type, subject, data) -> new Event(id, source, "t" + type, subject, data))
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  /** Text of one character or more, none of them a control character or half a pair. */
  private static Arbitrary<String> words(int max) {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('ä', 'ß', '中')
        .ofMinLength(1)
        .ofMaxLength(max - 1)
        .map(text -> text.endsWith("~") ? text.substring(1) + "🙂" : text);
  }

  private static Arbitrary<DataValue> values(int depth) {
    List<Arbitrary<DataValue>> choices =
        new ArrayList<>(
            List.of(
                Arbitraries.of(
                        "0",
                        "-0",
                        "1.20e2",
                        "1E-7",
                        "0.10000000000000000000000000001",
                        "99999999999999999999999999.999999999999",
                        "1e400",
                        "-12.50")
                    .map(DataValue.Number::new),
                words(20).map(DataValue.Text::new),
                Arbitraries.of("", "\u0001\n\t\"\\/", "\u2028").map(DataValue.Text::new),
                Arbitraries.of(true, false).map(DataValue.Bool::new),
                Arbitraries.just(new DataValue.Null())));
    if (depth > 0) {
      choices.add(objects(depth - 1).map(object -> object));
      choices.add(values(depth - 1).list().ofMaxSize(4).map(DataValue.Arr::new));
    }
    return Arbitraries.oneOf(choices);
  }

  private static Arbitrary<DataValue.Obj> objects(int depth) {
    return Arbitraries.maps(words(12), Arbitraries.lazy(() -> values(depth)))
        .ofMaxSize(5)
        .map(fields -> new DataValue.Obj(new LinkedHashMap<>(fields)));
  }
}

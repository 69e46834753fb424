package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.ingest.Ingest.Mode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IngestTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Sender PLATFORM = new Sender(Caller.SELF, null);
  private static final String GOOD =
      "\"id\":\"i\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-1\"";

  private static final BodyReader READER = new BodyReader(IngestLimits.DEFAULT);

  private final List<LogEntry> log = new ArrayList<>();
  private final PublishedMeters meters = new PublishedMeters();
  private final Ingest ingest =
      new Ingest(log::addAll, meters, IngestLimits.DEFAULT, InstantSource.fixed(NOW));

  /** A catalogue whose newest state is seen when it is asked for. */
  private static final class PublishedMeters implements Meters {
    private MeterCatalog seen = MeterCatalog.empty();
    private MeterCatalog published = MeterCatalog.empty();
    private int asked;

    @Override
    public MeterCatalog current() {
      return seen;
    }

    @Override
    public MeterCatalog refreshed() {
      return upToDate();
    }

    @Override
    public MeterCatalog upToDate() {
      asked++;
      seen = published;
      return seen;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // what is changed                                   | code                    | field
        "`\"specversion\":\"0.3\"`                           | UNSUPPORTED_SPECVERSION | specversion",
        "`\"specversion\":1.0`                               | WRONG_TYPE              | specversion",
        "`\"id\":\"\"`                                       | MISSING_FIELD           | id",
        "`\"id\":null`                                       | MISSING_FIELD           | id",
        "`\"id\":7`                                          | WRONG_TYPE              | id",
        "`\"id\":\"a\\u0000b\"`                              | INVALID_TEXT            | id",
        "`\"source\":null`                                   | MISSING_FIELD           | source",
        "`\"source\":{}`                                     | WRONG_TYPE              | source",
        "`\"type\":null`                                     | MISSING_FIELD           | type",
        "`\"type\":\"usage.snapshot\"`                       | RESERVED_TYPE           | type",
        "`\"subject\":[]`                                    | WRONG_TYPE              | subject",
        "`\"tenantid\":null`                                 | TENANT_MISSING          | tenantid",
        "`\"tenantid\":\"acme\"`                             | TENANT_INVALID          | tenantid",
        "`\"tenantid\":5`                                    | WRONG_TYPE              | tenantid",
        "`\"tenant_id\":\"TEN-2\"`                           | TENANT_INVALID          | tenant_id",
        "`\"time\":\"yesterday\"`                            | TIMESTAMP_INVALID       | time",
        "`\"time\":\"2026-11-21T10:00:00\"`                  | TIMESTAMP_INVALID       | time",
        "`\"time\":\"2026-02-30T10:00:00Z\"`                 | TIMESTAMP_INVALID       | time",
        "`\"time\":1763719200`                               | WRONG_TYPE              | time",
        "`\"time\":\"2026-11-21T11:00:00.000000001Z\"`       | TIMESTAMP_IN_FUTURE     | time",
        "`\"time\":\"1969-12-31T23:59:59.999Z\"`             | TIMESTAMP_TOO_OLD       | time",
        "`\"data\":[]`                                       | WRONG_TYPE              | data",
        "`\"data\":\"x\"`                                    | WRONG_TYPE              | data",
        "`\"data_base64\":\"AAAA\"`                          | UNSUPPORTED_DATA        | data_base64",
        "`\"datacontenttype\":\"text/xml\"`                  | UNSUPPORTED_DATA        | datacontenttype",
      })
  void shouldRefuseAnEventWithItsReason(String change, String code, String field) {
    EventError error = refusalOf(changed(change), null);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.details().getFirst().field()).isEqualTo(field);
    assertThat(log).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "id,256,ID_TOO_LONG",
    "source,1024,SOURCE_TOO_LONG",
    "type,256,TYPE_TOO_LONG",
    "subject,256,SUBJECT_TOO_LONG"
  })
  void shouldTakeTextUpToItsLimit(String field, int limit, String code) {
    String prefix = "\"" + field + "\":\"";
    assertThat(refusalOf(changed(prefix + "x".repeat(limit + 1) + "\""), null).code())
        .isEqualTo(code);
    assertThat(take(changed(prefix + "x".repeat(limit) + "\""), null).errors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"specversion\":\"1.0\"`",
        "`\"time\":\"2026-11-21T11:00:00Z\"`",
        "`\"time\":\"1970-01-01T00:00:00+00:00\"`",
        "`\"time\":null`",
        "`\"data\":null`",
        "`\"data\":{}`",
        "`\"datacontenttype\":\"application/json; charset=utf-8\"`",
        "`\"tenant_id\":\"TEN-1\"`",
        "`\"someextension\":\"kept out, not refused\"`",
      })
  void shouldTakeAnEvent(String change) {
    assertThat(take(changed(change), null).errors()).isEmpty();
    assertThat(log).hasSize(1);
  }

  @Test
  void shouldRequireSpecVersionOfACloudEventAlone() {
    assertThat(
            ingest
                .takeEvents(parsed("{" + GOOD + "}"), true, Mode.EACH, PLATFORM)
                .errors()
                .getFirst()
                .code())
        .isEqualTo("MISSING_FIELD");
    assertThat(ingest.takeEvents(parsed("{" + GOOD + "}"), false, Mode.EACH, PLATFORM).errors())
        .isEmpty();
  }

  @Test
  void shouldPutAnEventThatNamesNoTenantUnderTheRequests() {
    take("{\"id\":\"i\",\"source\":\"s\",\"type\":\"t\"}", TenantId.of("TEN-of-request"));
    take("{" + GOOD + "}", TenantId.of("TEN-of-request"));
    assertThat(log)
        .extracting(entry -> entry.record().getTenantId())
        .containsExactly("TEN-of-request", "TEN-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`{\"tokens\":1.1234567890123}`                | VALUE_TOO_PRECISE",
        "`{\"tokens\":123456789012345678901234567}`    | VALUE_TOO_LARGE",
        "`{\"tokens\":1e999999999}`                    | VALUE_TOO_LARGE",
        "`{\"tokens\":\"many\"}`                       | VALUE_NOT_A_NUMBER",
        "`{\"tokens\":true}`                           | VALUE_NOT_A_NUMBER",
        "`{}`                                          | VALUE_MISSING",
      })
  void shouldRefuseWhatAMeterCannotReadEvenIfTheMeterWasMadeAMomentAgo(String data, String code) {
    meters.published = MeterCatalog.of(List.of(IngestFixtures.sumOfTokens("TEN-1")));
    EventError error = refusalOf(changed("\"type\":\"llm.request\",\"data\":" + data), null);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.details().getFirst().field()).isEqualTo("data.tokens");
  }

  @Test
  void shouldHashAPrettyPrintedRetryAsTheSameContentAndOtherDigitsAsOther() {
    take(changed("\"data\":{\"a\":1.0,\"b\":\"x\"}"), null);
    take(
        changed("\"time\":\"2026-01-01T00:00:00Z\",\"data\":{ \"a\" : 1.0,\n \"b\":\"\\u0078\"}"),
        null);
    take(changed("\"data\":{\"a\":1.00,\"b\":\"x\"}"), null);
    List<UsageRecord> records = log.stream().map(LogEntry::record).toList();
    assertThat(records.get(1).getContentHash()).isEqualTo(records.get(0).getContentHash());
    assertThat(records.get(2).getContentHash()).isNotEqualTo(records.get(0).getContentHash());
    assertThat(records.get(0).getContentHash().toByteArray())
        .isEqualTo(ContentHash.ofEvent("t", "", "{\"a\":1.0,\"b\":\"x\"}".getBytes(UTF_8)).bytes());
    assertThat(log.get(0).identity()).isEqualTo(log.get(1).identity());
  }

  @Test
  void shouldGiveIngestIdsThatGrow() {
    for (int i = 0; i < 1_000; i++) {
      take("{" + GOOD + "}", null);
    }
    assertThat(log)
        .extracting(entry -> entry.record().getIngestId())
        .isSorted()
        .doesNotHaveDuplicates();
    String ulid = log.getFirst().record().getIngestId().substring("ing-".length());
    assertThat(com.github.f4b6a3.ulid.Ulid.from(ulid).getInstant()).isEqualTo(NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"tenant_id\":null`                     | TENANT_MISSING      | tenant_id",
        "`\"metric_code\":null`                   | MISSING_FIELD       | metric_code",
        "`\"metric_code\":\"other\"`              | UNKNOWN_METER       | metric_code",
        "`\"metric_code\":\"llm_tokens\"`         | UNKNOWN_METER       | metric_code",
        "`\"metric_value\":null`                  | MISSING_FIELD       | metric_value",
        "`\"metric_value\":true`                  | VALUE_NOT_A_NUMBER  | metric_value",
        "`\"metric_value\":\"1,5\"`               | VALUE_NOT_A_NUMBER  | metric_value",
        "`\"metric_value\":0.1234567890123`       | VALUE_TOO_PRECISE   | metric_value",
        "`\"usage_date\":null`                    | MISSING_FIELD       | usage_date",
        "`\"usage_date\":\"06.10.2025\"`          | TIMESTAMP_INVALID   | usage_date",
        "`\"usage_date\":\"2025-02-29\"`          | TIMESTAMP_INVALID   | usage_date",
        "`\"usage_date\":\"2026-11-23\"`          | TIMESTAMP_IN_FUTURE | usage_date",
        "`\"usage_date\":\"1969-12-31\"`          | TIMESTAMP_TOO_OLD   | usage_date",
      })
  void shouldRefuseASnapshotWithItsReason(String change, String code, String field) {
    publishDisk();
    EventError error =
        ingest.takeSnapshots(parsedSnapshot(change), Mode.EACH, PLATFORM).errors().getFirst();
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.details().getFirst().field()).isEqualTo(field);
    assertThat(log).isEmpty();
  }

  @Test
  void shouldAskForTheCatalogueOnceARequestHoweverManySnapshotsHaveNoMeter() {
    Ingest.Outcome outcome =
        ingest.takeSnapshots(
            visitor -> {
              for (int i = 0; i < 100; i++) {
                int index = i;
                parsedSnapshot("\"metric_code\":\"unknown-" + i + "\"")
                    .forEach(
                        new Elements.Visitor<>() {
                          @Override
                          public void element(int ignored, DataValue.Obj snapshot) {
                            visitor.element(index, snapshot);
                          }

                          @Override
                          public void spoilt(EventError error) {
                            throw new AssertionError(error);
                          }
                        });
              }
            },
            Mode.EACH,
            PLATFORM);

    assertThat(outcome.errors()).hasSize(100).allMatch(it -> it.code().equals("UNKNOWN_METER"));
    assertThat(meters.asked).isEqualTo(1);
  }

  @Test
  void shouldKeepASnapshotExactly() {
    publishDisk();
    ingest.takeSnapshots(
        parsedSnapshot("\"metric_value\":\"12.340\",\"subject\":\"c\""), Mode.EACH, PLATFORM);
    UsageRecord record = log.getFirst().record();
    assertThat(io.meterhouse.kit.wire.Decimals.fromWire(record.getSnapshot().getValue()))
        .isEqualByComparingTo("12.34");
    assertThat(record.getId()).isEqualTo(record.getIngestId()).startsWith("ing-");
    assertThat(record.getType()).isEqualTo("usage.snapshot");
    assertThat(record.getSource()).isEqualTo("snapshots");
    assertThat(record.getSubject()).isEqualTo("c");
    assertThat(record.getSnapshot().getUsageEpochDay()).isEqualTo(20_367);
  }

  @Test
  void shouldTakeAllOrNothingWhereAskedTo() {
    Elements<IncomingEvent> oneGoodOfTwo = parsed("[{" + GOOD + "},{}]");

    Ingest.Outcome refused = ingest.takeEvents(oneGoodOfTwo, false, Mode.ALL_OR_NOTHING, PLATFORM);
    assertThat(refused.taken()).isEmpty();
    assertThat(refused.errors()).hasSize(1);
    assertThat(refused.refused()).isEqualTo(2);
    assertThat(log).isEmpty();

    Ingest.Outcome taken =
        ingest.takeEvents(parsed("{" + GOOD + "}"), false, Mode.ALL_OR_NOTHING, PLATFORM);
    assertThat(taken.taken()).hasSize(1);
    assertThat(taken.refused()).isZero();
    assertThat(log).hasSize(1);
  }

  @Test
  void shouldCountEventsThatNoMeterReads() {
    meters.published = MeterCatalog.of(List.of(IngestFixtures.sumOfTokens("TEN-1")));
    String metered =
        "{\"id\":\"i\",\"source\":\"s\",\"type\":\"llm.request\",\"tenantid\":\"TEN-1\","
            + "\"data\":{\"tokens\":1}}";

    assertThat(take(metered, null).unmetered()).isZero();
    assertThat(take("{" + GOOD + "}", null).unmetered()).isEqualTo(1);
    assertThat(log).hasSize(2);
  }

  @Test
  void shouldAskForTheAllowanceOfTheWholeRequestBeforeTheLogGetsAnything() {
    List<Integer> asked = new ArrayList<>();
    Sender sender =
        PLATFORM.with(
            (elements, entries) -> {
              asked.addAll(List.of(elements, entries.size()));
              throw new IllegalStateException("used up");
            });
    Elements<IncomingEvent> oneGoodOfTwo = parsed("[{" + GOOD + "},{}]");

    assertThatThrownBy(() -> ingest.takeEvents(oneGoodOfTwo, false, Mode.EACH, sender))
        .hasMessage("used up");
    assertThat(asked).containsExactly(2, 1);
    assertThat(log).isEmpty();
  }

  @Test
  void shouldGiveTheAllowanceBackWhereTheLogIsAway() {
    List<String> asked = new ArrayList<>();
    Sender sender =
        PLATFORM.with(
            new Allowance() {
              @Override
              public void use(int elements, List<LogEntry> entries) {
                asked.add("used");
              }

              @Override
              public void giveBack() {
                asked.add("given back");
              }
            });
    UsageLog away =
        _ -> {
          throw new UsageLogException("away");
        };
    Ingest refusing = new Ingest(away, meters, IngestLimits.DEFAULT, InstantSource.fixed(NOW));

    assertThatThrownBy(
            () -> refusing.takeEvents(parsed("{" + GOOD + "}"), false, Mode.EACH, sender))
        .isInstanceOf(UsageLogException.class);
    assertThat(asked).containsExactly("used", "given back");
    ingest.takeEvents(parsed("{" + GOOD + "}"), false, Mode.EACH, sender);
    assertThat(asked).containsExactly("used", "given back", "used");
  }

  private void publishDisk() {
    meters.published =
        MeterCatalog.of(
            List.of(
                IngestFixtures.snapshotMeter("TEN-1", "disk"),
                IngestFixtures.sumOfTokens("TEN-1")));
  }

  private EventError refusalOf(String event, @Nullable TenantId tenant) {
    Ingest.Outcome outcome = take(event, tenant);
    assertThat(outcome.taken()).isEmpty();
    return outcome.errors().getFirst();
  }

  private Ingest.Outcome take(String event, @Nullable TenantId tenant) {
    return ingest.takeEvents(parsed(event), false, Mode.EACH, new Sender(Caller.SELF, tenant));
  }

  private static Elements<IncomingEvent> parsed(String json) {
    return READER.events(EventFormat.JSON, json.getBytes(UTF_8));
  }

  /** A good event with some of its fields replaced. */
  private static String changed(String change) {
    return merged("{" + GOOD + "}", change);
  }

  private static Elements<DataValue.Obj> parsedSnapshot(String change) {
    return READER.object(snapshot(change).getBytes(UTF_8));
  }

  private static String snapshot(String change) {
    return merged(
        "{\"tenant_id\":\"TEN-1\",\"metric_code\":\"disk\",\"metric_value\":12.34,"
            + "\"usage_date\":\"2025-10-06\"}",
        change);
  }

  private static String merged(String json, String change) {
    var fields = new java.util.LinkedHashMap<>(JsonData.parse(json.getBytes(UTF_8)).fields());
    fields.putAll(JsonData.parse(("{" + change + "}").getBytes(UTF_8)).fields());
    return JsonData.text(new DataValue.Obj(fields));
  }
}
